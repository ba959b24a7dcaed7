"""The command: exit codes, settings mistakes, wrong credentials, output formats, masking."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import pytest
from box import BASIC, BEARER, Box, balanced, source, streams
from faults import Fault
from zendesk_data import build
from zendesk_server import ZendeskServer
from zendesk_wire import Options

Serve = Callable[..., ZendeskServer]


@pytest.mark.parametrize("arguments", [[], ["--help"], ["sync", "--help"], ["show", "--help"]])
def test_help_is_given(box: Box, arguments: list[str]) -> None:
    """Help is no mistake, and names the commands."""
    done = box.run(*arguments)
    assert done.code in ((0, 2) if not arguments else (0,)), done.text
    assert "Traceback" not in done.text
    if arguments == ["--help"]:
        for name in ("demo", "init", "check", "sync", "status", "verify", "show", "export", "renormalise",
                     "connectors", "plugins"):  # fmt: skip
            assert name in done.out


@pytest.mark.parametrize(
    "arguments",
    [["snyc"], ["show"], ["show", "feedbak"], ["sync", "--limit", "many"], ["sync", "suport"]],
)
def test_a_mistake_on_the_command_line_is_2(desk30: Any, arguments: list[str]) -> None:
    """Usage errors end with 2, on stderr, without a traceback; names are guessed."""
    box, _ = desk30
    done = box.run(*arguments)
    assert done.code == 2, done.text
    assert done.err.strip()
    assert "Traceback" not in done.text
    for wrong, right in (("feedbak", "feedback"), ("suport", "support")):
        if wrong in arguments:
            assert right in done.err


@pytest.mark.parametrize("command", ["sync", "check", "status"])
def test_five_mistakes_in_the_settings_are_all_named(box: Box, serve: Serve, command: str) -> None:
    """Each with its place and, for a key, the nearest known one; nothing is done."""
    server = serve(build(3))
    keys = source(server, lookback="soon")
    keys["subdomian"] = keys.pop("subdomain")
    box.settings(
        '[privacy]\ndispaly = "mask"\n[vocabulary.staus]\npending = "on_hold"\n',
        support=keys, eng={"connector": "zendsk", "subdomain": "x"},
    )  # fmt: skip
    done = box.run(command)
    assert done.code == 2, done.text
    for place, near in (
        ("sources.support.subdomian", "subdomain"), ("sources.support.lookback", ""), ("privacy.dispaly", "display"),
        ("vocabulary.staus", "status"), ("sources.eng.connector", "zendesk"),
    ):  # fmt: skip
        assert place in done.err, f"{place} is not named in:\n{done.err}"
        assert near in done.err
    assert server.log == []
    assert not box.store.exists()
    assert "Traceback" not in done.text


def test_settings_that_are_not_toml_or_not_there_are_2(box: Box) -> None:
    """A broken file names its line; a missing one says what to type."""
    (box.path / "productops.toml").write_text('store = "a.duckdb\n[sources', encoding="utf-8")
    broken = box.run("sync")
    assert broken.code == 2, broken.text
    assert "productops.toml" in broken.err
    missing = box.run("sync", "--settings", "nowhere.toml")
    assert missing.code == 2, missing.text
    assert "nowhere.toml" in missing.err
    assert "Traceback" not in broken.text + missing.text


def test_a_secret_that_is_not_set_is_named(box: Box, serve: Serve) -> None:
    """`env:NAME` of an unset variable: the place and the name."""
    server = serve(build(3))
    box.settings(
        support=source(server, client_id="env:ZD_ID", client_secret="env:NOT_SET_ANYWHERE")
    )
    done = box.run("sync")
    assert done.code == 2, done.text
    assert "NOT_SET_ANYWHERE" in done.err
    assert "sources.support.client_secret" in done.err


def test_plain_http_goes_to_loopback_only(box: Box, serve: Serve) -> None:
    """A `base_url` elsewhere without TLS is a mistake in the settings."""
    server = serve(build(3))
    box.settings(support=source(server) | {"base_url": "http://192.0.2.1:80"})
    done = box.run("sync", timeout=20)
    assert done.code == 2, done.text
    assert "base_url" in done.err


def wrong_secret(server: ZendeskServer, box: Box) -> dict[str, Any]:
    box.env["ZD_SECRET"] = "mistaken-4be19c"
    return source(server)


def wrong_token(server: ZendeskServer, box: Box) -> dict[str, Any]:
    box.env["ZD_ACCESS"] = "mistaken-4be19c"
    return source(server, **BEARER)


def wrong_api_token(server: ZendeskServer, box: Box) -> dict[str, Any]:
    box.env["ZD_API_TOKEN"] = "mistaken-4be19c"
    return source(server, **BASIC)


def wrong_subdomain(server: ZendeskServer, box: Box) -> dict[str, Any]:
    server.closed_account = True
    return source(server) | {"subdomain": "nrthwind"}


def wrong_scope(server: ZendeskServer, box: Box) -> dict[str, Any]:
    server.options.forbidden = {"/api/v2"}
    return source(server)


@pytest.mark.parametrize("command", ["check", "sync"])
@pytest.mark.parametrize(
    ("mistake", "words"),
    [(wrong_secret, ["client_secret"]), (wrong_token, ["access_token"]), (wrong_api_token, ["api_token"]),
     (wrong_subdomain, ["nrthwind"]), (wrong_scope, ["scope"])],
)  # fmt: skip
def test_rejected_credentials_are_3(
    box: Box, serve: Serve, mistake: Callable[..., dict[str, Any]], words: list[str], command: str
) -> None:
    """Which source, what to mend, exit 3, and nothing is stored."""
    server = serve(build(3))
    box.settings(support=mistake(server, box))
    done = box.run(command)
    assert done.code == 3, f"exit {done.code}\n{done.text}"
    for word in ["support", *words]:
        assert word in done.err, f"{word!r} is not in:\n{done.err}"
    assert "Traceback" not in done.text
    assert len(server.log) < 8, [e.path for e in server.log]
    if box.store.exists():
        assert box.rows("feedback") == []


def test_a_host_that_does_not_answer_is_named(box: Box, serve: Serve) -> None:
    """A closed port: the host in the message, exit 3, and it does not take for ever."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    box.settings(support=source(serve(build(1))) | {"base_url": address})
    done = box.run("check", timeout=60)
    assert done.code == 3, f"exit {done.code}\n{done.text}"
    assert address.removeprefix("http://") in done.err
    assert "Traceback" not in done.text


def test_two_sources_one_rejected_one_good(box: Box, serve: Serve) -> None:
    """The good one is committed whole; every source that failed had its credentials rejected: 3."""
    good, other = serve(build(20)), serve(build(20))
    other.options.forbidden = {"/api/v2"}
    box.settings(good=source(good), bad=source(other, instance="other"))
    done = box.run("sync", "--json")
    assert done.code == 3, done.text
    report = streams(done.json)
    balanced(report)
    assert report["good"]["tickets"]["complete"]
    assert {r["source_instance"] for r in box.rows("feedback")} == {"northwind.zendesk.com"}
    assert len(box.rows("feedback")) == 25


@pytest.mark.slow
def test_two_sources_failing_in_different_ways_at_once(box: Box, serve: Serve) -> None:
    """One rejected, one with a stream that is always HTML, one good: exit 1, what came is kept."""
    rejected, broken, good = serve(build(10)), serve(build(10)), serve(build(10))
    rejected.closed_account = True
    broken.faults.append(Fault("incremental/users", kind="html", times=10_000))
    box.settings(
        rejected=source(rejected, instance="rejected"),
        broken=source(broken, instance="broken"),
        good=source(good),
    )
    done = box.run("sync", "--json", timeout=120)
    assert done.code == 1, done.text
    report = streams(done.json)
    balanced(report)
    assert not report["broken"]["users"]["complete"]
    assert report["good"]["users"]["complete"]
    assert "rejected" in done.err
    assert "broken" in done.err
    rows = box.rows("feedback")
    assert {"northwind.zendesk.com", "broken"} == {r["source_instance"] for r in rows}


def test_a_damaged_store_is_5(box: Box, serve: Serve) -> None:
    """A file that is not a database is not overwritten."""
    box.settings(support=source(serve(build(3))))
    box.store.write_bytes(b"this is no database " * 500)
    done = box.run("sync")
    assert done.code == 5, done.text
    assert "acme.duckdb" in done.err
    assert box.store.read_bytes().startswith(b"this is no database")
    assert "Traceback" not in done.text


def test_zero_rows_where_the_count_says_some_is_a_failure(box: Box, serve: Serve) -> None:
    """Never "0 rows, success"."""
    server = serve(build(20), Options(empty={"tickets"}))
    box.settings(support=source(server))
    done = box.run("sync")
    assert done.code == 1, done.text
    assert "tickets" in done.err
    server.options.empty = set()
    box.sync()
    assert len(box.rows("feedback")) == 25


def test_an_empty_account_is_a_success(box: Box, serve: Serve) -> None:
    """Nothing there, nothing missing."""
    server = serve(build(0), Options(off={"community", "help_center", "survey_responses"}))
    box.settings(support=source(server))
    box.sync()
    assert box.rows("feedback") == []

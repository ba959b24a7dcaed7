"""A workspace from Python: open, connect, sync, look."""

from __future__ import annotations

import asyncio
import signal
import threading
from pathlib import Path
from typing import Any

import pytest

import productops as po
from productops.sync.report import Progress


@pytest.fixture
def synced(folder: Path) -> po.Workspace:
    """A workspace after its first sync."""
    workspace = po.open()
    workspace.sync(progress=False)
    return workspace


def test_it_opens_whatever_names_a_store_or_settings(tmp_path: Path) -> None:
    """A store, a folder, a settings file, a mapping; nothing is created by opening."""
    (tmp_path / "conf").mkdir()
    file = tmp_path / "conf" / "productops.toml"
    file.write_text('store = "a.duckdb"\n')

    assert po.open(tmp_path / "b.duckdb").settings.store == tmp_path / "b.duckdb"
    assert po.open(tmp_path).settings.store == tmp_path / "productops.duckdb"
    assert po.open(file).settings.store == tmp_path / "conf" / "a.duckdb"
    assert po.open(tmp_path / "conf").settings.store == tmp_path / "conf" / "a.duckdb"
    assert po.open({"store": str(tmp_path / "c.duckdb")}).settings.store == tmp_path / "c.duckdb"
    assert list(tmp_path.rglob("*.duckdb")) == []


def test_opening_reads_the_settings_here(folder: Path) -> None:
    """`po.open()` takes productops.toml of the working directory, and productops.duckdb without one."""
    assert po.open().settings.store == folder / "acme.duckdb"
    (folder / "productops.toml").unlink()
    assert po.open().settings.store.name == "productops.duckdb"


def test_a_script_connects_syncs_and_looks(tmp_path: Path, keys: dict[str, Any]) -> None:
    """The README's example, with secrets as they are."""
    with po.open(tmp_path / "acme.duckdb") as ws:
        ws.connect("support", "zendesk", **keys)
        report = ws.sync(progress=False)

        assert report.ok
        assert len(ws.feedback) > 20
        assert "rows" in repr(ws.feedback)
        assert keys["client_secret"] not in repr(vars(ws)) + repr(ws) + repr(report) + str(report)


def test_connecting_tells_all_mistakes_at_once(tmp_path: Path) -> None:
    """And repeats no value."""
    with po.open(tmp_path / "acme.duckdb") as ws, pytest.raises(po.SettingsError) as caught:
        ws.connect("support", "zendesk", subdomian="acme", api_token="PLANTED", since="soon")

    assert len(caught.value.problems) >= 2
    assert "sources.support.subdomian" in str(caught.value)
    assert "PLANTED" not in str(caught.value)


def test_a_second_sync_finds_nothing_new(synced: po.Workspace) -> None:
    """Nothing moves where nothing moved."""
    again = synced.sync(progress=False)

    assert (again.exit_code, again.total("created"), again.total("updated")) == (0, 0, 0)


def test_every_table_is_an_attribute(synced: po.Workspace) -> None:
    """In singular and plural, also where nothing is in it; a typo is guessed."""
    assert len(synced.people) == len(synced.persons) == len(synced.person)
    assert len(synced.tools) == len(synced.tool) > 0
    assert len(synced.vendors) == len(synced.vendor)
    assert {"feedback", "person", "tools", "sync"} <= set(dir(synced))
    with pytest.raises(AttributeError, match='Did you mean "feedback"'):
        _ = synced.feedbak
    with pytest.raises(po.SettingsError, match='Did you mean "feedback"'):
        synced.table("feedbak")
    assert not hasattr(synced, "_ipython_canary_method_should_not_exist_")


def test_the_raw_record_is_given_as_it_came(synced: po.Workspace) -> None:
    """By the source's name or the connector's; None where nothing is held."""
    (row,) = synced.sql("SELECT source_id FROM _raw WHERE stream = 'tickets' LIMIT 1").rows()

    by_name = synced.raw("support", "tickets", row["source_id"])

    assert str(by_name["id"]) == row["source_id"]
    assert synced.raw("zendesk", "tickets", row["source_id"]) == by_name
    assert synced.raw("support", "tickets", "nothing") is None


@pytest.mark.parametrize(
    ("source", "stream", "hint"),
    [
        ("suport", "tickets", 'Did you mean "support"'),
        ("zendes", "tickets", 'Did you mean "zendesk"'),
        ("support", "tikets", 'Did you mean "tickets"'),
        ("zendesk", "nothing_like_it", "Known: .*tickets"),
    ],
)
def test_a_misspelt_source_or_stream_of_a_raw_record_is_a_mistake(
    synced: po.Workspace, source: str, stream: str, hint: str
) -> None:
    """It is not taken for a record that is not held."""
    with pytest.raises(po.SettingsError, match=hint):
        synced.raw(source, stream, "1")


def test_a_stream_of_which_nothing_is_held_has_no_record(tmp_path: Path) -> None:
    """Before the first sync, every id is merely unknown."""
    with po.open(tmp_path / "a.duckdb") as ws:
        ws.connect("support", "zendesk", subdomain="acme", access_token="t" * 20)

        assert ws.raw("support", "tickets", "1") is None
        assert ws.raw("zendesk", "tickets", "1") is None


def test_raw_records_are_read_where_the_settings_are_not(synced: po.Workspace) -> None:
    """The store knows its sources."""
    (row,) = synced.sql("SELECT source_id FROM _raw WHERE stream = 'tickets' LIMIT 1").rows()

    with po.open(synced.settings.store) as ws:
        assert ws.raw("support", "tickets", row["source_id"]) is not None
        assert ws.raw("support", "tickets", "nothing") is None
        with pytest.raises(po.SettingsError, match='Did you mean "support"'):
            ws.raw("suport", "tickets", row["source_id"])


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_below_one_is_refused(synced: po.Workspace, limit: int) -> None:
    """As on the command line."""
    with pytest.raises(po.SettingsError, match="1 or more"):
        synced.sync(limit=limit, progress=False)


def test_status_tells_what_is_held(synced: po.Workspace) -> None:
    """By source and stream, with rows by table; it prints and renders."""
    status = synced.status()
    tickets = status.sources["support"].streams["tickets"]

    assert tickets.records > 20
    assert tickets.fetched_at is not None
    assert tickets.queued == 0
    assert status.rows["feedback"] == len(synced.feedback)
    assert status.last_run_exit_code == 0
    assert "support (zendesk, fernhill.zendesk.com)" in str(status)
    assert "<table" in status._repr_html_()


def test_status_before_the_first_sync_creates_nothing(folder: Path) -> None:
    """It says so."""
    status = po.open().status()

    assert not status.exists
    assert "Never synced" in str(status)
    assert not (folder / "acme.duckdb").exists()


def test_check_says_who_answers(folder: Path) -> None:
    """And writes nothing."""
    found = po.open().check()

    assert found.ok
    assert found["support"].instance == "fernhill.zendesk.com"
    assert "support (zendesk" in str(found)
    assert not (folder / "acme.duckdb").exists()


def test_verify_and_renormalise_find_nothing_to_do(synced: po.Workspace) -> None:
    """Right after a sync nothing is missing and no mapping has changed."""
    verified = synced.verify(progress=False)
    renormalised = synced.renormalise(dry_run=True)

    assert verified.exit_code == 0, str(verified)
    assert verified.missing == []
    assert renormalised.changed == {}
    assert "no row would change" in str(renormalised)


def test_renormalising_needs_no_credentials(
    synced: po.Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It works on what is stored."""
    monkeypatch.delenv("DESK_SECRET")

    assert po.open().renormalise(dry_run=True).exit_code == 0
    with pytest.raises(po.SettingsError, match="DESK_SECRET"):
        po.open().sync()


def test_an_unknown_source_is_a_mistake(synced: po.Workspace) -> None:
    """Not an empty run."""
    with pytest.raises(po.SettingsError, match='Did you mean "support"'):
        synced.sync("suport")


def test_a_workspace_without_sources_says_what_to_do(tmp_path: Path) -> None:
    """A sync of nothing is no success."""
    with pytest.raises(po.SettingsError, match="connect"):
        po.open(tmp_path / "a.duckdb").sync()


def test_a_failing_source_does_not_raise_unless_asked(folder: Path, tmp_path: Path) -> None:
    """The report says so; the source that works is whole."""
    ws = po.open()
    ws.connect("gone", "zendesk", subdomain="gone", access_token="x", base_url="http://127.0.0.1:1")

    report = ws.sync(progress=False)

    assert report.exit_code != 0
    assert report.sources["support"].complete
    assert not report.sources["gone"].complete
    with pytest.raises(po.ProductopsError, match="gone"):
        report.raise_for_failure()


def test_sync_works_inside_a_running_event_loop(folder: Path) -> None:
    """As in a notebook cell."""

    async def cell() -> po.SyncReport:
        return po.open().sync(progress=False)

    assert asyncio.run(cell()).ok


def test_the_callers_function_sees_each_step(folder: Path) -> None:
    """Streams with counts."""
    seen: list[Progress] = []

    po.open().sync(progress=seen.append)

    assert any(step.event == "page" and step.stream == "tickets" and step.done for step in seen)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_cleanly_and_the_next_sync_goes_on(
    folder: Path, number: signal.Signals, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was fetched is kept, the report says 130, and nothing is lost in the end."""
    sent: list[Progress] = []

    def interrupt(step: Progress) -> None:
        if step.event == "page" and not sent:
            sent.append(step)
            signal.raise_signal(number)

    with po.open() as ws:
        stopped = ws.sync(progress=interrupt)
        resumed = ws.sync(progress=False)
        verified = ws.verify(progress=False)

    assert stopped.exit_code == 130
    assert "run the same command again" in str(stopped)
    assert "Stopping" in capsys.readouterr().err
    assert resumed.ok, str(resumed)
    assert verified.missing == []


def test_a_second_ctrl_c_does_not_wait(folder: Path) -> None:
    """Where a run hangs, its user is not held; the store is whole and the next sync goes on."""
    hang, sent = threading.Event(), threading.Event()
    second = threading.Timer(0.5, signal.raise_signal, [signal.SIGINT])

    def interrupt_and_hang(step: Progress) -> None:
        if step.event == "page" and not sent.is_set():
            sent.set()
            signal.raise_signal(signal.SIGINT)
            second.start()
            hang.wait(30)

    with po.open() as ws:
        with pytest.raises(KeyboardInterrupt):
            ws.sync(progress=interrupt_and_hang)
        hang.set()

    with po.open() as ws:
        assert ws.sync(progress=False).ok


def test_two_syncs_at_once_are_one(synced: po.Workspace) -> None:
    """The second waits as long as it was told, then names the store."""
    from productops.store.lock import sync_lock

    impatient = po.open(lock_wait=0.1)
    with sync_lock(synced.settings.store, 0.1), pytest.raises(po.StoreLocked) as caught:
        impatient.sync(progress=False)

    assert "acme.duckdb" in str(caught.value)


def test_display_follows_the_settings(folder: Path, synced: po.Workspace) -> None:
    """Masked by default; `keep` shows people as they are."""
    names = [row["display_name"] for row in synced.person.rows()]
    with (folder / "productops.toml").open("a") as file:
        file.write('[privacy]\ndisplay = "keep"\n')

    assert not any(name in repr(synced.person) for name in names)
    assert any(name in repr(po.open().person) for name in names)


def test_the_salt_of_the_settings_keys_the_hashes(
    folder: Path, synced: po.Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its value, not the reference; a salt that cannot be read is said, and only where a hash is asked for."""
    plain = synced.person.to_polars("hash")["email"]
    monkeypatch.setenv("SALT", "pepper")
    with (folder / "productops.toml").open("a") as file:
        file.write('[privacy]\nsalt = "env:SALT"\n')
    salted = po.open().person.to_polars("hash")["email"]
    given = po.open({"store": "acme.duckdb", "privacy": {"salt": "pepper"}})
    monkeypatch.setenv("SALT", "thyme")
    other = po.open().person.to_polars("hash")["email"]
    monkeypatch.delenv("SALT")
    unread = po.open().person

    assert salted.to_list() == given.person.to_polars("hash")["email"].to_list()
    assert not {*plain.drop_nulls()} & {*salted.drop_nulls()}
    assert not {*other.drop_nulls()} & {*salted.drop_nulls()}
    assert "person" in repr(unread)
    with pytest.raises(po.SettingsError, match="SALT is not set"):
        unread.to_polars("hash")


def test_a_misspelt_source_that_was_connected_in_code_is_suggested(tmp_path: Path) -> None:
    """Not only what the settings file holds can be meant."""
    with po.open(tmp_path / "s.duckdb") as ws:
        ws.connect("support", "zendesk", subdomain="acme", access_token="t" * 20)
        with pytest.raises(po.errors.SettingsError, match='Did you mean "support"'):
            ws.sync("suport", progress=False)

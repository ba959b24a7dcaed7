"""The inventory of the sandbox's company, through a whole sync: what it shows, what it never keeps, who may not read it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import productops as po
from productops.sandbox import Call, Reply, serve
from productops.sandbox.wire import as_json
from productops.testing import ask
from productops_zendesk.sandbox import ZendeskSandbox
from productops_zendesk.sandbox.routes import normal
from productops_zendesk.sandbox.tools import SECRET

STREAMS = (
    "custom_roles", "agents", "app_installations", "oauth_global_clients", "oauth_clients", "oauth_tokens",
)  # fmt: skip
PLACES = ("/custom_roles", "/apps/", "/oauth/")


class Shut(ZendeskSandbox):
    """A sandbox that answers *reply* in place of the inventory's lists, while it is given."""

    reply: Reply | None = None

    def handle(self, call: Call) -> Reply:
        path = normal(call.path) if call.path.startswith("/api/v2/") else ""
        seats = path == "/users" and "role[]" in call.first
        if self.reply is not None and (seats or path.startswith(PLACES)):
            return self.reply
        return super().handle(call)


def page_for_people() -> Reply:
    return Reply(200, b"<!doctype html><title>Sign in</title>", {"content-type": "text/html"})


@pytest.fixture(scope="module")
def synced(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, Any, Any, Path]]:
    """Two syncs of the company: the workspace, both reports, the store's file."""
    file = tmp_path_factory.mktemp("inventory") / "i.duckdb"
    sandbox = ZendeskSandbox(size=60)
    with serve(sandbox) as url, po.open(file) as ws:
        ws.connect(
            "desk", "zendesk", **sandbox.credentials(), base_url=url, streams=[*STREAMS, "users"]
        )
        first, second = (ws.sync(progress=False) for _ in range(2))
        yield ws, first.sources["desk"], second.sources["desk"], file


def test_the_company_has_the_tools_that_are_connected(synced: Any) -> None:
    """Five apps, four clients, and Zendesk."""
    ws, first, _, _ = synced
    assert first.problem is None
    assert not first.warnings
    assert dict(ask(ws, "SELECT discovered_in, count(*) FROM tool GROUP BY 1")) == {
        "vendor_api": 6, "oauth_grant": 4,
    }  # fmt: skip
    flows = ask(
        ws,
        "SELECT t.name, i.kind, i.status, date_diff('day', i.last_success_at, TIMESTAMP '2026-11-01') > 300 "
        "FROM integration i JOIN tool t ON t.id = i.from_tool_id JOIN tool z ON z.id = i.to_tool_id "
        "WHERE z.name = 'Zendesk' ORDER BY 2 DESC, 1",
    )
    assert [row[:3] for row in flows] == [
        ("Aircall", "native", "retired"), ("Jira", "native", "working"), ("Slack", "native", "working"),
        ("Time Tracking", "native", "working"), ("Tymeshift", "native", "working"), ("Geckoboard", "api", "broken"),
        ("Warehouse export", "api", "working"), ("Zapier", "api", "working"), ("productops", "api", "working"),
    ]  # fmt: skip
    assert ask(ws, "SELECT c.sku, c.auto_renew, t.name FROM contract c JOIN tool t ON t.id = c.tool_id") == [
        ("Team", True, "Tymeshift")
    ]  # fmt: skip
    assert ask(ws, "SELECT source_id FROM vendor ORDER BY 1") == [
        ("fernhill",), ("geckoboard",), ("zapier",), ("zendesk",),
    ]  # fmt: skip


def test_the_company_has_seats_that_nobody_uses(synced: Any) -> None:
    """One whose holder left, one that was never used, two that cost nothing."""
    ws = synced[0]
    held = "FROM seat s JOIN person p ON p.id = s.person_id"
    assert ask(ws, f"SELECT count(*), count(DISTINCT s.tool_id) {held}") == [(10, 1)]
    assert ask(ws, f"SELECT s.role, s.paid {held} WHERE NOT p.active") == [("Staff", True)]
    assert ask(ws, f"SELECT count(*) {held} WHERE s.last_active_at IS NULL") == [(1,)]
    assert ask(ws, f"SELECT s.role {held} WHERE NOT s.paid ORDER BY 1") == [
        ("Contributor",), ("Light agent",),
    ]  # fmt: skip


def test_a_second_sync_changes_nothing_in_one_request_a_list(synced: Any) -> None:
    """Nothing is counted as changed, and nothing is taken for gone."""
    _, _, second, _ = synced
    for name in STREAMS:
        stream = second.streams[name]
        assert (stream.created, stream.updated, stream.deleted, stream.set_aside) == (0, 0, 0, 0), (
            name
        )
        assert stream.requests == 1, name


def test_no_key_of_another_system_is_in_the_store(synced: Any) -> None:
    """Neither in rows, nor in the raw payloads, nor in the file."""
    ws, _, _, file = synced
    assert ask(
        ws, "SELECT count(*) FROM _raw WHERE contains(CAST(payload AS VARCHAR), 'Tymeshift')"
    ) != [(0,)]
    assert ask(
        ws, f"SELECT count(*) FROM _raw WHERE contains(CAST(payload AS VARCHAR), '{SECRET[:10]}')"
    ) == [(0,)]
    assert SECRET[:10].encode() not in file.read_bytes()


@pytest.mark.parametrize(
    "reply",
    [
        as_json({"error": "InvalidEndpoint", "description": "Not found"}, 404),
        as_json({"error": "Forbidden"}, 403),
        as_json({"error": "invalid_token"}, 401),
        as_json({"error": "Payment required"}, 402),
        Reply(302, b"", {"location": "/access/unauthenticated"}),
        page_for_people(),
    ],
    ids=["404", "403", "401", "402", "302", "html"],
)
def test_a_server_without_these_lists_is_no_failure(tmp_path: Path, reply: Reply) -> None:
    """Each says that it cannot be read; the rest is read, and what was held before stays."""
    sandbox = Shut(size=30)
    sandbox.reply = reply
    with serve(sandbox) as url, po.open(tmp_path / "s.duckdb") as ws:
        ws.connect(
            "desk", "zendesk", **sandbox.credentials(), base_url=url, streams=[*STREAMS, "users"]
        )
        report = ws.sync(progress=False)
        assert report.ok
        assert report.sources["desk"].streams["users"].fetched > 0
        for name in STREAMS:
            stream = report.sources["desk"].streams[name]
            assert (stream.complete, stream.fetched, stream.problem) == (True, 0, None), name
            # without a client no token is asked for
            assert name == "oauth_tokens" or "not readable here" in stream.warnings[0], name
        sandbox.reply = None
        assert ws.sync(progress=False).ok
        held = ask(ws, "SELECT count(*) FROM tool WHERE NOT deleted")
        assert held == [(10,)]
        sandbox.reply = reply
        assert ws.sync(progress=False).ok
        assert ask(ws, "SELECT count(*) FROM tool WHERE NOT deleted") == held


def test_an_agent_reads_seats_and_is_told_what_only_administrators_may(tmp_path: Path) -> None:
    """The warning names the right."""
    sandbox = ZendeskSandbox(size=30, role="agent")
    with serve(sandbox) as url, po.open(tmp_path / "a.duckdb") as ws:
        ws.connect("desk", "zendesk", **sandbox.credentials(), base_url=url, streams=list(STREAMS))
        report = ws.sync(progress=False)
        assert report.ok
        streams = report.sources["desk"].streams
        assert streams["agents"].fetched == 11
        told = [
            name for name in STREAMS if any("administrator" in w for w in streams[name].warnings)
        ]
    assert told == ["app_installations", "oauth_global_clients", "oauth_clients"]

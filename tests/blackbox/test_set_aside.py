"""Records that do not fit: set aside with their reason and raw text; the rest goes on."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from box import Box, balanced, source
from zendesk_data import build
from zendesk_server import ZendeskServer

Serve = Callable[..., ZendeskServer]
ODD = 7_000_003


def spoil(server: ZendeskServer, change: Callable[[dict[str, Any]], Any], one: int = ODD) -> None:
    """Serve one ticket changed in a way the vendor does not document."""
    record = json.loads(json.dumps(server.desk.tickets[one]))
    changed = change(record)
    text = (
        changed
        if isinstance(changed, str | bytes)
        else json.dumps(record if changed is None else changed)
    )
    server.options.raw[one] = text.encode() if isinstance(text, str) else text


CERTAIN: dict[str, Callable[[dict[str, Any]], Any]] = {
    "no id": lambda r: r.pop("id") and None,
    "id null": lambda r: r.update(id=None),
    "id an object": lambda r: r.update(id={"value": 7}),
    "time not a time": lambda r: r.update(updated_at="yesterday", created_at="tomorrow"),
    "time a number": lambda r: r.update(created_at={"a": 1}),
    "list a number": lambda r: r.update(custom_fields=5),
    "reference a text": lambda r: r.update(requester_id="not a number at all", subject=["a"]),
    "tags an object": lambda r: r.update(tags={"a": 1}),
    "record a text": lambda r: json.dumps("a ticket"),
    "record null": lambda r: "null",
    "record a list": lambda r: "[1, 2]",
}
POSSIBLE: dict[str, Callable[[dict[str, Any]], Any]] = {
    "no status": lambda r: r.pop("status") and None,
    "status null": lambda r: r.update(status=None),
    "status a number": lambda r: r.update(status=42),
    "description null": lambda r: r.update(description=None),
    "subject null": lambda r: r.update(subject=None),
    "created null": lambda r: r.update(created_at=None),
    "via null": lambda r: r.update(via=None),
    "custom_fields null": lambda r: r.update(custom_fields=None),
    "tags with null": lambda r: r.update(tags=["a", None]),
    "unknown keys": lambda r: r.update(brand_new_field={"deep": [1, {"x": None}]}),
    "zero character": lambda r: r.update(subject="a\x00b"),
    "a number beyond 64 bits": lambda r: r.update(group_id=10**30),
    "year 9999": lambda r: r.update(due_at="9999-12-31T23:59:59Z"),
    "very deep": lambda r: json.dumps(r)[:-1] + ', "x": ' + "[" * 900 + "]" * 900 + "}",
    "duplicate keys": lambda r: json.dumps(r)[:-1] + ', "subject": "second"}',
    "not a number": lambda r: json.dumps(r)[:-1] + ', "position": 1e999}',
}


def conserved(box: Box, server: ZendeskServer, report: Any) -> tuple[int, list[dict[str, Any]]]:
    """Rows of tickets, and what was set aside; the report agrees with the store."""
    balanced(report)
    aside = [r for r in box.sql("SELECT * FROM _set_aside") if r["stream"] == "tickets"]
    rows = {r["source_id"] for r in box.rows("feedback")} & {
        str(one) for one in server.desk.tickets
    }
    assert report["support"]["tickets"]["set_aside"] == len(aside)
    assert report["support"]["tickets"]["fetched"] == len(server.desk.tickets)
    return len(rows), aside


@pytest.fixture(scope="module", params=["certain", "possible"])
def spoilt(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Forty tickets, one of them spoilt in each way, synced: (server, report, rows, aside by way)."""
    ways = CERTAIN if request.param == "certain" else POSSIBLE
    with ZendeskServer(build(40)) as server:
        for number, change in enumerate(ways.values()):
            spoil(server, change, 7_000_001 + number)
        box = Box(tmp_path_factory.mktemp(request.param))
        box.settings(support=source(server, streams=["tickets"]))
        report = box.sync()
        rows, aside = conserved(box, server, report)
        return ways, rows, aside


def test_records_that_cannot_be_read_are_set_aside(spoilt: Any) -> None:
    """Each aside, with a reason and its raw text, or a row; the other tickets are rows; nothing is lost."""
    ways, rows, aside = spoilt
    assert rows + len(aside) == 40, [(r["source_id"], r["reason"], r["message"]) for r in aside]
    assert rows >= 40 - len(ways)
    for row in aside:
        assert row["reason"]
        assert row["message"]
        assert str(row["payload"]).strip()
    if ways is CERTAIN:
        assert len(aside) == len(ways), [(r["source_id"], r["reason"], r["message"]) for r in aside]
        assert any("custom_fields" in f"{r['field']} {r['message']}" for r in aside)
    else:
        known = {r["source_id"] for r in aside}
        tolerated = 7_000_001 + list(ways).index("unknown keys")
        assert str(tolerated) not in known


def test_half_a_surrogate_pair_spoils_one_record_not_the_page(box: Box, serve: Serve) -> None:
    """An emoji cut in two is JSON by its grammar, not text: the other eleven tickets are rows."""
    server = serve(build(12))
    spoil(server, lambda r: json.dumps(r | {"subject": "half of"}).replace("half of", "\\ud83d"))
    box.settings(support=source(server, streams=["tickets"]))
    rows, aside = conserved(box, server, box.sync())
    assert rows + len(aside) == 12
    assert b"\\ud83d" in server.options.raw[ODD]


def test_a_record_over_16_megabytes_is_set_aside(box: Box, serve: Serve) -> None:
    """17 MB in one ticket; the other eleven are rows."""
    server = serve(build(12))
    server.desk.tickets[ODD]["description"] = "y" * 17_000_000
    box.settings(support=source(server, streams=["tickets"]))
    rows, aside = conserved(box, server, box.sync())
    assert (rows, len(aside)) == (11, 1)
    assert str(ODD) in str(aside[0]["source_id"])


def test_what_was_set_aside_comes_in_when_it_fits(box: Box, serve: Serve) -> None:
    """The vendor mends the record: a row, and nothing aside any more."""
    server = serve(build(12))
    spoil(server, CERTAIN["list a number"])
    box.settings(support=source(server, streams=["tickets"]))
    box.sync()
    server.options.raw.clear()
    server.desk.touch(ODD, int(time.time()) - 65, status="open")
    report = box.sync()
    balanced(report)
    assert len(box.rows("feedback")) == 12
    assert box.sql("SELECT * FROM _set_aside") == []


def test_odd_records_of_other_streams_are_named_too(box: Box, serve: Serve) -> None:
    """A user, an organization, an event and a group that cannot be read: four aside, each under its stream."""
    server = serve(build(6))
    for table, field in (
        ("users", "created_at"),
        ("organizations", "domain_names"),
        ("groups", "created_at"),
    ):
        records = getattr(server.desk, table)
        one = sorted(records)[1]
        server.options.raw[one] = json.dumps(records[one] | {field: {"odd": 1}}).encode()
    event = sorted(server.desk.events)[1]
    server.options.raw[event] = json.dumps(server.desk.events[event] | {"child_events": 7}).encode()
    box.settings(support=source(server))
    report = box.sync()
    balanced(report)
    aside = box.sql("SELECT stream, source_id, reason FROM _set_aside")
    assert len(aside) == 4, aside
    assert len({r["stream"] for r in aside}) == 4
    assert len(box.rows("person")) == len(server.desk.users) - 1
    assert len(box.rows("account")) == len(server.desk.organizations) - 1
    assert len(box.rows("team")) == len(server.desk.groups) - 1

"""`verify` names exactly what the source no longer shows, and is content when nothing is missing."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from box import Box, row_id, source
from zendesk_data import build
from zendesk_model import Desk
from zendesk_server import ZendeskServer
from zendesk_wire import Options

Serve = Callable[..., ZendeskServer]


def named(text: str, desk: Desk, known: dict[str, list[int]]) -> set[tuple[str, int]]:
    """The records whose source id or row id occurs in a text."""
    return {
        (table, one) for table, ids in known.items() for one in ids
        if str(one) in text or row_id(table, one) in text
    }  # fmt: skip


def everything(desk: Desk) -> dict[str, list[int]]:
    """Ids by table, of what verify could name."""
    return {"feedback": [*desk.tickets, *desk.posts], "person": list(desk.users), "account": list(desk.organizations),
            "team": list(desk.groups), "article": list(desk.articles), "rating": list(desk.ratings)}  # fmt: skip


def unrated(desk: Desk, number: int) -> list[int]:
    """Live tickets without a rating of their own, so that nothing else disappears with them."""
    rated = {r["ticket_id"] for r in desk.ratings.values()}
    live = [one for one, t in desk.tickets.items() if t["status"] != "deleted" and one not in rated]
    return live[::2][:number]


@pytest.mark.parametrize(
    "count_archived", [True, False], ids=["count-with-archived", "count-without-archived"]
)
def test_nothing_missing_is_0(box: Box, serve: Serve, count_archived: bool) -> None:
    """Archived and deleted tickets, which lists and counts leave out, are not missing."""
    server = serve(build(60), Options(page_max=25, count_archived=count_archived))
    box.settings(support=source(server))
    box.sync()
    before = box.dump()
    done = box.run("verify")
    assert done.code == 0, done.text
    assert box.dump()["feedback"] == before["feedback"]


def test_37_deleted_and_5_hidden_are_named_and_no_other(box: Box, serve: Serve) -> None:
    """Deleted without a trace, and no longer visible: 42 names, exit 1, tombstones with their reason."""
    server = serve(build(140))
    box.settings(support=source(server))
    box.sync()
    chosen = unrated(server.desk, 42)
    deleted, hidden = set(chosen[:37]), set(chosen[37:])
    known = everything(server.desk)
    for one in deleted:
        del server.desk.tickets[one]
        server.desk.archived.discard(one)
    server.desk.hidden |= hidden
    done = box.run("verify", "--json")
    assert done.code == 1, done.text
    assert named(done.out, server.desk, known) == {("feedback", one) for one in deleted | hidden}
    told = {int(m["source_id"]): m for m in json.loads(done.out)["missing"]}
    assert {one for one, m in told.items() if m["reason"] == "deleted"} == deleted
    assert {one for one, m in told.items() if m["reason"] == "not_visible"} == hidden
    assert all(m["row_id"] == row_id("feedback", one) and m["title"] for one, m in told.items())
    rows = {int(r["source_id"]): r for r in box.rows("feedback") if r["source_id"].isdigit()}
    assert {one for one, r in rows.items() if r["deleted"] and one in deleted | hidden} in (
        set(),
        deleted | hidden,
    )
    plain = box.run("verify")
    assert "Traceback" not in plain.text


@pytest.mark.parametrize(
    "count_archived", [True, False], ids=["count-with-archived", "count-without-archived"]
)
def test_one_missing_ticket_among_archived_ones(
    box: Box, serve: Serve, count_archived: bool
) -> None:
    """Whatever the count includes, the one that is gone is found."""
    server = serve(build(60), Options(count_archived=count_archived))
    box.settings(support=source(server))
    box.sync()
    one, known = unrated(server.desk, 1)[0], everything(server.desk)
    del server.desk.tickets[one]
    done = box.run("verify", "--json")
    assert done.code == 1, done.text
    assert named(done.out, server.desk, known) == {("feedback", one)}


def test_a_missing_archived_ticket_is_found(box: Box, serve: Serve) -> None:
    """Archived tickets are in no list: their loss shows only in the export or by id."""
    server = serve(build(60))
    box.settings(support=source(server))
    box.sync()
    rated = {r["ticket_id"] for r in server.desk.ratings.values()}
    one = next(a for a in sorted(server.desk.archived) if a not in rated)
    known = everything(server.desk)
    server.desk.archived.discard(one)
    del server.desk.tickets[one]
    done = box.run("verify", "--json")
    assert done.code == 1, done.text
    assert named(done.out, server.desk, known) == {("feedback", one)}


def test_missing_people_and_accounts_are_named(box: Box, serve: Serve) -> None:
    """Two users and one organization."""
    server = serve(build(20))
    box.settings(support=source(server))
    box.sync()
    known = everything(server.desk)
    users, organization = sorted(server.desk.users)[5:7], sorted(server.desk.organizations)[2]
    for one in users:
        del server.desk.users[one]
    del server.desk.organizations[organization]
    done = box.run("verify", "--json")
    assert done.code == 1, done.text
    assert named(done.out, server.desk, known) == {
        *(("person", one) for one in users),
        ("account", organization),
    }


def test_a_record_the_store_lacks_is_missing_too(box: Box, serve: Serve) -> None:
    """A ticket that was changed at an odd moment and never exported: the source holds it, the store does not."""
    server = serve(build(20))
    box.settings(support=source(server))
    kept = server.desk.tickets.pop(7_000_007)
    box.sync()
    server.desk.tickets[7_000_007] = kept
    done = box.run("verify", "--json")
    assert done.code == 1, done.text
    assert "7000007" in done.out


def test_full_takes_a_census_and_marks_what_is_gone(box: Box, serve: Serve) -> None:
    """`sync --full` reads again, then compares: the vanished ticket becomes a tombstone, nothing else does."""
    server = serve(build(20))
    box.settings(support=source(server))
    box.sync()
    gone = unrated(server.desk, 1)[0]
    already = {r["source_id"] for r in box.rows("feedback") if r["deleted"]}
    del server.desk.tickets[gone]
    report = box.sync("--full")
    assert report["support"]["tickets"]["fetched"] >= 19
    rows = box.rows("feedback")
    assert {r["source_id"] for r in rows if r["deleted"]} - already == {str(gone)}
    assert next(r for r in rows if r["source_id"] == str(gone))["deleted_at"]


def test_a_deleted_ticket_becomes_a_tombstone_and_a_scrubbed_one_loses_its_text(
    box: Box, serve: Serve
) -> None:
    """The export says `deleted`; a scrub is an erasure, not an edit by the customer."""
    server = serve(build(20))
    box.settings(support=source(server))
    box.sync()
    now = int(time.time()) - 65
    server.desk.touch(7_000_003, now, status="deleted")
    server.desk.touch(
        7_000_005,
        now,
        status="deleted",
        subject="SCRUBBED",
        raw_subject="SCRUBBED",
        description="X",
    )
    report = box.sync()
    assert report["support"]["tickets"]["deleted"] == 2
    rows: dict[str, dict[str, Any]] = {r["source_id"]: r for r in box.rows("feedback")}
    assert rows["7000003"]["deleted"]
    assert rows["7000005"]["deleted"]
    assert "it fails since release 4" not in str(rows["7000005"])


def test_what_hangs_below_a_scrubbed_ticket_is_emptied_too(box: Box, serve: Serve) -> None:
    """Its comments keep neither text nor payload; those of other tickets do; all commands go on."""
    server = serve(build(20))
    box.settings(support=source(server))
    box.sync()
    scrubbed = row_id("feedback", 7_000_005)
    before = box.rows("comment")
    texts = {r["body"] for r in before if r["parent_id"] == scrubbed}
    assert texts
    others = {r["id"]: r["body"] for r in before if r["parent_id"] != scrubbed}
    ours = {r["id"] for r in before} - set(others)
    server.desk.touch(
        7_000_005,
        int(time.time()) - 65,
        status="deleted",
        subject="SCRUBBED",
        raw_subject="SCRUBBED",
        description="X",
    )
    for _ in range(2):
        box.sync()
        after = {r["id"]: r for r in box.rows("comment")}
        assert {one: r["body"] for one, r in after.items() if one in others} == others
        assert all(after[one]["deleted"] and after[one]["body"] is None for one in ours)
        assert all(after[one]["body_plain"] is None for one in ours)
        raws = [r for r in box.rows("_raw") if ours.intersection(r["rows"])]
        assert raws
        assert {r["payload"] for r in raws} == {"{}"}
    for command in ("renormalise", "verify", "status"):
        assert box.run(command).code == 0

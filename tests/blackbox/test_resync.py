"""Settings of a source, and what a later sync changes: updates, renamed fields, mappings, limits, since."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from box import (
    BASIC,
    BEARER,
    OAUTH,
    Box,
    comments_of,
    row_id,
    same,
    source,
)  # fmt: skip
from zendesk_data import build
from zendesk_model import SEATS_FIELD
from zendesk_server import ZendeskServer
from zendesk_wire import Options

Serve = Callable[..., ZendeskServer]
Boxes = Callable[[str], Box]


def ids(rows: list[dict[str, Any]]) -> set[str]:
    """Source ids of rows."""
    return {row["source_id"] for row in rows}


@pytest.mark.parametrize(
    "login", [OAUTH, BASIC, BEARER], ids=["client", "api_token", "access_token"]
)
def test_each_way_to_log_in(box: Box, serve: Serve, login: dict[str, str]) -> None:
    """Client credentials, an API token (with a warning that it ends) and a given access token."""
    server = serve(build(6))
    box.settings(support=source(server, **login))
    done = box.run("check")
    assert done.code == 0, done.text
    if login is BASIC:
        assert "2027" in done.text
    box.sync()
    assert len(box.rows("feedback")) == 6 + 5


def test_private_comments_come_when_asked_for(box: Box, serve: Serve) -> None:
    """`private_comments = true` adds the internal ones, marked as such."""
    server = serve(build(6))
    box.settings(support=source(server, private_comments=True))
    box.sync()
    rows = box.rows("comment")
    assert ids(rows) == comments_of(server.desk, private=True)
    assert {r["visibility"] for r in rows if "private note" in str(r)} == {"internal"}


def test_survey_responses_where_the_account_has_them(box: Box, serve: Serve) -> None:
    """A response a row, an answer a row, a score a rating, a text a feedback row; no legacy ratings."""
    server = serve(build(60), Options(off={"satisfaction_ratings"}))
    for ticket in server.desk.tickets.values():
        ticket["satisfaction_rating"] = None
    server.desk.ratings.clear()
    box.settings(support=source(server))
    box.sync()
    answers = [a for r in server.desk.survey_responses.values() for a in r["answers"]]
    assert ids(box.rows("response")) == set(server.desk.survey_responses)
    assert len(box.rows("answer")) == len(answers)
    ratings = box.rows("rating")
    assert sorted(float(r["rating_value"]) for r in ratings) == sorted(
        float(a["rating"]) for a in answers if a["type"] == "rating_scale"
    )
    assert {(float(r["worst_rating"]), float(r["best_rating"])) for r in ratings} == {(1.0, 5.0)}
    texts = {a["value"] for a in answers if a["type"] == "open_ended"}
    said = [r for r in box.rows("feedback") if r["kind"] == "survey_answer"]
    assert {r["body"] for r in said} == texts
    assert all(r["derived_from"] for r in said)


def test_what_the_account_does_not_have_is_no_failure(box: Box, serve: Serve) -> None:
    """No help centre, community, schedules, SLA or ratings: the rest comes, and the command succeeds."""
    off = {
        "survey_responses",
        "satisfaction_ratings",
        "community",
        "help_center",
        "schedules",
        "slas",
    }
    box.settings(support=source(serve(build(10), Options(off=off))))
    box.sync()
    assert len(box.rows("feedback")) == 10


def test_changes_at_the_source_arrive(box: Box, serve: Serve, boxes: Boxes) -> None:
    """A changed ticket is updated, and the store equals one filled afterwards."""
    import time

    server = serve(build(20))
    box.settings(support=source(server))
    box.sync()
    server.desk.touch(7_000_003, int(time.time()) - 65, status="solved", priority="urgent")
    report = box.sync()
    assert report["support"]["tickets"]["updated"] == 1
    fresh = boxes("fresh")
    fresh.settings(support=source(server))
    fresh.sync()
    same(
        {k: v for k, v in fresh.dump().items() if k[0] != "_"},
        {k: v for k, v in box.dump().items() if k[0] != "_"},
    )


def test_a_renamed_ticket_field_gives_the_rows_of_a_fresh_sync(
    box: Box, serve: Serve, boxes: Boxes
) -> None:
    """An incremental sync after a field got another name equals a fresh one, tickets not fetched again."""
    import time

    server = serve(build(20))
    box.settings(support=source(server))
    box.sync()
    server.desk.rename_field(SEATS_FIELD, "Licences", int(time.time()) - 65)
    server.forget()
    report = box.sync()
    assert report["support"]["tickets"]["fetched"] == 0
    fresh = boxes("fresh")
    fresh.settings(support=source(server))
    fresh.sync()
    same(
        {k: v for k, v in fresh.dump().items() if k[0] != "_"},
        {k: v for k, v in box.dump().items() if k[0] != "_"},
    )
    assert "Licences" in str(box.rows("feedback"))


def test_renormalise_without_a_changed_mapping_changes_no_row(box: Box, serve: Serve) -> None:
    """Rows come out of the raw records as they are."""
    server = serve(build(20))
    box.settings(support=source(server))
    box.sync()
    before = box.dump()
    server.forget()
    done = box.run("renormalise")
    assert done.code == 0, done.text
    same(before, box.dump())
    assert server.log == []


def test_another_mapping_is_applied_without_fetching(box: Box, serve: Serve, boxes: Boxes) -> None:
    """A vocabulary override and `renormalise` give what a fresh sync gives; `--dry-run` only says so."""
    server, more = serve(build(20)), '[vocabulary.status]\npending = "on_hold"\n'
    box.settings(support=source(server))
    box.sync()
    before = box.dump()
    box.settings(more, support=source(server))
    assert box.run("renormalise", "--dry-run").code == 0
    same(before, box.dump())
    server.forget()
    assert box.run("renormalise").code == 0
    assert server.log == []
    fresh = boxes("fresh")
    fresh.settings(more, support=source(server))
    fresh.sync()
    pending = [r for r in box.rows("feedback") if r["status"] == "pending"]
    assert {r["status_category"] for r in pending} == {"on_hold"}
    same(fresh.dump(), box.dump())


def test_an_unknown_status_is_unknown_and_keeps_its_text(box: Box, serve: Serve) -> None:
    """Never silently open."""
    server = serve(build(5))
    server.desk.tickets[7_000_001]["status"] = "waiting on legal"
    box.settings(support=source(server))
    box.sync()
    row = next(r for r in box.rows("feedback") if r["source_id"] == "7000001")
    assert (row["status"], row["status_category"]) == ("waiting on legal", "unknown")


def test_a_limit_ends_after_its_page_and_the_next_run_goes_on(box: Box, serve: Serve) -> None:
    """`--limit 15` over pages of 10 takes 20 and says the stream is not complete; then the other 40 come."""
    server = serve(build(60), Options(page_max=10))
    box.settings(support=source(server))
    first = box.sync("--limit", "15")
    assert first["support"]["tickets"]["fetched"] == 20
    assert not first["support"]["tickets"]["complete"]
    second = box.sync()
    assert second["support"]["tickets"]["fetched"] == 40
    assert (
        len({r["source_id"] for r in box.rows("feedback")} & {str(t) for t in server.desk.tickets})
        == 60
    )


def test_an_earlier_since_fetches_the_gap(box: Box, serve: Serve) -> None:
    """First from 7 January, then from the beginning of time."""
    server = serve(build(80))
    box.settings(support=source(server, since="2026-01-06T12:00:00Z", streams=["tickets"]))
    box.sync()
    some = {r["source_id"] for r in box.rows("feedback")}
    assert 0 < len(some) < 80
    box.settings(support=source(server, since="2025-01-01", streams=["tickets"]))
    box.sync()
    assert len(box.rows("feedback")) == 80


def test_sync_works_inside_a_running_event_loop(box: Box, serve: Serve) -> None:
    """As in a notebook; `connect` takes the keys of the settings file."""
    import productops as po

    server = serve(build(5))

    async def inside() -> Any:
        with po.open(box.store) as ws:
            ws.connect("support", "zendesk", subdomain="northwind", base_url=server.url, **OAUTH)
            report = ws.sync()
            report.raise_for_failure()
            return report, len(ws.feedback)

    report, number = asyncio.run(inside())
    assert report.sources["support"].streams["tickets"].fetched == 5
    assert number == 5 + 5


def test_two_instances_do_not_collide(box: Box, serve: Serve) -> None:
    """Two desks with equal ids are two sets of rows; `instance` names one."""
    one, two = serve(build(5)), serve(build(5))
    box.settings(a=source(one), b=source(two, instance="labs"))
    box.sync()
    rows = box.rows("feedback")
    assert Counter(r["source_instance"] for r in rows) == {"northwind.zendesk.com": 10, "labs": 10}
    assert {r["id"] for r in rows if r["source_instance"] == "labs"} == {
        row_id("feedback", r["source_id"], "labs") for r in rows
    }


def test_internal_notes_come_and_go_with_their_setting(box: Box, serve: Serve) -> None:
    """Switched on, all is read again and they are there; switched off, neither rows nor payloads of them stay."""
    server = serve(build(30))
    box.settings(support=source(server))
    box.sync()
    assert {r["visibility"] for r in box.rows("comment")} == {"public"}

    box.settings(support=source(server, private_comments=True))
    report = box.sync()
    assert "private_comments is now true" in " ".join(
        report["support"]["ticket_events"]["warnings"]
    )
    notes = [r for r in box.rows("comment") if r["visibility"] == "internal"]
    assert notes

    box.settings(support=source(server))
    box.sync()
    assert {r["visibility"] for r in box.rows("comment")} == {"public"}
    payloads = [r["payload"] for r in box.rows("_raw")]
    held = [p for p in payloads if any(note["body"] in p for note in notes)]
    assert not held
    quiet = box.sync()
    told = " ".join(w for stream in quiet["support"].values() for w in stream["warnings"])
    assert "read again" not in told

    box.settings(support=source(server, private_comments=True))
    box.sync()
    assert {r["id"] for r in box.rows("comment") if r["visibility"] == "internal"} == {
        note["id"] for note in notes
    }


def test_a_stream_below_another_brings_it_along_and_is_filled_later(
    box: Box, serve: Serve, boxes: Boxes
) -> None:
    """Comments on posts alone read the posts too; asked for later, they come for posts that have not moved."""
    server = serve(build(20))
    box.settings(support=source(server, streams=["post_activity"]))
    box.sync()
    alone = box.rows("vote")
    assert alone
    later = boxes("later")
    later.settings(support=source(server, streams=["posts"]))
    later.sync()
    assert not later.rows("vote")
    later.settings(support=source(server, streams=["posts", "post_activity"]))
    later.sync()
    assert {r["id"] for r in later.rows("vote")} == {r["id"] for r in alone}

"""Records in, rows out: every table, ids, columns, the report's equation, and a second sync that moves nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from box import (
    ENVELOPE,
    TABLES,
    Box,
    balanced,
    comments_of,
    row_id,
    source,
    total,
)  # fmt: skip
from zendesk_data import build
from zendesk_model import SEATS_FIELD
from zendesk_server import ZendeskServer
from zendesk_wire import Options

Serve = Callable[..., ZendeskServer]
Boxes = Callable[[str], Box]


@pytest.fixture(scope="module")
def synced(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """One desk synced twice over small pages; every row test looks at it. (server, box, first, second)."""
    with (
        pytest.MonkeyPatch.context() as patch,
        ZendeskServer(build(60), Options(page_max=25)) as server,
    ):
        from box import ENVIRONMENT

        for name, value in ENVIRONMENT.items():
            patch.setenv(name, value)
        box = Box(tmp_path_factory.mktemp("synced"))
        box.settings(support=source(server))
        first = box.sync()
        sent = len(server.log)
        server.forget()
        second = box.sync()
        yield server, box, first, second, sent


def ids(rows: list[dict[str, Any]]) -> set[str]:
    """Source ids of rows."""
    return {row["source_id"] for row in rows}


def test_every_ticket_is_a_feedback_row(synced: Any) -> None:
    """60 tickets and 5 posts are 65 rows; deleted tickets are tombstones and not shown by default."""
    server, box, *_ = synced
    rows = box.rows("feedback")
    gone = {str(t["id"]) for t in server.desk.tickets.values() if t["status"] == "deleted"}
    assert ids(rows) == {str(one) for one in [*server.desk.tickets, *server.desk.posts]}
    assert len(rows) == len(ids(rows))
    assert {r["source_id"] for r in rows if r["deleted"]} == gone
    assert ids(box.rows("feedback", deleted=False)) == ids(rows) - gone


@pytest.mark.parametrize(
    ("table", "kind"),
    [("person", "users"), ("account", "organizations"), ("team", "groups"), ("product", "brands"),
     ("article", "articles"), ("vote", "votes"), ("schedule", "schedules")],
)  # fmt: skip
def test_every_record_of_a_kind_is_a_row(synced: Any, table: str, kind: str) -> None:
    """N records in, N rows out."""
    server, box, *_ = synced
    rows = box.rows(table)
    assert sorted(r["source_id"] for r in rows) == sorted(
        str(one) for one in getattr(server.desk, kind)
    )


def test_public_comments_are_rows_and_private_ones_are_not(synced: Any) -> None:
    """Two public comments a ticket, those of posts, and no internal note."""
    server, box, *_ = synced
    rows = box.rows("comment")
    assert sorted(ids(rows)) == sorted(comments_of(server.desk))
    assert len(rows) == len(ids(rows))
    assert not [r for r in rows if "private note" in str(r)]


def test_ratings_are_the_received_ones(synced: Any) -> None:
    """A rating that was only offered is no opinion; good is better than bad."""
    server, box, *_ = synced
    given = [r for r in server.desk.ratings.values() if r["score"] in {"good", "bad"}]
    rows = box.rows("rating")
    assert len(rows) == len(given)
    about = {row["feedback_id"]: row for row in rows}
    assert set(about) == {row_id("feedback", r["ticket_id"]) for r in given}
    for rating in given:
        row = about[row_id("feedback", rating["ticket_id"])]
        assert row["source_id"] in {str(rating["id"]), f"{rating['ticket_id']}:csat"}
        assert row["rating_type"] == "csat"
        assert row["normalized"] == (1 if rating["score"] == "good" else 0)


def test_every_change_of_status_and_priority_is_a_transition(synced: Any) -> None:
    """One transition a changed field, with the values before and after."""
    server, box, *_ = synced
    wanted = Counter(
        (row_id("feedback", event["ticket_id"]), name, child.get("previous_value"), child[name])
        for event in server.desk.events.values() for child in event["child_events"]
        if child["event_type"] == "Change" for name in ("status", "priority") if name in child
    )  # fmt: skip
    rows = [r for r in box.rows("transition") if r["field"] in {"status", "priority"}]
    found = Counter((r["item_id"], r["field"], r["from_value"], r["to_value"]) for r in rows)
    assert not wanted - found
    created = found - wanted
    assert all(before is None for _, _, before, _ in created), created


def test_every_changed_field_is_a_transition_not_status_alone(synced: Any) -> None:
    """A change of a custom field is kept as well."""
    server, box, *_ = synced
    named = [
        r
        for r in box.rows("transition")
        if str(SEATS_FIELD) in r["field"] or "seats" in r["field"].lower()
    ]
    assert len(named) == len(server.desk.tickets)


def test_custom_fields_of_the_source_are_rows(synced: Any) -> None:
    """The three custom ticket fields are listed with their names."""
    server, box, *_ = synced
    rows = {r["source_id"]: r for r in box.rows("field")}
    for one, record in server.desk.ticket_fields.items():
        if record["removable"]:
            assert rows[str(one)]["name"] == record["title"]


@pytest.mark.parametrize(
    "table", ["feedback", "person", "account", "team", "comment", "article", "vote"]
)
def test_ids_are_those_of_the_contract(synced: Any, table: str) -> None:
    """Computed here from source, instance, table and source id."""
    _, box, *_ = synced
    rows = box.rows(table)
    assert rows
    for row in rows:
        assert (row["source"], row["source_instance"]) == ("zendesk", "northwind.zendesk.com")
        assert row["id"] == row_id(table, row["source_id"])


def test_references_are_the_ids_of_what_they_name(synced: Any) -> None:
    """A ticket names its author and account; a comment its ticket and author."""
    server, box, *_ = synced
    rows = {r["source_id"]: r for r in box.rows("feedback")}
    for ticket in server.desk.tickets.values():
        row = rows[str(ticket["id"])]
        assert row["author_id"] == row_id("person", ticket["requester_id"])
        assert row["submitted_by_id"] == row_id("person", ticket["submitter_id"])
        wanted = ticket["organization_id"] and row_id("account", ticket["organization_id"])
        assert row["account_id"] == wanted
    event = next(iter(server.desk.events.values()))
    comment = {r["source_id"]: r for r in box.rows("comment")}[str(event["child_events"][0]["id"])]
    assert comment["parent_id"] == row_id("feedback", event["ticket_id"])
    assert comment["author_id"] == row_id("person", event["child_events"][0]["author_id"])


def test_the_values_of_a_ticket_are_the_ones_the_vendor_shows(synced: Any) -> None:
    """Source values beside normalised ones, times in UTC."""
    server, box, *_ = synced
    rows = {r["source_id"]: r for r in box.rows("feedback")}
    category = {"new": "new", "open": "in_progress", "pending": "waiting_customer", "hold": "on_hold",
                "solved": "done", "closed": "done"}  # fmt: skip
    for ticket in server.desk.tickets.values():
        row = rows[str(ticket["id"])]
        if ticket["status"] == "deleted":
            continue
        assert row["title"] == ticket["subject"]
        assert ticket["description"] in (row["body"], row["body_plain"])
        assert row["status"] == ticket["status"]
        assert row["status_category"] == category[ticket["status"]]
        assert row["source_priority"] == ticket["priority"]
        assert row["priority"] == (ticket["priority"] or "none")
        assert list(row["tags"]) == ticket["tags"]
        assert row["source_created_at"] == datetime.fromisoformat(ticket["created_at"])
        assert row["source_updated_at"] == datetime.fromisoformat(ticket["updated_at"])
        assert row["source_url"].startswith("https://northwind.zendesk.com/")
        assert "/api/" not in row["source_url"]
        assert "Order number" in str(row["custom_fields"])


def test_every_table_starts_with_the_envelope_and_times_have_a_zone(synced: Any) -> None:
    """The same 15 columns, in order, and no naive timestamp."""
    import polars as pl

    _, box, *_ = synced
    with box.open() as ws, ws.reading():
        for table in TABLES:
            frame = ws.table(table).to_polars()
            assert frame.columns[:15] == ENVELOPE, table
            zones = {t.time_zone for t in frame.schema.values() if isinstance(t, pl.Datetime)}
            assert zones == {"UTC"}, table


def test_an_empty_table_has_the_columns_of_a_full_one(synced: Any, box: Box, serve: Serve) -> None:
    """Columns, order and types do not depend on rows."""
    _, full, *_ = synced
    box.settings(support=source(serve(build(1))))
    with full.open() as a, box.open() as b:
        for table in TABLES:
            assert a.table(table).to_polars().schema == b.table(table).to_polars().schema, table


def test_hashes_are_hexadecimal_and_times_sensible(synced: Any) -> None:
    """`content_hash` is a SHA-256, `fetched_at` is now, `schema_version` is set."""
    _, box, *_ = synced
    now = datetime.now(UTC)
    for row in box.rows("feedback"):
        assert len(row["content_hash"]) == 64
        int(row["content_hash"], 16)
        assert now - timedelta(minutes=10) < row["fetched_at"] <= now + timedelta(seconds=5)
        assert row["schema_version"]


def test_records_are_models_and_the_table_has_a_length(synced: Any) -> None:
    """`records()` gives objects with the columns as attributes; `ws.feedback` is the same table."""
    _, box, *_ = synced
    with box.open() as ws:
        records = list(ws.feedback.records())
        assert len(records) == len(ws.feedback) == len(ws.table("feedback"))
        assert {r.id for r in records} == set(ws.feedback.to_polars()["id"])
        assert records[0].occurred_at.tzinfo is not None
        assert len(ws.tools) == len(ws.tool) == 1  # Zendesk itself, whose agents are listed
        assert ws.feedback.to_arrow().num_rows == ws.feedback.to_pandas().shape[0] == len(records)


def test_the_raw_record_is_kept(synced: Any) -> None:
    """`raw` gives the vendor's record back, unchanged."""
    server, box, *_ = synced
    with box.open() as ws:
        kept = ws.raw("support", "tickets", "7000001")
    text = kept if isinstance(kept, str | bytes) else None
    import json

    record = json.loads(text) if text is not None else kept
    served = server.desk.tickets[7_000_001]
    assert {k: record[k] for k in ("id", "subject", "description", "tags")} == {
        k: served[k] for k in ("id", "subject", "description", "tags")
    }


def test_the_report_balances_and_counts_every_record(synced: Any) -> None:
    """Fetched = created + updated + unchanged + deleted + set_aside, and is what the server holds."""
    server, _, first, second, _ = synced
    balanced(first)
    balanced(second)
    tickets = first["support"]["tickets"]
    assert tickets["created"] + tickets["deleted"] == len(server.desk.tickets)
    assert first["support"]["users"]["fetched"] == len(server.desk.users)
    assert all(n["complete"] for name, n in first["support"].items() if not name.startswith("_"))
    assert total(first, "set_aside") == 0


def test_the_report_counts_every_request(synced: Any) -> None:
    """Everything sent is counted somewhere, tokens included."""
    server, _, first, second, sent = synced
    assert total(first, "requests") == sent
    assert total(second, "requests") == len(server.log)


def test_a_second_sync_moves_nothing_in_two_requests_a_stream(synced: Any) -> None:
    """All unchanged; at most two requests a partition, `_source` and `_census` apart."""
    _, _, _, second, _ = synced
    assert {name: total(second, name) for name in ("created", "updated", "deleted", "set_aside")} == {
        "created": 0, "updated": 0, "deleted": 0, "set_aside": 0,
    }  # fmt: skip
    many = {name: n["requests"] for name, n in second["support"].items() if n["requests"] > 2}
    assert {name: n for name, n in many.items() if not name.startswith("_")} == {}

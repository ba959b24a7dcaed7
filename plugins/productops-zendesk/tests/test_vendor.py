"""Recorded and vendor-written pages: each normalises, almost nothing is set aside, and no column stays empty.

Read from `PRODUCTOPS_SHARED` (or `../shared` beside the repository); skipped where that is absent.
"""

from __future__ import annotations

import json
import os
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from zd import STREAMS, answer, first, run

from productops.errors import RecordRejected
from productops.sync.payload import to_payload

SHARED = Path(os.environ.get("PRODUCTOPS_SHARED", Path(__file__).parents[4] / "shared"))
DATA = SHARED / "data" / "zendesk"
pytestmark = [
    pytest.mark.vendor,
    pytest.mark.skipif(not DATA.is_dir(), reason="the vendors' recordings are not here"),
]
LISTED = {
    "tickets": "tickets", "ticket": "tickets", "users": "users", "user": "users", "organizations": "organizations",
    "organization": "organizations", "ticket_fields": "ticket_fields", "ticket_field": "ticket_fields",
    "user_fields": "user_fields", "organization_fields": "organization_fields", "groups": "groups",
    "group": "groups", "group_memberships": "group_memberships", "brands": "brands", "brand": "brands",
    "sla_policies": "sla_policies", "sla_policy": "sla_policies", "articles": "articles", "sections": "sections",
    "topics": "topics",
}  # fmt: skip
"""Key of an answer → the stream its records belong to."""
FILLED_BY = {
    "feedback": {
        "title": "subject", "body": "description", "author_id": "requester_id", "submitted_by_id": "submitter_id",
        "account_id": "organization_id", "status": "status", "source_priority": "priority", "tags": "tags",
        "assignee_id": "assignee_id", "team_id": "group_id", "due_at": "due_at", "source_created_at": "created_at",
        "source_updated_at": "updated_at",
    },
    "person": {
        "display_name": "name", "email": "email", "phone": "phone", "role": "role", "account_id": "organization_id",
        "team_id": "default_group_id", "locale": "locale", "timezone": "iana_time_zone", "external_id": "external_id",
        "last_seen_at": "last_login_at", "tags": "tags", "notes": "notes",
    },
    "account": {"name": "name", "domains": "domain_names", "external_id": "external_id", "tags": "tags", "notes": "notes"},
    "field": {"name": "title", "source_type": "type", "position": "position", "description": "description"},
    "article": {
        "title": "title", "body": "body", "language": "locale", "author_id": "author_id", "section": "section_id",
        "labels": "label_names", "edited_at": "edited_at", "source_url": "html_url",
    },
    "team": {"name": "name", "description": "description"},
    "product": {"name": "name", "source_url": "brand_url"},
    "topic": {"pref_label": "name", "definition": "description"},
}  # fmt: skip
"""Table → column → the key that fills it."""


def bodies() -> Iterator[tuple[str, Any]]:
    """Every recorded answer and fixture, by file."""
    for folder in ("decoded-2026", "decoded-zenpy", "go-zendesk-fixture"):
        for path in sorted((DATA / folder).glob("*.json")):
            content = json.loads(path.read_text())
            for each in content if isinstance(content, list) else [content]:
                body = each.get("body", each) if isinstance(each, dict) else None
                if isinstance(body, dict):
                    yield f"{folder}/{path.name}", body


def records() -> dict[str, list[tuple[str, dict[str, Any]]]]:
    """Stream → (file, record)."""
    found: dict[str, list[tuple[str, dict[str, Any]]]] = defaultdict(list)
    for name, body in bodies():
        for key, value in body.items():
            if stream := LISTED.get(key):
                listed = value if isinstance(value, list) else [value]
                found[stream] += [
                    (name, each) for each in listed if isinstance(each, dict) and "id" in each
                ]
    return found


@pytest.fixture(scope="module")
def recorded() -> dict[str, list[tuple[str, dict[str, Any]]]]:
    """All of them, read once."""
    return records()


STREAM_NAMES = sorted(set(LISTED.values()))


@pytest.mark.parametrize("name", STREAM_NAMES)
def test_recorded_records_normalise(recorded: Any, name: str) -> None:
    """At most one in a hundred is set aside; a column is filled where the recording fills it."""
    stream, held = STREAMS[name], run(name)
    decoder = msgspec.json.Decoder(stream.wire)
    aside: list[str] = []
    filled: dict[str, Counter[str]] = defaultdict(Counter)
    given: dict[str, Counter[str]] = defaultdict(Counter)
    assert recorded[name], "nothing is recorded of this stream"
    for file, record in recorded[name]:
        try:
            decoded = decoder.decode(msgspec.json.encode(record))
            stream.identify(decoded)
            rows = stream.normalise(decoded, held)
        except (msgspec.MsgspecError, RecordRejected) as error:
            aside.append(f"{file} {record.get('id')}: {error}")
            continue
        for row in rows:
            for column, key in FILLED_BY.get(row.table, {}).items():
                given[row.table][column] += record.get(key) not in (None, "", [])
                filled[row.table][column] += getattr(row, column) not in (None, [])
    assert len(aside) <= len(recorded[name]) / 100, aside[:5]
    for table, columns in given.items():
        for column, times in columns.items():
            assert not times or filled[table][column], f"{table}.{column} is empty in every row"


def test_recorded_pages_are_read_as_the_exports_they_are() -> None:
    """Cursor pages go on until the end of the stream; as many records as the page has."""
    seen = Counter[str]()
    for name, body in bodies():
        for key in ("tickets", "users"):
            if key in body and "after_cursor" in body:
                page = STREAMS[key].read(first(key), answer(body), run(key))
                assert len(page.records) == len(body[key]), name
                assert (page.next is None) is bool(body["end_of_stream"]), name
                assert page.cursor == body["after_cursor"], name
                seen[key] += len(page.records)
    assert seen["tickets"] > 1000
    assert seen["users"] > 1000


def test_recorded_deleted_and_scrubbed_tickets_are_tombstones(recorded: Any) -> None:
    """515 of one page, three of them without text."""
    rows = [
        STREAMS["tickets"].normalise(msgspec.convert(record, STREAMS["tickets"].wire), run("tickets"))[0]
        for _, record in recorded["tickets"] if record.get("status") == "deleted"
    ]  # fmt: skip
    assert len(rows) > 500
    assert all(row.deleted and row.deleted_at for row in rows)
    scrubbed = [row for row in rows if row.title is None]
    assert scrubbed
    assert all(row.body is row.body_plain is None for row in scrubbed)


def test_recorded_comments_and_audits_become_rows() -> None:
    """The comments of a ticket, and audits in the spelling of the audits API."""
    comments = Counter[str]()
    for name, body in bodies():
        if "comments" in body and isinstance(body["comments"], list):
            request = first("ticket_events").with_(
                path="/x",
                expect=(404,),
                state={"ticket_id": 1, "created_at": "2099-01-05T09:00:00Z", "first": True},
            )
            page = STREAMS["ticket_events"].read(request, answer(body), run("ticket_events"))
            for record in page.records:
                rows = normalised(record)
                comments[name] += sum(row.table == "comment" for row in rows)
                assert all(row.body for row in rows if row.table == "comment")
        for audit in body.get("audits", ()) if isinstance(body.get("audits"), list) else ():
            spelled = {
                "ticket_events": [
                    {**audit, "child_events": audit["events"], "updater_id": audit["author_id"]}
                ]
            }
            page = STREAMS["ticket_events"].read(
                first("ticket_events"),
                answer(spelled | {"end_of_stream": True}),
                run("ticket_events"),
            )
            for record in page.records:
                comments["audits"] += len(normalised(record))
    assert comments["decoded-2026/get-ticket-comments.json"] > 1
    assert comments["audits"] > 10


def normalised(record: Any) -> list[Any]:
    """Rows of a ticket_events record."""
    stream = STREAMS["ticket_events"]
    decoded = msgspec.json.decode(to_payload(record), type=stream.wire)
    return stream.normalise(decoded, run("ticket_events"))


def test_recorded_apps_become_tools_without_their_settings() -> None:
    """Two apps, each a tool and an integration; no value of a setting is held."""
    body = json.loads((DATA / "go-zendesk-fixture" / "GET__apps.json").read_text())
    stream = STREAMS["app_installations"]
    page = stream.read(first("app_installations"), answer(body), run("app_installations"))
    rows = [
        row
        for record in page.records
        for row in stream.normalise(
            msgspec.json.decode(to_payload(record), type=stream.wire), run("app_installations")
        )
    ]
    assert Counter(row.table for row in rows) == {"tool": 2, "integration": 2}
    assert all(row.name for row in rows)
    held = b"".join(to_payload(record) for record in page.records)
    values = [each["value"] for one in body["installations"] for each in one["settings_objects"]]
    assert values
    assert not [value for value in values if value.encode() in held]


def test_recorded_agents_become_seats(recorded: Any) -> None:
    """Those of all recorded users who are agents or administrators, with what they last did."""
    listed = [record for _, record in recorded["users"]]
    stream, held = STREAMS["agents"], run("agents")
    page = stream.read(first("agents"), answer({"users": listed}), held)
    decoded = [msgspec.json.decode(to_payload(record), type=stream.wire) for record in page.records]
    seats = [row for each in decoded for row in stream.normalise(each, held) if row.table == "seat"]
    staff = [record for record in listed if record.get("role") in {"agent", "admin"}]
    assert len(seats) == len([r for r in listed if r.get("role") != "end-user"]) >= len(staff) > 0
    assert sum(row.last_active_at is not None for row in seats) == sum(
        record.get("last_login_at") is not None
        for record in listed
        if record.get("role") != "end-user"
    )
    assert all(row.role for row in seats if row.paid is not None)

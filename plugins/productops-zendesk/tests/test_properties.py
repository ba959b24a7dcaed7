"""Any JSON in: rows, or a reason; never another error."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from zd import STREAMS, answer, first, run

from productops.errors import ProductopsError, RecordRejected
from productops.kit import Page
from productops.sync.payload import to_payload

NUMBERS = (
    st.integers() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False)
)
TEXTS = st.text(max_size=20) | st.sampled_from([
    "2026-01-05T09:00:00Z", "2026-01-05T09:00:00", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+23:59", "Change",
    "Comment", "deleted", "SCRUBBED", "closed", "follow_up", "merge", "#12", "<p>x", "language__", "zen:ticket:5",
    "skipped", "01M4FN6P3TCFJAF93WYDFZ4KKX", "7ZZZZZZZZZZZZZZZZZZZZZZZZZ", "status", "good", "\n> x\n-- \ny",
])  # fmt: skip
LEAVES = st.none() | st.booleans() | NUMBERS | TEXTS
WORDS = (
    "id", "ticket_id", "ticket_ids", "child_events", "event_type", "type", "tags", "added_tags", "removed_tags",
    "custom_ticket_fields", "previous_value", "body", "public", "from", "to", "rel", "source", "channel", "value",
    "rating", "question", "sub_type", "options", "answers", "created_at", "updated_at", "calendar", "label",
)  # fmt: skip


def names(kind: Any) -> list[str]:
    """The keys that a stream reads, at any depth."""
    found: set[str] = set(WORDS)
    todo = [kind]
    while todo:
        info = msgspec.inspect.type_info(todo.pop())
        for node in walk(info):
            if isinstance(node, msgspec.inspect.StructType):
                found |= {field.encode_name for field in node.fields}
    return sorted(found)


def walk(info: Any) -> Any:
    """Every type within a type."""
    yield info
    for part in getattr(info, "types", ()):
        yield from walk(part)
    for name in ("item_type", "value_type"):
        if hasattr(info, name):
            yield from walk(getattr(info, name))
    for field in getattr(info, "fields", ()):
        yield from walk(field.type)


def objects(kind: Any) -> st.SearchStrategy[Any]:
    """JSON objects whose keys are those that matter."""
    keys = st.sampled_from(names(kind)) | st.text(max_size=4)
    values = st.recursive(
        LEAVES,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=5),
        max_leaves=15,
    )
    return st.dictionaries(keys, values, max_size=8)


def encoded(value: Any) -> bytes:
    """JSON, as Python's own encoder writes it: numbers of any size, lone surrogates escaped."""
    return json.dumps(value).encode()


CONTEXT: dict[str, dict[str, Any]] = {
    "brands": {"1": {"id": 1}, "2": {"id": 2}},
    "custom_statuses": {"1": {"id": 1, "agent_label": "x", "status_category": "open"}},
    "ticket_fields": {"1": {"id": 1, "title": "t", "type": "tagger"}},
    "surveys": {
        "1": {"id": "1", "questions": [{"id": "1", "options": [{"rating": 1}, {"rating": 3}]}]}
    },
    "topics": {"1": {"id": 1, "name": "ideas"}},
    "business_hours": {"1": {"id": 1, "intervals": [{"start_time": 1}]}},
    "custom_roles": {"1": {"id": 1, "name": "Looks in", "role_type": 1}},
    "oauth_clients": {"1": {"id": 1, "name": "Warehouse"}},
    "oauth_global_clients": {"1": {"id": 1, "company": "x"}},
}


@pytest.mark.parametrize("name", sorted(STREAMS))
def test_any_record_gives_rows_or_a_reason(name: str) -> None:
    """Decoding, identifying and normalising raise what the engine knows to set aside."""
    stream, held = STREAMS[name], run(name, context=CONTEXT)
    decoder = msgspec.json.Decoder(stream.wire)

    @settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        record=objects(stream.wire) | LEAVES,
        base=st.sampled_from([{}, {"id": 1, "schedule_id": 1}]),
    )
    def holds(record: Any, base: Any) -> None:
        whole = {**record, **base} if isinstance(record, dict) else record
        try:
            decoded = decoder.decode(encoded(whole))
            source_id, version = stream.identify(decoded)
            rows = list(stream.normalise(decoded, held))
        except (msgspec.MsgspecError, RecordRejected, UnicodeDecodeError):
            return
        assert isinstance(source_id, str)
        assert version is None or isinstance(version, str)
        assert all(row.table in stream.reads for row in rows)
        assert len({row.id for row in rows}) == len(rows)

    holds()


@pytest.mark.parametrize("name", sorted(STREAMS))
def test_any_answer_gives_a_page_or_an_error_that_says_why(name: str) -> None:
    """Whatever stands in a page, each of its records can be stored by itself."""
    stream = STREAMS[name]
    held = run(name, context=CONTEXT)
    requests = [
        *stream.start(held),
        *([first("posts").with_(state={"below": "votes"})] if name == "post_activity" else []),
    ]
    key = {"business_hours": "schedules", "schedules": "holidays", "post_activity": "votes"}.get(
        name, getattr(stream, "key", "") or name
    )
    envelope = st.sampled_from(
        ["meta", "links", "next_page", "end_time", "end_of_stream", "after_cursor", "count"]
    )

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        listed=st.lists(objects(stream.wire) | LEAVES, max_size=3) | LEAVES,
        more=st.dictionaries(envelope, objects(stream.wire) | LEAVES, max_size=3),
    )
    def holds(listed: Any, more: Any) -> None:
        for request in requests:
            try:
                page = stream.read(request, answer(encoded({**more, key: listed})), held)
            except ProductopsError:
                continue
            assert isinstance(page, Page)
            assert all(
                msgspec.json.decode(to_payload(record)) is not ... for record in page.records
            )

    holds()

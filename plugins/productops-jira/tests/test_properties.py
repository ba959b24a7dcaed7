"""Any JSON at all gives rows or a reason, a page or an error that says why; never another error."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jc import BY_NAME, MADE, answer, run
from pydantic import ValidationError

from productops.errors import ProductopsError, RecordRejected
from productops.kit import Page, Request
from productops.sync.payload import to_payload

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(
        ["", "1", "new", "done", MADE, "2026-02-30", "9999-12-31T23:59:59-0100", "role"]
    )
    | st.text(st.characters(codec="utf-8"), max_size=5)
)
CONTEXT: dict[str, dict[str, Any]] = {
    "fields": {
        f"customfield_{n}": {
            "id": f"customfield_{n}",
            "name": "n",
            "schema": {"type": "x", "custom": kind},
        }
        for n, kind in enumerate(
            [
                "com.pyxis.greenhopper.jira:gh-sprint",
                "com.pyxis.greenhopper.jira:jsw-story-points",
                "com.atlassian.servicedesk:sd-customer-organizations",
                "com.atlassian.servicedesk:vp-origin",
                "com.atlassian.servicedesk:sd-request-feedback",
            ]
        )
    },
    "statuses": {"1": {"id": "1", "name": "x", "statusCategory": {"key": "new"}}},
    "users": {"1": {"accountId": "1"}},
    "groups": {"1": {"groupId": "1"}},
    "organizations": {"1": {"id": "1"}},
    "service_desks": {"1": {"id": "1"}},
}
ENVELOPE = ["issues", "values", "comments", "issueChangeLogs", "nextPageToken", "isLast", "isLastPage", "total",
            "startAt", "until", "lastPage", "matches", "data", "links"]  # fmt: skip
BASES: list[dict[str, Any]] = [
    {},
    {"id": "1", "accountId": "1", "groupId": "g"},
    {"issue": {"id": "1", "fields": {"description": {"type": "doc"}}}},
    {"issue": "1", "entry": {"id": 1, "items": [{}]}},
    {"issue": "1", "comment": {"id": 1}, "worklog": {"id": 1}, "score": {}, "links": [{"id": 1}]},
    {"owner": "1", "user": {"accountId": "1"}},
    {"accountId": "1", "accountType": "app"},
    {"role": {"key": "jira-software"}, "plan": "FREE", "approximate": "1"},
    {"account": {"account_id": "2"}},
    {
        "account": "2",
        "products": [{"key": "k"}],
        "dates": [{"key": "k", "last_active": "2026-01-05"}],
    },
]
ORGANISATION = {"org_id": "0a1b2c3d-1111", "org_api_key": "org-k3y"}


def names(kind: Any) -> list[str]:
    """Every key that a type reads, at any depth, and the custom fields that mean something."""
    found: set[str] = {
        *CONTEXT["fields"],
        "type",
        "content",
        "text",
        "accountId",
        "requestType",
        "name",
    }
    todo, seen = [msgspec.inspect.type_info(kind)], set()
    while todo:
        info = todo.pop()
        if isinstance(info, msgspec.inspect.StructType):
            if info.cls in seen:
                continue
            seen.add(info.cls)
            found |= {field.encode_name for field in info.fields}
            todo += [field.type for field in info.fields]
        todo += list(getattr(info, "types", ()))
        todo += [getattr(info, part) for part in ("item_type", "value_type") if hasattr(info, part)]
    return sorted(found)


def trees(kind: Any) -> st.SearchStrategy[Any]:
    """JSON objects whose keys are those that matter."""
    keys = st.sampled_from(names(kind))
    values = st.recursive(
        LEAVES,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=5),
        max_leaves=12,
    )
    return st.dictionaries(keys, values, max_size=6)


def merged(base: Any, more: Any) -> Any:
    """*more* laid over *base*, at every depth where both are objects."""
    if not (isinstance(base, dict) and isinstance(more, dict)):
        return more
    return {**base, **{key: merged(base.get(key), value) for key, value in more.items()}}


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_any_record_gives_rows_or_a_reason(name: str) -> None:
    """Decoding, identifying and normalising raise only what the engine sets aside."""
    stream, held = BY_NAME[name], run(name, context=CONTEXT, **ORGANISATION)
    decoder = msgspec.json.Decoder(stream.wire)

    @settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
    @given(base=st.sampled_from(BASES), more=trees(stream.wire), whole=st.booleans())
    def holds(base: Any, more: Any, whole: bool) -> None:
        fields = {"issue": {"id": "1", "fields": more}} if whole and name == "issues" else more
        try:
            decoded = decoder.decode(json.dumps(merged(base, fields)).encode())
        except msgspec.DecodeError:
            return
        try:
            source_id, version = stream.identify(decoded)
            found = list(stream.normalise(decoded, held))
        except (RecordRejected, ValidationError):
            return
        assert isinstance(source_id, str)
        assert version is None or version.endswith("Z")
        assert all(row.table in stream.reads for row in found)
        assert [row.compute_hash() for row in found] == [
            row.compute_hash() for row in stream.normalise(decoded, held)
        ]

    holds()


def requests(name: str) -> list[Request]:
    """Those a stream starts with, or that others name it in."""
    state = {
        "feedback": [],
        "issue": "1",
        "at": None,
        "by": None,
        "account": "1",
        "products": [],
        "dates": [],
    }
    own = list(BY_NAME[name].start(run(name, context=CONTEXT, **ORGANISATION)))
    below = {"comments": "/rest/api/3/issue/bulkfetch", "worklogs": "/rest/api/3/worklog/list"}.get(
        name, "/x"
    )
    return (
        [*own, Request(path=below, body={}, state=state)] if not own or name == "worklogs" else own
    )


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_any_answer_gives_a_page_or_an_error_that_says_why(name: str) -> None:
    """Whatever stands in a page, each of its records can be stored by itself."""
    stream, held = BY_NAME[name], run(name, context=CONTEXT, **ORGANISATION)
    asked = requests(name)

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        listed=st.lists(trees(stream.wire) | LEAVES, max_size=3) | LEAVES,
        key=st.sampled_from(ENVELOPE),
        more=st.dictionaries(st.sampled_from(ENVELOPE), LEAVES, max_size=3),
        bare=st.booleans(),
        hydrated=st.lists(trees(stream.wire) | LEAVES, max_size=3) | LEAVES,
    )
    def holds(listed: Any, key: str, more: Any, bare: bool, hydrated: Any) -> None:
        body = json.dumps(listed if bare else {**more, key: listed}).encode()
        whole = answer(json.dumps({"issues": hydrated}).encode())
        for request in asked:
            try:
                page = stream.read(request, answer(body), held)
                if page.also:
                    page = stream.read(request, answer(body, also=(whole,) * len(page.also)), held)
            except ProductopsError:
                continue
            assert isinstance(page, Page)
            assert all(to_payload(record) for record in page.records)

    holds()

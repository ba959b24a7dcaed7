"""Any JSON at all gives rows or a reason, a page or an error that says why; never another error."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hs import BY_NAME, answer, crm, run
from hs_portal import DETAILS
from hs_samples import AT, CONTEXT, FORM, MONTH, NOTE, SEAT, SENT, USER, WON, deal
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from productops.errors import ProductopsError, RecordRejected
from productops.kit import Page
from productops_hubspot.kinds import KINDS

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(
        ["", "1", "true", "0", "2026-01-04", "2026-02-30", "9999-12-31T23:59:59-01:00", "1767600000000", "9" * 40,
         "1e999", "-5", "a;b;", "NPS", "PROMOTER", str(AT)]
    )
    | st.text(st.characters(codec="utf-8"), max_size=5)
)  # fmt: skip
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=8,
)
NEAR = {
    to: [{"id": "1", "labels": ["Primary"]}] for to in ("contacts", "companies", "tickets", "deals")
}
OBJECTS = {kind.name: kind for kind in KINDS}
OTHERS: dict[str, Any] = {
    "properties": CONTEXT["properties"]["tickets.product_area"],
    "pipelines": CONTEXT["pipelines"]["tickets.0"],
    "owners": {"id": "1", "teams": [{}], "createdAt": "2026-01-04T00:00:00Z"},
    "forms": FORM,
    "form_submissions": SENT,
    "account": DETAILS,
    "user_roles": {"id": "9", "name": "Sales team"},
    "users": USER,
    "seats": {"seat": SEAT, "assigned": 2},
    "logins": MONTH,
}
HELD = {
    **CONTEXT,
    "owners": {"7": {"id": "7", "userId": 70}},
    "user_roles": {"9": OTHERS["user_roles"]},
    "logins": {"70": {"user": "70", "last": MONTH["last"]}},
    "forms": {"f1": FORM},
    "deals": {"1": deal(1, "1", hs_mrr="5", **WON)},
}


def base(name: str) -> dict[str, Any]:
    """A record of a stream."""
    if name in OTHERS:
        return dict(OTHERS[name])
    names = dict.fromkeys(OBJECTS[name].properties, "1")
    return crm(1, NEAR, **{**names, **NOTE, "hs_pipeline": "0", "product_area": "b1"})


def paths_of(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a JSON value."""
    parts = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    return [at, *(found for key, part in parts for found in paths_of(part, (*at, key)))]


def put(value: Any, at: tuple[Any, ...], new: Any) -> Any:
    """*value* with *new* at a place."""
    if not at:
        return new
    key, *rest = at
    if isinstance(value, dict):
        return {**value, key: put(value[key], tuple(rest), new)}
    return [put(one, tuple(rest), new) if n == key else one for n, one in enumerate(value)]


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_any_record_gives_rows_or_a_reason(name: str) -> None:
    """Decoding, identifying and normalising raise only what the engine sets aside."""
    stream, here, whole = BY_NAME[name], run(name, context=HELD), base(name)
    decoder, places = msgspec.json.Decoder(stream.wire), paths_of(base(name))

    @settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.tuples(st.sampled_from(places), JSON), min_size=1, max_size=3))
    def holds(changes: Any) -> None:
        record: Any = whole
        for at, new in changes:
            try:
                record = put(record, at, new)
            except (KeyError, TypeError):
                continue
        try:
            decoded = decoder.decode(json.dumps(record).encode())
        except msgspec.DecodeError:
            return
        try:
            stream.identify(decoded)
            list(stream.normalise(decoded, here))
        except RecordRejected:
            return

    holds()


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_any_answer_gives_a_page_or_says_why(name: str) -> None:
    """Whatever stands in the envelope."""
    stream, here = BY_NAME[name], run(name, context=HELD)
    request = next(iter(stream.start(here)))
    keys = st.sampled_from(["results", "paging", "total", "errors", "next", "after", "id"])
    bodies = st.dictionaries(keys, JSON | st.lists(st.just({"id": "1"})), max_size=4)

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(bodies)
    def holds(body: Any) -> None:
        try:
            page = stream.read(request, answer(body), here)
        except ProductopsError:
            return
        assert isinstance(page, Page)

    holds()

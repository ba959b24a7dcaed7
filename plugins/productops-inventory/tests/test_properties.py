"""Any record of any kind: rows or a reason, never another error; amounts to the last digit; no I/O."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import exports
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from productops.errors import RecordRejected, SettingsError
from productops.kit import files
from productops.kit.money import COMMA, POINT, amount, style_of
from productops.model import Record
from productops.testing.blocked import blocked
from productops.testing.rig import stream_run
from productops_inventory import Inventory, InventorySettings
from productops_inventory.entry import Entry, Manner
from productops_inventory.kinds import KINDS
from productops_inventory.reading import FileRow, Looked
from productops_inventory.streams import Rows

REFUSALS = (RecordRejected, ValidationError, SettingsError)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=10) | st.sampled_from(["1/2/26", "2026-01-01", "$1,234.50", "NULL", "a@b.example", "ACTIVE", "x:y/z"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
SAMPLES: dict[str, dict[str, Any]] = {
    "okta_apps": exports.OKTA_APPS[0], "okta_app_users": exports.OKTA_APP_USERS[0], "okta_users": exports.OKTA_USERS[0],
    "entra_service_principals": exports.ENTRA_APPS["value"][0], "entra_users": exports.ENTRA_USERS["value"][0],
    "google_tokens": exports.TOKENS["items"][0], "google_licences": exports.LICENCES["items"][0],
    "scim": exports.SCIM["Resources"][0], "focus": dict(zip(exports.FOCUS_HEADER, exports.FOCUS[1], strict=True)),
    "snipe_it": exports.SNIPE["rows"][0], "expenses": {"expense.merchant": "A", "expense.amount": "1"},
    "backstage": {
        "apiVersion": "backstage.io/v1alpha1", "kind": "Component", "metadata": {"name": "a", "links": [{"url": "https://a.example"}]},
        "spec": {"type": "service", "owner": "b", "dependsOn": ["c"]},
    },
}  # fmt: skip


@pytest.mark.parametrize("name", SAMPLES)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_record_gives_rows_or_a_reason(name: str, data: st.DataObject) -> None:
    whole = SAMPLES[name]
    keys = data.draw(st.sets(st.sampled_from(sorted(whole)), max_size=3))
    fields = {**whole, **{key: data.draw(JSON) for key in sorted(keys)}}
    info = files.FileInfo("/x/x.json", "x.json", 1, "1")
    looked = Looked(info, files.Layout("json"), [files.Row("x.json", 1, fields=whole)])
    config = InventorySettings(path="x.json", kind=name, app="Boards", dates="mdy")
    stream = "events" if KINDS[name].apart else "rows"
    run = stream_run(Inventory(), stream, config, context={"files": {"x.json": looked}})
    rows = Rows(stream, apart=KINDS[name].apart)
    try:
        with blocked():
            found = list(rows.normalise(FileRow("x.json", 1, fields=fields), run))
    except REFUSALS:
        return
    assert all(isinstance(each, Record) and each.table in rows.reads for each in found)
    assert len({each.id for each in found}) == len(found)


@given(st.text(max_size=12), JSON)
def test_any_value_is_read_as_what_is_asked_or_refused(name: str, value: Any) -> None:
    entry = Entry("x", 1, {name: value}, Manner(ZoneInfo("UTC")))
    for ask in (entry.text, entry.amount, entry.whole, entry.moment, entry.day, entry.truth):
        refused = None
        try:
            ask(name)
        except RecordRejected as error:
            refused = error.field
        assert refused in (None, name)


@given(st.decimals(-(10**11), 10**11, places=4, allow_nan=False), st.sampled_from([POINT, COMMA]))
def test_an_amount_is_read_to_its_last_digit(value: Decimal, style: str) -> None:
    """However it is grouped and whatever sign stands beside it."""
    text = f"${abs(value):,}" if style == POINT else f"{abs(value):,} €".translate(str.maketrans(",.", ".,"))  # fmt: skip
    bookkept = f"({text})" if value < 0 else f"{text} "

    assert amount(bookkept, style, "it") == value
    assert style_of([text]) == (style, "")

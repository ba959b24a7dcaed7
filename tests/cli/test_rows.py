"""Rows on their way out: whole, and harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from productops.cli.rows import write_csv, write_jsonl

MOMENT = datetime(2025, 1, 2, 3, 4, tzinfo=UTC)
ROW: dict[str, Any] = {
    "title": "plain, with comma\nand line",
    "tags": ["a", "=b"],
    "custom_fields": '{"x": {"value": 1}}',
    "occurred_at": MOMENT,
    "day": date(2025, 1, 2),
    "amount": Decimal("-1.50"),
    "deleted": False,
    "nothing": None,
}


class _Table:
    """A table of one row, twice."""

    name = "feedback"
    columns = tuple(ROW)

    def __init__(self, **changes: Any) -> None:
        self._row = ROW | changes

    def rows(self) -> Iterator[dict[str, Any]]:
        yield from (self._row, self._row)


def _csv(limit: int | None = None, **changes: Any) -> list[dict[str, str]]:
    out = io.StringIO()
    write_csv(_Table(**changes), limit, out)  # type: ignore[arg-type]
    return list(csv.DictReader(io.StringIO(out.getvalue())))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_text_that_would_start_a_formula_is_guarded(start: str) -> None:
    """The rest of the text is untouched, and so are numbers."""
    row = _csv(title=f"{start}1+1")[0]

    assert row["title"] == f"'{start}1+1"
    assert row["amount"] == "-1.50"


def test_csv_is_whole() -> None:
    """Lists as JSON, moments with their zone, nothing as nothing."""
    row = _csv()[0]

    assert row["title"] == ROW["title"]
    assert json.loads(row["tags"]) == ["a", "=b"]
    assert row["occurred_at"] == "2025-01-02T03:04:00+00:00"
    assert (row["day"], row["deleted"], row["nothing"]) == ("2025-01-02", "false", "")


def test_json_lines_hold_objects_as_objects() -> None:
    """And decimals as text, so that no digit is lost."""
    out = io.StringIO()
    write_jsonl(_Table(title="=1"), 1, out)  # type: ignore[arg-type]
    (row,) = [json.loads(line) for line in out.getvalue().splitlines()]

    assert row["custom_fields"] == {"x": {"value": 1}}
    assert row["title"] == "=1"
    assert row["amount"] == "-1.50"
    assert row["nothing"] is None


def test_a_limit_is_a_number_of_rows() -> None:
    """In either form."""
    assert len(_csv(1)) == 1
    assert len(_csv()) == 2

"""Rows as CSV and as JSON lines: whole, one at a time."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from datetime import date, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, TextIO

from ..store.schema import json_columns

if TYPE_CHECKING:
    from ..store.tables import Table

# https://owasp.org/www-community/attacks/CSV_Injection
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_csv(table: Table, limit: int | None, out: TextIO) -> None:
    """CSV with a header. Text that a spreadsheet would take for a formula gets a leading `'`."""
    writer = csv.writer(out)  # RFC 4180 ends lines with CR LF, so that a lone CR is quoted too
    writer.writerow(table.columns)
    for row in islice(table.rows(), limit):
        writer.writerow([_cell(value) for value in row.values()])


def write_jsonl(table: Table, limit: int | None, out: TextIO) -> None:
    """One JSON object a line."""
    out.writelines(
        json.dumps(as_json(row, table.name), ensure_ascii=False, default=_plain) + "\n"
        for row in islice(table.rows(), limit)
    )


def as_json(row: Mapping[str, Any], table: str) -> dict[str, Any]:
    """A row with its objects as objects, moments as ISO 8601 and decimals as text."""
    objects = json_columns(table)
    return {
        name: json.loads(value) if name in objects and isinstance(value, str) else value
        for name, value in row.items()
    }


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA) else value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=_plain)
    return _plain(value) if isinstance(value, date | datetime) else value


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)

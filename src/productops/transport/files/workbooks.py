"""Workbooks (XLSX, XLS, ODS): values only, no formulas, no macros."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from ...errors import SettingsError, SourceError
from ...kit.files import Row


class Books:
    """Reads sheets; one sheet is kept, since batches of it follow one another."""

    def __init__(self) -> None:
        self._kept: tuple[Path, str, int, list[list[Any]]] | None = None

    def names(self, path: Path) -> list[str]:
        """Names of the sheets."""
        return list(_opened(path).sheet_names)

    def first(self, path: Path) -> str:
        """The first sheet that holds anything, else the first."""
        book = _opened(path)
        filled = (name for name in book.sheet_names if book.get_sheet_by_name(name).total_height)
        name: str = next(filled, book.sheet_names[0])
        return name

    def batch(
        self, path: Path, sheet: str, place: dict[str, int], most: int
    ) -> tuple[list[Row], dict[str, int] | None]:
        """Up to *most* rows from a place (`row`, counted from 1), and the place after them."""
        start = place.get("row", 1)
        rows = self._rows(path, sheet)
        found = [
            Row(path.name, number, cells=[_value(cell) for cell in cells])
            for number, cells in enumerate(rows[start - 1 : start - 1 + most], start)
        ]
        after = start + len(found)
        return found, {"row": after} if after <= len(rows) else None

    def _rows(self, path: Path, sheet: str) -> list[list[Any]]:
        stamp = path.stat().st_mtime_ns
        if self._kept is None or self._kept[:3] != (path, sheet, stamp):
            book = _opened(path)
            # from the first row of the sheet, or the numbers would not be those a person sees
            self._kept = (
                path,
                sheet,
                stamp,
                book.get_sheet_by_name(sheet).to_python(skip_empty_area=False),
            )
        return self._kept[3]


def _opened(path: Path) -> Any:
    try:
        from python_calamine import CalamineError, CalamineWorkbook
    except ImportError:
        raise SettingsError(
            "workbooks need python-calamine",
            where=str(path),
            hint="Install it: pip install productops-files",
        ) from None
    try:
        return CalamineWorkbook.from_path(str(path))
    except CalamineError as error:
        raise SourceError(
            f"not a workbook that can be read: {error}",
            where=path.name,
            hint="Open and save it again as .xlsx; one with a password cannot be read.",
        ) from None


def _value(cell: Any) -> Any:
    """A cell as JSON holds it: whole numbers without `.0`, moments as ISO 8601 without zone."""
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    return cell.total_seconds() if isinstance(cell, timedelta) else cell

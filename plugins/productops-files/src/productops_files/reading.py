"""A file and how it is read: made once from its first rows and the settings, then the same for every row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from productops.errors import SettingsError
from productops.kit.cells import flat
from productops.kit.dates import is_date, order_of
from productops.kit.files import Sample
from productops.kit.surveys import Asked

from .columns import Column, Header, filled
from .dialects import header_of
from .infer import asked_of
from .settings import FilesSettings

SURVEYS = frozenset({"surveymonkey", "qualtrics", "typeform", "google_forms", "microsoft_forms"})


@dataclass(frozen=True)
class Reading:
    """How one file is read. *rows*: its first records."""

    form: str
    header: Header
    rows: Sequence[Sequence[Any]]
    zone: ZoneInfo
    dates: str
    version: str

    @property
    def utc(self) -> ZoneInfo:
        """For columns whose header says so."""
        return ZoneInfo("UTC")

    @cached_property
    def order(self) -> str:
        """How its dates are written: as told, as the dialect fixes it, or as the first rows show."""
        if self.dates != "auto":
            return self.dates
        texts = [text for column in self._timed() for text in filled(self.rows, column.index)]
        return order_of(texts) or self.header.order

    @cached_property
    def questions(self) -> list[Asked]:
        """What was asked."""
        return asked_of(self.header, self.rows, self.form, self.version)

    @cached_property
    def by_question(self) -> dict[str, list[Column]]:
        """The columns of each question."""
        return self.header.questions()

    @cached_property
    def by_role(self) -> dict[str, list[Column]]:
        """The columns of each role."""
        found: dict[str, list[Column]] = {}
        for column in self.header.columns:
            found.setdefault(column.role, []).append(column)
        return found

    @property
    def is_survey(self) -> bool:
        """Whether a tool for surveys wrote it."""
        return self.header.dialect in SURVEYS

    def ambiguous(self) -> str:
        """A date of the file that could mean two days; "" where there is none."""
        if self.order:
            return ""
        texts = (text for column in self._timed() for text in filled(self.rows, column.index))
        return next((text for text in texts if "/" in text or "." in text), "")

    def _timed(self) -> list[Column]:
        timed = [c for role in ("submitted", "started", "updated") for c in self.header.of(role)]
        return timed or [
            column
            for column in self.header.of("answer")
            if (values := filled(self.rows, column.index)) and all(map(is_date, values))
        ]


def reading_of(sample: Sample, settings: FilesSettings) -> Reading:
    """How a file is read, from its first rows.

    Raises:
        SettingsError: its dates could mean two days.
    """
    cells = [row.cells or [] for row in sample.rows]
    if sample.rows and sample.rows[0].fields is not None:
        names = list(dict.fromkeys(key for row in sample.rows for key in flat(row.fields or {})))
        cells = [names, *(list(_in_order(flat(row.fields or {}), names)) for row in sample.rows)]
        header = header_of(cells, "plain")
    else:
        header = header_of(cells, settings.dialect)
    found = Reading(
        form=sample.file.name,
        header=header,
        rows=cells[header.height :],
        zone=ZoneInfo(settings.timezone),
        dates=settings.dates,
        version=sample.file.version,
    )
    if found.is_survey and (doubtful := found.ambiguous()):
        raise SettingsError(
            f'"{doubtful}" in {sample.file.name} could be two days',
            where="dates",
            hint='Say how dates are written there: dates = "mdy" or dates = "dmy".',
        )
    return found


def _in_order(fields: dict[str, Any], names: Sequence[str]) -> list[Any]:
    return [fields.get(name) for name in names]


def cells_of(
    cells: Sequence[Any] | None, fields: dict[str, Any] | None, reading: Reading
) -> list[Any]:
    """A row's cells in the order of the header, whatever the file's format."""
    if fields is None:
        return list(cells or ())
    held = flat(fields)
    return [held.get(column.header) for column in reading.header.columns]

"""How a file is read: its kind, the names of its columns, how it writes dates and amounts. Made once from its first rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from productops.errors import SettingsError, did_you_mean
from productops.kit import files
from productops.kit.cells import as_toml, text_of, unique

from .entry import Entry, Manner
from .expenses import EXPENSES, lacking, proposed
from .kind import Kind
from .kinds import KINDS, kind_of
from .manners import manner_of
from .settings import EXPENSE, LEFT_OUT, InventorySettings


class FileRow(files.Row):
    """A record of a file. *key*: what it is known by within the file."""

    key: str = ""


class Looked(files.Sample, dict=True):
    """A file as it was found, with the reading that follows."""


@dataclass(frozen=True)
class Reading:
    """How one file is read.

    Attributes:
        kind: None of a file without records.
        header: the names above a table's columns, corrected; "" of one that is left out. None of objects.
        first: its first records.
    """

    file: str
    kind: Kind | None
    header: Sequence[str] | None
    mapping: Mapping[str, str]
    manner: Manner
    first: Sequence[Entry]

    def entry(self, row: files.Row) -> Entry:
        """A row as a record of this file."""
        return _entry(row, self.header, self.mapping, self.manner)


def reading_for(looked: Looked, settings: InventorySettings) -> Reading:
    """How to read a file; worked out once, since every row asks.

    Raises:
        SettingsError: it is of no kind that we know, or a date or an amount in it could mean two.
    """
    kept: tuple[InventorySettings, Reading] | None = looked.__dict__.get("reading")
    if kept is None or kept[0] is not settings:
        kept = (settings, _reading(looked, settings))
        looked.__dict__["reading"] = kept
    return kept[1]


def _reading(looked: Looked, settings: InventorySettings) -> Reading:
    header = _header(looked, settings.mapping)
    rows = looked.rows if header is None else looked.rows[1:]
    bare = Manner(ZoneInfo(settings.timezone))
    first = [_entry(row, header, settings.mapping, bare) for row in rows if _counts(row, looked)]
    first = [entry for entry in first if entry.fields]
    kind = _kind(looked, first, settings) if first else _of_none(looked, settings)
    if kind is not None and kind.checked is not None:
        kind.checked(looked.rows, looked.file.name)
    if kind is not None and (kind is EXPENSES or settings.kind != "auto"):
        _all_there(looked, settings.mapping)
    manner = manner_of(looked.file.name, kind, first, settings)
    found = [Entry(e.file, e.row, e.fields, manner, e.lines) for e in first]
    return Reading(looked.file.name, kind, header, settings.mapping, manner, found)


def _counts(row: files.Row, looked: Looked) -> bool:
    """Whether a row shows what a file is: one that could not be read does not, but for YAML that is read in part."""
    return not row.problem or looked.layout.format == "yaml"


def _of_none(looked: Looked, settings: InventorySettings) -> Kind | None:
    """The kind of a file that shows no record: the one that is named, if any.

    Raises:
        SettingsError: it is no YAML, and of which kind is not said.
    """
    if settings.kind != "auto":
        return KINDS[settings.kind]
    if looked.layout.format == "yaml" and (problem := next((r.problem for r in looked.rows), "")):
        raise SettingsError(problem, where=looked.file.name)
    return None


def _header(looked: Looked, mapping: Mapping[str, str]) -> list[str] | None:
    if not looked.rows or looked.rows[0].cells is None:
        return None
    names = unique([text_of(cell) for cell in looked.rows[0].cells])
    return [_renamed(name, mapping) for name in names]


def _renamed(name: str, mapping: Mapping[str, str]) -> str:
    target = mapping.get(name, name)
    return "" if target == LEFT_OUT else target


def _entry(
    row: files.Row, header: Sequence[str] | None, mapping: Mapping[str, str], manner: Manner
) -> Entry:
    fields: dict[str, Any]
    if row.fields is not None:
        fields = {_renamed(name, mapping): value for name, value in row.fields.items()}
    else:
        fields = {n: c for n, c in zip(header or (), row.cells or (), strict=False) if text_of(c)}
    fields.pop("", None)
    lines: Mapping[str, int] = getattr(row, "lines", None) or {}
    return Entry(row.file, row.row, fields, manner, lines)


def _kind(looked: Looked, first: Sequence[Entry], settings: InventorySettings) -> Kind:
    """The kind that is named, or the one that the first records are of.

    Raises:
        SettingsError: they are of none, or not of the one that is named.
    """
    found = kind_of(first)
    if settings.kind == "auto":
        if found is None:
            raise _unknown(looked, first, settings)
        return found
    named = KINDS[settings.kind]
    if named is EXPENSES and lacking(first):
        raise _unknown(looked, first, settings)
    if not any(map(named.fits, first)):
        hint = f'It looks like {found.title}: kind = "{found.name}".' if found else ""
        raise SettingsError(
            f"{looked.file.name} holds no {named.title}; its first record has {_some(first[0].fields)}",
            where="kind",
            hint=hint or "Check that this is the file you mean.",
        )
    return named


def _unknown(looked: Looked, first: Sequence[Entry], settings: InventorySettings) -> SettingsError:
    name = looked.file.name
    mapped = any(target.startswith(EXPENSE) for target in settings.mapping.values())
    if mapped and (lost := lacking(first)) and any(each.has("expense.merchant") for each in first):
        return SettingsError(f"the mapping names no column for {', '.join(lost)}", where="mapping")
    if looked.rows[0].cells is None:
        return SettingsError(
            f"{name} is of no kind that we know; its first record has {_some(first[0].fields)}",
            where="kind",
            hint=f"Known are: {', '.join(KINDS)}.",
        )
    return SettingsError(
        f"{name} is of no kind that we know, so what its columns mean has to be said",
        where="mapping",
        hint="If it lists expenses, put this into the settings of the source, changed as you like:\n\n"
        f"{as_toml(proposed(first))}",
    )


def _all_there(looked: Looked, mapping: Mapping[str, str]) -> None:
    if looked.rows[0].cells is not None:
        there = unique([text_of(cell) for cell in looked.rows[0].cells])
    else:
        there = list(dict.fromkeys(key for row in looked.rows for key in row.fields or {}))
    if lost := [name for name in mapping if name not in there]:
        hint = did_you_mean(lost[0], there) or f"Its columns: {', '.join(there)}."
        raise SettingsError(
            f'{looked.file.name} has no column "{lost[0]}"', where="mapping", hint=hint
        )


def _some(names: Iterable[str]) -> str:
    shown = list(names)
    more = f" and {len(shown) - 6} more" if len(shown) > 6 else ""  # noqa: PLR2004 - a line's worth
    return ", ".join(shown[:6]) + more

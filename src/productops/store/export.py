"""Every table as a folder of Parquet, which Spark, Databricks, Trino, Snowflake and DuckDB read.

A table is one file in a folder of its own. It is written beside and renamed, so that a reader finds the old one or the
new one, whole. What did not change since the last export is left alone.
"""

# ruff: noqa: S608 - what is put into these queries are names of ours; values are parameters or files

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import msgspec

from ..errors import SettingsError, did_you_mean
from ..model import TABLES
from .faults import on_disk
from .shape import shape_of
from .tables import Table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from .reading import Reading

EXPORTED = (*TABLES, "_raw", "_set_aside", "_run", "_decision", "_suppressed")
"""What is written: the model's tables, and what of ours says where they come from."""
MANIFEST = "_productops.json"
"""Beside the folders: what the last export wrote, so that the next one knows what changed."""
_FORMATS = ("parquet", "delta")
_TOLD = {"_raw": "seq, digest, context, gone"}


@dataclass(frozen=True, slots=True)
class Exported:
    """One table of an export: its rows and bytes, and whether it was written now."""

    rows: int
    bytes: int
    written: bool


@dataclass(slots=True)
class ExportReport:
    """What an export did."""

    to: str
    format: str
    tables: dict[str, Exported] = field(default_factory=dict)

    @property
    def written(self) -> list[str]:
        """Tables that had changed."""
        return [name for name, table in self.tables.items() if table.written]

    def to_dict(self) -> dict[str, Any]:
        """As JSON-able data."""
        found: dict[str, Any] = msgspec.to_builtins(self)
        return found

    def __str__(self) -> str:
        rows = sum(self.tables[name].rows for name in self.written)
        same = len(self.tables) - len(self.written)
        return (
            f"{len(self.written)} tables with {rows:,} rows written to {self.to}, {same} unchanged"
        )


class _Entry(msgspec.Struct):
    """A table in the manifest. *state*: what its rows were."""

    rows: int
    state: str


def export(reading: Reading, to: str | Path, format: str = "parquet") -> ExportReport:  # noqa: A002 - as documented
    """Write every table below the folder *to*.

    Raises:
        SettingsError: the format or the place is not one that can be written.
        StoreError: the place cannot be written, or the disk is full.
    """
    folder = _folder(to, format)
    report = ExportReport(str(folder), format)
    with on_disk(folder):
        folder.mkdir(parents=True, exist_ok=True)
        before = _manifest(folder)
        beside = Path(tempfile.mkdtemp(prefix=".productops-", dir=folder))
        try:
            now = {}
            for name in EXPORTED:
                table = reading.table(name, deleted=True)
                now[name] = _Entry(len(table), reading.state(name))
                report.tables[name] = _put(table, now[name], before.get(name), folder, beside)
            _replace(folder / MANIFEST, beside, msgspec.json.format(msgspec.json.encode(now)))
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    return report


def _put(
    table: Table, entry: _Entry, before: _Entry | None, folder: Path, beside: Path
) -> Exported:
    file = folder / table.name / f"{table.name}.parquet"
    changed = entry != before or not file.exists()
    if changed:
        file.parent.mkdir(exist_ok=True)
        table.write_parquet(beside / file.name)
        (beside / file.name).replace(file)
    return Exported(entry.rows, file.stat().st_size, changed)


def _replace(file: Path, beside: Path, data: bytes) -> None:
    (beside / file.name).write_bytes(data)
    (beside / file.name).replace(file)


def _manifest(folder: Path) -> Mapping[str, _Entry]:
    """What the last export wrote; nothing, if it cannot be read: then all is written again."""
    try:
        return msgspec.json.decode((folder / MANIFEST).read_bytes(), type=dict[str, _Entry])
    except (OSError, msgspec.DecodeError):
        return {}


def _folder(to: str | Path, format_: str) -> Path:
    if format_ not in _FORMATS:
        raise SettingsError(
            f'the export format "{format_}" is not known',
            where="format",
            hint=did_you_mean(format_, _FORMATS) or "Use parquet.",
        )
    if format_ == "delta":
        raise SettingsError(
            "Delta tables cannot be written by this version",
            where="format",
            hint="Use parquet: Spark and Databricks turn the folders into Delta with CONVERT TO DELTA.",
        )
    text = str(to)
    parts = urlsplit(text)
    if parts.scheme == "file":
        return Path(unquote(parts.path))
    if "://" in text:
        raise SettingsError(
            f"cannot write to {parts.scheme}://",
            where="to",
            hint="Export to a folder, and copy it there with the tools of that place.",
        )
    return Path(text).expanduser().absolute()


def state_of(con: DuckDBPyConnection, name: str) -> str:
    """A digest of the rows of table *name* and of its columns: another one says that something changed."""
    shape = shape_of(name)
    columns = ", ".join(f"{column.name}:{column.type}" for column in shape.columns)
    told = "id, content_hash, fetched_at" if name in TABLES else _TOLD.get(name, "*COLUMNS(*)")
    query = f'SELECT count(*), coalesce(bit_xor(hash({told})), 0), hash($1) FROM "{name}"'
    count, rows, layout = con.execute(query, [columns]).fetchall()[0]
    return f"{count}-{rows:x}-{layout:x}"

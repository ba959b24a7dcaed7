"""The settings of a source of files: where they are, and what they mean where that cannot be seen."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from productops.errors import did_you_mean
from productops.kit import ConnectorSettings, TimeZone
from productops.model import TABLES

Dialect = Literal[
    "auto", "plain", "notes", "surveymonkey", "qualtrics", "typeform", "google_forms", "microsoft_forms"
]  # fmt: skip
KEPT, LEFT_OUT = "custom", "ignore"


def _encoding(name: str) -> str:
    try:
        "".encode(name)
    except LookupError:
        raise ValueError('is no encoding; give one like "utf-8" or "cp1252"') from None
    return name


def _targets(mapping: dict[str, str]) -> dict[str, str]:
    problems = [what for column, target in mapping.items() if (what := _wrong(column, target))]
    if problems:
        raise ValueError("; ".join(problems))
    return mapping


def _wrong(column: str, target: str) -> str:
    """What is wrong with one entry: every one is told, not the first alone."""
    if target in (KEPT, LEFT_OUT):
        return ""
    table, _, field = target.partition(".")
    if table not in TABLES:
        hint = did_you_mean(table, TABLES)
        return f'"{column}": there is no table "{table}". {hint}'.rstrip()
    if field not in TABLES[table].columns():
        hint = did_you_mean(field, TABLES[table].columns())
        return f'"{column}": {table} has no column "{field}". {hint}'.rstrip()
    return ""


class FilesSettings(ConnectorSettings):
    """Keys of a source of files.

    Attributes:
        path: a file, a folder, or a pattern (`calls/*.md`, `**/*.csv`).
        dialect: which tool wrote the files; found by looking, unless given.
        mapping: column → `table.column`, `custom` (kept beside) or `ignore`; for files that no tool's dialect explains.
        dates: how a date like 4/1/26 is meant, where the file does not show it.
        timezone: IANA name of the zone that moments without one are in.
        encoding: where it is not found rightly.
    """

    path: str = Field(min_length=1)
    dialect: Dialect = "auto"
    mapping: Annotated[dict[str, str], AfterValidator(_targets)] = Field(default={})
    dates: Literal["auto", "mdy", "dmy", "ymd"] = "auto"
    timezone: TimeZone = "UTC"
    encoding: Annotated[str, AfterValidator(_encoding)] | None = None

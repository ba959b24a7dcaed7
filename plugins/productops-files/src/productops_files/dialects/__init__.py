"""Who wrote a file: each dialect looks at the first rows and says how sure it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..columns import Column, Header
from . import forms, qualtrics, surveymonkey

Rows = Sequence[Sequence[object]]
Look = Callable[[Rows], Header | None]

LOOKS: dict[str, Look] = {
    "qualtrics": qualtrics.look,
    "surveymonkey": surveymonkey.look,
    "typeform": forms.typeform,
    "microsoft_forms": forms.microsoft,
    "google_forms": forms.google,
}
SURE = 0.6


def header_of(rows: Rows, dialect: str = "auto") -> Header:
    """How to read a table that begins with *rows*; a table that no tool wrote is `plain`.

    Args:
        dialect: the tool, where it is known; then it is read so, however sure the look is.
    """
    if dialect == "plain":
        return _plain(rows)
    looks = [LOOKS[dialect]] if dialect in LOOKS else list(LOOKS.values())
    found = [header for look in looks if (header := look(rows))]
    best = max(found, key=lambda header: header.confidence, default=None)
    if best is None or (dialect == "auto" and best.confidence < SURE):
        return _plain(rows)
    return best


def _plain(rows: Rows) -> Header:
    """One header row, and columns that mean what the user says."""
    names = forms.names(rows[0] if rows else ())
    columns = tuple(Column(index, name) for index, name in enumerate(names))
    return Header("plain", 1, columns, 1.0)

"""Texts that stand for a day, or a file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from urllib.parse import urlsplit

from .response_wire import Given


def day_of(text: str, *, day_first: bool) -> date | None:
    """`12/31/2015 11:59 PM` as a day; a time alone is none."""
    for style in ("%d/%m/%Y", "%m/%d/%Y") if day_first else ("%m/%d/%Y", "%d/%m/%Y"):
        try:
            return datetime.strptime(text.split(maxsplit=1)[0], style).date()  # noqa: DTZ007 - a day has no zone
        except (ValueError, IndexError):
            continue
    return None


def file_of(given: Sequence[Given]) -> str | None:
    """The name of an uploaded file; its address may open it to anybody, and is only in the raw payload."""
    names = (one.text or urlsplit(one.download_url or "").path.rpartition("/")[2] for one in given)
    return next((name for name in names if name), None)

"""The file of exchange rates that `[rates]` names."""

from __future__ import annotations

import csv
from pathlib import Path

from ..errors import SettingsError
from .schema import SettingsFile


def rates_of(shape: SettingsFile, folder: Path) -> list[dict[str, str]]:
    """Its rows; none where no file is named.

    Raises:
        SettingsError: it is not there, or no CSV with a header.
    """
    if shape.rates.file is None:
        return []
    path = folder / shape.rates.file
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SettingsError(
            f"the rates cannot be read ({error})", where=str(path),
            hint="It is a CSV with the columns date, base, quote and rate.",
        ) from None  # fmt: skip

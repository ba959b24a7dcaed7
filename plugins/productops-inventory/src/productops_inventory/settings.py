"""The settings of a source of inventory files: where they are, and what they mean where that cannot be seen."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from productops.errors import did_you_mean
from productops.kit import ConnectorSettings, TimeZone
from productops.kit.money import CURRENCIES

KindName = Literal[
    "auto", "okta_apps", "okta_app_users", "okta_users", "entra_service_principals", "entra_users",
    "google_tokens", "google_licences", "scim", "focus", "snipe_it", "backstage", "expenses", "tools",
]  # fmt: skip
EXPENSE = "expense."
COLUMNS = ("merchant", "amount", "currency", "date", "person", "category", "note")
LEFT_OUT = "ignore"


def _currency(code: str) -> str:
    if code.upper() not in CURRENCIES:
        raise ValueError('is no currency of ISO 4217; give its three letters, like "EUR"')
    return code.upper()


def _targets(mapping: dict[str, str]) -> dict[str, str]:
    problems = [what for column, target in mapping.items() if (what := _wrong(column, target))]
    if problems:
        raise ValueError("; ".join(problems))
    return mapping


def _wrong(column: str, target: str) -> str:
    """What is wrong with one entry: every one is told, not the first alone."""
    if not target.startswith(EXPENSE) or (name := target.removeprefix(EXPENSE)) in COLUMNS:
        return "" if target else f'"{column}": the name is empty'
    hint = did_you_mean(name, COLUMNS) or f"Known are: {', '.join(COLUMNS)}."
    return f'"{column}": an expense has no "{name}". {hint}'


class InventorySettings(ConnectorSettings):
    """Keys of a source of inventory files.

    Attributes:
        path: a file, a folder, or a pattern (`exports/*.csv`).
        kind: what the files hold; found by looking, unless given.
        mapping: column → the name that the kind has for it, `expense.merchant` and its like for expenses, or `ignore`.
        dates: how a date like 4/1/26 is meant, where the file does not show it.
        numbers: how an amount like 1,234 is meant, where the file does not show it.
        currency: of amounts in files that name none (ISO 4217).
        timezone: IANA name of the zone that moments without one are in.
        app: the tool whose users a SCIM export lists.
    """

    path: str = Field(min_length=1)
    kind: KindName = "auto"
    mapping: Annotated[dict[str, str], AfterValidator(_targets)] = Field(default={})
    dates: Literal["auto", "mdy", "dmy", "ymd"] = "auto"
    numbers: Literal["auto", "1,234.56", "1.234,56"] = "auto"
    currency: Annotated[str, AfterValidator(_currency)] | None = None
    timezone: TimeZone = "UTC"
    app: str | None = Field(default=None, min_length=1)

    @property
    def by_hand(self) -> bool:
        """Whether the source is the one file that a person keeps, which is read whole and by itself."""
        return self.kind == "tools"

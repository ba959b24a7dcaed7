"""What every measure gives: rows, what they rest on, and what to do about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ..render import Section, html_page, text_page

_WIDTH = 120
_LONGEST = 300
_MANY, _NAMED = 30, 5
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to act upon.

    Attributes:
        kind: which sort, as `orphan_seat`; findings of one kind can be counted.
        subject: the tool, vendor or contract it is about, by name.
        says: what was found, in a sentence.
        next_step: what to do.
        evidence: ids of the rows it was found in; never empty.
        amount, currency: the money at stake, where there is any.
        due: the day until which it can be done.
    """

    kind: str
    subject: str
    says: str
    next_step: str
    evidence: tuple[str, ...]
    amount: Decimal | None = None
    currency: str | None = None
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of a measure.

    Attributes:
        name: of the measure, as `seats`.
        definition: how it is counted, in words, with the source of the formula.
        as_of: the moment it is told for.
        n: how many rows of the store it rests on.
        window: what it looked at, from and until (exclusive); both the same moment where it tells how things stand.
        columns, rows: the figures; a figure that cannot be told is None, never 0.
        findings: what to act upon.
        missing: what could not be told, and why.
        excluded: what was left out on purpose, and why.
    """

    name: str
    definition: str
    as_of: datetime
    n: int
    columns: tuple[str, ...]
    rows: tuple[Mapping[str, Any], ...]
    window: tuple[datetime, datetime] | None = None
    findings: tuple[Finding, ...] = ()
    missing: tuple[str, ...] = ()
    excluded: tuple[str, ...] = field(default=())

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        return text_page([self.section()], _WIDTH)

    def _repr_html_(self) -> str:
        return html_page([self.section()])

    def section(self) -> Section:
        """It as it is shown: without the columns of ids, with what to do and what is missing below."""
        shown = [column for column in self.columns if not column.endswith("_id")]
        rows = [[_in_cents(row.get(column)) for column in shown] for row in self.rows]
        return Section(
            self.caption(), [column.replace("_", " ") for column in shown], rows, self.notes()
        )

    def caption(self) -> str:
        """What it is, of when, and over what."""
        looked = ""
        if self.window and self.window[0] != self.window[1]:
            looked = f", {self.window[0]:%Y-%m-%d} to {self.window[1]:%Y-%m-%d}"
        return f"{self.name.replace('_', ' ')} as of {self.as_of:%Y-%m-%d}{looked}, n = {self.n:,}"

    def notes(self) -> list[str]:
        """What is to be done, what is missing and what was left out."""
        return [
            *_to_do(self.findings),
            *(_cut(f"missing: {what}") for what in self.missing),
            *(_cut(f"left out: {what}") for what in self.excluded),
        ]

    def to_dict(self) -> dict[str, Any]:
        """All of it as plain data, amounts as `Decimal`."""
        return {
            **{
                name: getattr(self, name) for name in ("name", "definition", "as_of", "window", "n")
            },
            "rows": [{column: row.get(column) for column in self.columns} for row in self.rows],
            "findings": [asdict(found) for found in self.findings],
            "missing": list(self.missing),
            "excluded": list(self.excluded),
        }

    def of(self, kind: str) -> list[Finding]:
        """The findings of one kind."""
        return [found for found in self.findings if found.kind == kind]


def _in_cents(value: Any) -> Any:
    """Amounts to the cent, as they are shown; what is below a cent stays."""
    rounds = isinstance(value, Decimal) and (not value or abs(value) >= _CENT)
    return value.quantize(_CENT) if rounds else value


def _to_do(findings: tuple[Finding, ...]) -> list[str]:
    """A line a finding; of more than a page can tell, a line for each thing that is to be done."""
    if len(findings) <= _MANY:
        return [f"! {found.says} {found.next_step}" for found in findings]
    steps: dict[str, list[str]] = {}
    for found in findings:
        steps.setdefault(found.next_step, []).append(found.subject)
    return [f"! {step} {len(whom):,}: {_some(whom)}." for step, whom in steps.items()]


def _some(names: list[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more:,} more" if more > 0 else "")


def _cut(text: str) -> str:
    """A long list of names up to a comma; it is whole in `missing`, `excluded` and JSON."""
    if len(text) <= _LONGEST:
        return text
    return f"{text[:_LONGEST].rpartition(', ')[0] or text[:_LONGEST]}, … (whole in JSON)"

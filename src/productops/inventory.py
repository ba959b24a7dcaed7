"""The tool inventory of a workspace: products of many sources' rows, and every answer about them.

Products are made of several sources' rows once for each `Inventory`; ask the workspace for a new one after a sync or a
decision. Each answer reads the store once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

import narwhals as nw

from .catalogue.decisions import about_renewals, about_tools
from .catalogue.tools import PRECEDENCE, CataloguedTool, catalogued
from .measures.answer import Answer, Finding
from .measures.frames import live, rows_of
from .measures.inventory import answers
from .measures.rates import Rates
from .render import Way, display
from .settings.rates import rates_of
from .store.given import Given

if TYPE_CHECKING:
    from .measures.frames import Frames
    from .settings import Settings
    from .store.base import Decision
    from .store.duck import DuckStore
    from .store.reading import Reading

TABLES = (
    "tool", "vendor", "contract", "cost", "seat", "usage", "integration", "training", "training_record", "risk",
    "process_doc", "person", "team", "feedback", "feature_usage",
)  # fmt: skip
"""Tables that the answers are made from."""
_MATCH = {"row_id": "VARCHAR", "tool_id": "VARCHAR", "tool_name": "VARCHAR"}
_PRODUCT = {
    "id": "VARCHAR", "name": "VARCHAR", "vendor": "VARCHAR", "aliases": "VARCHAR[]", "category": "VARCHAR",
    "capabilities": "VARCHAR[]", "status": "VARCHAR", "criticality": "VARCHAR", "owner_id": "VARCHAR",
    "owner_team_id": "VARCHAR", "backup_owner": "VARCHAR", "docs_url": "VARCHAR", "onboarding_url": "VARCHAR",
    "best_practices": "VARCHAR[]", "sso": "BOOLEAN", "scim": "BOOLEAN", "holds_pii": "BOOLEAN",
    "data_classes": "VARCHAR[]", "sanctioned": "BOOLEAN", "review_by": "DATE", "hosting": "VARCHAR", "url": "VARCHAR",
    "discovered_in": "VARCHAR[]", "row_ids": "VARCHAR[]",
}  # fmt: skip
_SHOWN = ("name", "vendor", "category", "owner", "criticality", "status", "seen in", "rows")


@dataclass(frozen=True, repr=False)
class Inventory:
    """What a company's tools are, and every answer about them.

    Attributes:
        reading: opens the store for reading.
        decided: what people decided.
        as_of: the moment all is told for.
        prefer, fields: whose word counts first, of all fields and of single ones.
        shown: how personal data is shown.
        rates, currency: what amounts are converted by and to; without both, each is told in its own.
    """

    reading: Callable[[], AbstractContextManager[Reading]]
    decided: Sequence[Decision]
    as_of: datetime
    prefer: Sequence[str] = ()
    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)
    rates: Rates | None = None
    currency: str | None = None
    shown: Way | str = "mask"

    def __repr__(self) -> str:
        return repr(self.overview())

    def _repr_html_(self) -> str:
        return self.overview()._repr_html_()

    @cached_property
    def tools(self) -> list[CataloguedTool]:
        """Every product, by name, with its rows, what is known of it, and by whom."""
        with self.reading() as store:
            rows = list(store.table("tool").plain())
            vendors = {
                row["id"]: row["name"] for row in store.table("vendor").plain() if row["name"]
            }
        order = (*self.prefer, *(one for one in PRECEDENCE if one not in self.prefer))
        return catalogued(rows, vendors, about_tools(self.decided), order, self.fields)

    def find(self, name: str) -> list[CataloguedTool]:
        """The products that are called so, or that bear a row with this id."""
        wanted = name.casefold()
        return [
            tool
            for tool in self.tools
            if wanted in (tool.name.casefold(), *(a.casefold() for a in tool.fields["aliases"]))
            or name in tool.row_ids
        ]

    def overview(self) -> Answer:
        """The list of tools: what each is, who owns it, and where it was seen."""
        owners = self._people(tool.fields["owner_id"] for tool in self.tools)
        rows = [
            {
                **{
                    column: tool.fields.get(column)
                    for column in ("category", "criticality", "status")
                },
                "name": tool.name,
                "vendor": tool.vendor,
                "owner": display(owners.get(tool.fields["owner_id"] or ""), "direct", self.shown),
                "seen in": list(tool.discovered_in),
                "rows": len(tool.matches),
            }
            for tool in self.tools
        ]
        return self._told(
            "tools", "One line a product; `rows` are what sources say of it.", _SHOWN, rows
        )

    def matches(self, name: str | None = None) -> Answer:
        """Which rows are one product, by which rule and for which reason."""
        rows = [
            {"tool": tool.name, "rule": one.rule, "because": one.because, "row": one.row_id}
            for tool in (self.find(name) if name else self.tools)
            for one in tool.matches
        ]
        columns = ("tool", "row", "rule", "because")
        return self._told("matches", "Rows of `tool` that are one product.", columns, rows)

    def disagreements(self) -> Answer:
        """Fields of which sources say different things: what counts, and what else was said."""
        rows = [
            {
                "tool": one.tool,
                "field": one.field,
                "counts": _told(one.said[0]),
                "but": [_told(other) for other in one.said[1:] if other.value != one.said[0].value],
            }
            for tool in self.tools
            for one in tool.disagreements
        ]
        what = "What counts is what the first source says, in the order that the settings give."
        return self._told("disagreements", what, ("tool", "field", "counts", "but"), rows)

    def answer(self, name: str, **options: Any) -> Answer:
        """One of the answers of `measures.inventory.answers.ANSWERS`, as `seats` or `renewals`; *options* are its own.

        Raises:
            SettingsError: there is no such answer.
        """
        measure = answers.named(name)
        with self.reading() as store:
            return self._measured(measure, self._frames(store), options)

    def findings(self) -> list[Finding]:
        """All that is to be done, of every answer but the scorecard: what a tool lacks there is a long list."""
        names = [name for name in answers.ANSWERS if name != "scorecard"]
        with self.reading() as store:
            frames = self._frames(store)
            told = [self._measured(answers.named(name), frames, {}) for name in names]
        found = [each for answer in told for each in answer.findings]
        return list({(each.kind, frozenset(each.evidence)): each for each in found}.values())

    def _measured(
        self, measure: answers.Measure, frames: Frames, options: Mapping[str, Any]
    ) -> Answer:
        """What *measure* gives with what the settings say, unless *options* say otherwise."""
        given: dict[str, Any] = {
            "rates": self.rates, "currency": self.currency, "decided": about_renewals(self.decided),
        }  # fmt: skip
        fitting = {
            key: value for key, value in given.items() if value and answers.takes(measure, key)
        }
        return measure(frames, self.as_of, **{**fitting, **options})

    def _frames(self, store: Reading) -> dict[str, Any]:
        """The tables, with what the catalogue knows beside them; the product tree that a company sells is `node`."""
        beside = {"match": Given(_MATCH, self._match()), "known": Given(_PRODUCT, self._product())}
        found = store.frames(*TABLES, "product", given=beside)
        node = found.pop("product")
        return {**found, "node": node, "product": found.pop("known")}

    def _match(self) -> list[dict[str, str]]:
        return [
            {"row_id": row_id, "tool_id": tool.id, "tool_name": tool.name}
            for tool in self.tools
            for row_id in tool.row_ids
        ]

    def _product(self) -> list[dict[str, Any]]:
        own = ("id", "name", "vendor", "discovered_in", "row_ids")
        return [
            {name: getattr(tool, name) if name in own else tool.fields[name] for name in _PRODUCT}
            for tool in self.tools
        ]

    def _people(self, ids: Iterable[str | None]) -> dict[str, str]:
        wanted = {one for one in ids if one}
        with self.reading() as store:
            people = live(store.frames("person"), "person", "id", "display_name", "email")
            found = rows_of(people.filter(nw.col("id").is_in(sorted(wanted)))) if wanted else []
        return {one["id"]: one["display_name"] or one["email"] for one in found}

    def _told(
        self,
        name: str,
        definition: str,
        columns: tuple[str, ...],
        rows: Iterable[Mapping[str, Any]],
    ) -> Answer:
        held = sum(len(tool.matches) for tool in self.tools)
        return Answer(name, definition, self.as_of, held, columns, tuple(rows))


def of_store(store: DuckStore, settings: Settings, as_of: datetime) -> Inventory:
    """The inventory of what *store* holds, as *settings* want it.

    Raises:
        SettingsError: the file of rates cannot be read.
    """
    shape = settings.shape
    found = rates_of(shape, settings.folder)
    return Inventory(
        store.reading,
        store.decisions(),
        as_of,
        shape.tools.prefer,
        {str(name): order for name, order in shape.tools.fields.items()},
        Rates.read(found) if found else None,
        shape.tools.currency,
        store.display,
    )


def _told(said: Any) -> str:
    return f"{said.value} ({said.source})"

"""One tool from many sources: rows of `tool` that are one product, with the value of each field and who gave it.

Which source wins a field is stated (`PRECEDENCE`) and can be set; what another source says otherwise is listed, never
averaged and never lost.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, get_args

from ..model.inventory import ToolField
from .matching import Decided, Match, match
from .mention import Mention
from .names import host_of
from .products import Product, Table, bundled

Row = Mapping[str, Any]
"""A row of a table by column."""

PRECEDENCE = (
    "hand_kept", "vendor_api", "asset_register", "service_catalog", "sso", "oauth_grant", "finance", "expenses",
)  # fmt: skip
"""Whose word counts first, by `discovered_in`: a person's, then the vendor's own, then those who only saw it."""
FIELDS: tuple[str, ...] = get_args(ToolField)
_GATHERED = ("aliases", "identifiers")


@dataclass(frozen=True, slots=True)
class Said:
    """What one source says of a field: the value, and the row it stands in."""

    value: Any
    source: str
    row_id: str


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A field of which sources say different things. *said*: the one that counts first."""

    tool: str
    field: str
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class CataloguedTool:
    """A product with all that sources say of it.

    Attributes:
        id: the id of its first row, the one whose word counts first.
        name, vendor: as that row has them, else as the bundled table does.
        fields: field → what counts; a field that nobody tells is None.
        matches: its rows, each with the rule and the reason it is here.
        disagreements: what else was said.
    """

    id: str
    name: str
    vendor: str | None
    fields: Mapping[str, Any]
    matches: tuple[Match, ...]
    discovered_in: tuple[str, ...]
    sources: tuple[str, ...]
    disagreements: tuple[Disagreement, ...] = field(default=())

    @property
    def row_ids(self) -> tuple[str, ...]:
        """Its rows, the first one first."""
        return tuple(one.row_id for one in self.matches)


def catalogued(
    tools: Iterable[Row],
    vendors: Mapping[str, str],
    decided: Iterable[Decided] = (),
    precedence: Sequence[str] = PRECEDENCE,
    fields: Mapping[str, Sequence[str]] | None = None,
    table: Table | None = None,
) -> list[CataloguedTool]:
    """The products that rows of `tool` are about, by name.

    Args:
        tools: rows of `tool` that are not deleted.
        vendors: id of a row of `vendor` → its name.
        decided: what people said of matches, oldest first.
        precedence: `discovered_in` in the order in which it counts.
        fields: field → an order of its own.
        table: of common products; the bundled one by default.
    """
    known = table or bundled()
    rows = {row["id"]: row for row in tools}
    found = match({i: mention_of(row, vendors) for i, row in rows.items()}, known, decided)
    groups: dict[str, list[str]] = defaultdict(list)
    for row_id, one in found.items():
        groups[one.group].append(row_id)
    names = {product.name: product for product in known.products}
    made = [
        _tool(
            [rows[row_id] for row_id in ids],
            [found[row_id] for row_id in ids],
            vendors,
            _Order(precedence, fields or {}),
            names,
        )
        for ids in groups.values()
    ]
    return sorted(made, key=lambda tool: (tool.name.casefold(), tool.id))


def mention_of(row: Row, vendors: Mapping[str, str]) -> Mention:
    """What a row says of which product it is."""
    keys = tuple(row.get("identifiers") or ())
    domains = (key.partition(":")[2] for key in keys if key.startswith("domain:"))
    domain = next(domains, "") or host_of(row.get("url") or "")
    publisher = vendors.get(row.get("vendor_id") or "", "")
    kept = row.get("discovered_in") == "hand_kept"
    aliases = tuple(row.get("aliases") or ())
    return Mention(row.get("name") or "", domain, publisher, keys, aliases, kept)


@dataclass(frozen=True, slots=True)
class _Order:
    precedence: Sequence[str]
    fields: Mapping[str, Sequence[str]]

    def sorted(self, rows: Sequence[Row], column: str = "") -> list[Row]:
        order = self.fields.get(column, self.precedence)
        places = {name: place for place, name in enumerate(order)}
        return sorted(
            rows,
            key=lambda row: (places.get(row.get("discovered_in") or "", len(places)), row["id"]),
        )


def _tool(
    rows: Sequence[Row],
    matches: Sequence[Match],
    vendors: Mapping[str, str],
    order: _Order,
    names: Mapping[str, Product],
) -> CataloguedTool:
    first = order.sorted(rows)
    product = names.get(next((one.product for one in matches if one.product), ""))
    by_row = {one.row_id: one for one in matches}
    said = {column: _said(order.sorted(rows, column), column) for column in FIELDS}
    name = _name(first, product)
    held = (str(row.get("vendor_id")) for row in first)
    vendor = next((vendors[one] for one in held if one in vendors), None)
    fields: dict[str, Any] = {
        column: told[0].value if told else None for column, told in said.items()
    }
    fields |= {column: _gathered(first, column, name) for column in _GATHERED}
    fields["backup_owner"] = _backup_owner(first)
    if product is not None:
        fields["capabilities"] = fields["capabilities"] or list(product.capabilities)
        fields["category"] = fields["category"] or product.category or None
    return CataloguedTool(
        first[0]["id"],
        name,
        vendor or (product.vendor if product and product.vendor else None),
        fields,
        tuple(by_row[row["id"]] for row in first),
        tuple(dict.fromkeys(row["discovered_in"] for row in first if row.get("discovered_in"))),
        tuple(dict.fromkeys(row["source"] for row in first)),
        tuple(_disagreements(name, said)),
    )


def _name(first: Sequence[Row], product: Product | None) -> str:
    """A person's name for it, else the product's own, else what the first source calls it."""
    kept = next((row["name"] for row in first if row.get("discovered_in") == "hand_kept"), None)
    return kept or (product.name if product else None) or first[0].get("name") or first[0]["id"]


def _said(rows: Iterable[Row], column: str) -> list[Said]:
    return [
        Said(row[column], row.get("discovered_in") or row["source"], row["id"])
        for row in rows
        if row.get(column) not in (None, [], "")
    ]


def _gathered(rows: Iterable[Row], column: str, name: str) -> list[str]:
    """All of a list that sources only know parts of."""
    names = [row["name"] for row in rows if row.get("name")] if column == "aliases" else []
    listed = [value for row in rows for value in row.get(column) or ()]
    return [value for value in dict.fromkeys([*names, *listed]) if value != name]


def _backup_owner(rows: Iterable[Row]) -> str | None:
    told = ((row.get("custom_fields") or {}).get("backup_owner") for row in rows)
    return next((str(one["value"]) for one in told if one and one.get("value")), None)


def _disagreements(name: str, said: Mapping[str, Sequence[Said]]) -> Iterable[Disagreement]:
    for column, told in said.items():
        if len({str(one.value) for one in told}) > 1:
            yield Disagreement(name, column, tuple(told))

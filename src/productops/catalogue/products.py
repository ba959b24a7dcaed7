"""The bundled table of common products: what each is called now, was called before, and who makes it.

The table is dated (`as_of`), made from vendors' public pages, and holds no prices.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from .names import host_of, key_of

AS_OF = "2026-11-01"
"""When the table was last gone over."""
_LISTS = frozenset({"aliases", "domains", "capabilities"})


@dataclass(frozen=True, slots=True)
class Product:
    """A product of the table.

    Attributes:
        name, vendor: as they are called now.
        aliases: names it had or goes by, catalogue keys and merchant names among them.
        domains: web domains that mean this product alone.
        category, capabilities: of the table's own closed lists.
    """

    name: str
    vendor: str = ""
    aliases: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    category: str = ""
    capabilities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Vendor:
    """A publisher whose name alone does not say which product is meant."""

    name: str
    aliases: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    website: str = ""


@dataclass(frozen=True)
class Table:
    """Products and vendors, found by what they are called."""

    as_of: str
    products: tuple[Product, ...]
    vendors: tuple[Vendor, ...]

    @cached_property
    def by_key(self) -> Mapping[str, Product]:
        """By each name in one word."""
        return {key: product for product in self.products for key in _keys(product)}

    @cached_property
    def by_domain(self) -> Mapping[str, Product]:
        """By domain."""
        return {host_of(domain): one for one in self.products for domain in one.domains}

    @cached_property
    def products_of(self) -> Mapping[str, int]:
        """Vendor → how many products of it are here."""
        return Counter(one.vendor for one in self.products)

    @cached_property
    def vendor_keys(self) -> Mapping[str, str]:
        """Name of a vendor in one word → its name; those of one product alone are left out."""
        named = {
            key_of(name): one.name for one in self.vendors for name in (one.name, *one.aliases)
        }
        makers = {key_of(one.vendor): one.vendor for one in self.products if one.vendor}
        return {**makers, **named}

    @cached_property
    def vendor_domains(self) -> Mapping[str, str]:
        """Domain of a vendor → its name."""
        return {host_of(domain): one.name for one in self.vendors for domain in one.domains}


def _keys(product: Product) -> Iterator[str]:
    yield key_of(product.name)
    yield from map(key_of, product.aliases)


@cache
def bundled() -> Table:
    """The table that comes with the library."""
    return Table(
        AS_OF,
        tuple(Product(**_entry(row)) for row in _rows("products.csv")),
        tuple(Vendor(**_entry(row)) for row in _rows("vendors.csv")),
    )


def _rows(name: str) -> list[dict[str, str]]:
    text = files(__package__).joinpath(name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def _entry(row: Mapping[str, str]) -> dict[str, Any]:
    return {
        name: tuple(filter(None, value.split("|"))) if name in _LISTS else value
        for name, value in row.items()
    }

"""A mention of a product, what it was recognised as, and what speaks against it."""

from __future__ import annotations

from dataclasses import dataclass

from .names import host_of, key_of, registrable
from .products import Product, Table

_AFFIXES = (
    "app", "apps", "hq", "get", "my", "use", "try", "go", "io", "inc", "labs", "lab", "team", "cloud", "online", "the",
    "login", "web", "mail", "software", "group",
)  # fmt: skip
_DISTINCT = 8
"""Letters of a name that hardly two products bear: a domain that nobody knows does not speak against it."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A product as a source names it.

    *keys*: exact identifiers, as `okta:boxnet`; *aliases*: further names it gives; *kept*: by a person, to whom even
    `Team wiki` is a name.
    """

    name: str
    domain: str = ""
    publisher: str = ""
    keys: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Recognised:
    """The product meant, and by which rule. *because* is shown to people."""

    product: Product
    rule: str
    because: str


def contradicted(found: Recognised, mention: Mention, table: Table) -> bool:
    """Whether something outweighs a rule: a domain that is somebody else's.

    A publisher speaks against a guess only: products change hands.
    """
    product = found.product
    if mention.domain and found.rule != "domain" and not _may_be_at(product, mention, table):
        return True
    maker = table.vendor_keys.get(key_of(mention.publisher))
    return found.rule == "misspelt" and maker not in (None, product.vendor)


def _may_be_at(product: Product, mention: Mention, table: Table) -> bool:
    """Whether a product can have this domain: its own, its vendor's, or one that is its name with an `app` or `hq`."""
    domain, name = mention.domain, mention.name
    known = of_domain(domain, table)
    if known is not None:
        return known.vendor == product.vendor or _bears(product, known.name)
    maker = table.vendor_domains.get(registrable(domain))
    if maker is not None:
        return maker == product.vendor or _bears(product, maker)
    label = key_of(registrable(domain).partition(".")[0])
    names = {key_of(name) for name in (product.name, product.vendor, *product.aliases)}
    if len(key_of(name)) >= _DISTINCT:
        return True
    return any(_is_named(label, name) for name in names if name)


def _bears(product: Product, name: str) -> bool:
    """Whether a product is called after what owned it once, as those of LinkedIn are."""
    return any(
        key_of(called).startswith(key_of(name)) for called in (product.name, *product.aliases)
    )


def _is_named(label: str, name: str) -> bool:
    if label == name:
        return True
    return (label.startswith(name) and label.removeprefix(name) in _AFFIXES) or (
        label.endswith(name) and label.removesuffix(name) in _AFFIXES
    )


def of_domain(domain: str, table: Table) -> Product | None:
    """The product that a domain, or one above it, means."""
    host = host_of(domain)
    while host.count("."):
        if host in table.by_domain:
            return table.by_domain[host]
        host = host.partition(".")[2]
    return None

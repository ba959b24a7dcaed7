"""Which product of the bundled table a mention means: rules in order, each with its reason, none by likeness alone.

What contradicts a rule (a domain of somebody else, another known publisher) outweighs it. A mention that no rule
knows stays unknown: a product taken for another costs more than one listed twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from string import ascii_lowercase, digits

from .mention import Mention, Recognised, contradicted, of_domain
from .names import LEGAL, host_of, is_noise, key_of, parted, squeezed, without_noise
from .products import Product, Table

Words = tuple[str, ...]
_SEGMENT = re.compile(r"\s*(?:\*|/|\||\bdba\b|\s-\s|:\s)\s*", re.IGNORECASE)
_CHARGED = re.compile(r"([^*]+)\*\s*([a-z]+)", re.IGNORECASE)
_ENDINGS = (
    "hr",
    "cloud",
    "us",
    "io",
    "com",
    "app",
    "sso",
    "saml",
    "inc",
    "hq",
    "app2",
    "ud",
    "onprem",
)
PLATFORMS = frozenset(
    {
        "Amazon Web Services",
        "Google Cloud",
        "Microsoft 365",
        "Microsoft Azure",
        "Microsoft Entra ID",
        "Okta",
    }
)
"""Products whose parts bear names of their own, and are granted and billed with it."""
_SHORT, _LONG = 5, 7
"""Letters of a name that may be mistyped: by two letters changed about or one lost or doubled; by another letter."""


def recognise(mention: Mention, table: Table) -> Recognised | None:
    """The product of *table* that a mention means, or None."""
    rules: tuple[Callable[[Mention, Table], Recognised | None], ...] = (
        _by_catalogue_key, _by_name, _by_domain, _by_maker, _by_platform, _by_misspelt_name,
    )  # fmt: skip
    for rule in rules:
        found = rule(mention, table)
        if found is not None and not contradicted(found, mention, table):
            return found
    return None


def _by_catalogue_key(mention: Mention, table: Table) -> Recognised | None:
    for key in mention.keys:
        kind, _, value = key.partition(":")
        if kind == "okta" and (product := _of_catalogue_key(key_of(value), table)):
            return Recognised(product, "catalogue_key", f'"{value}" is its key in the directory')
    return None


def _of_catalogue_key(key: str, table: Table) -> Product | None:
    """Directories tell namesakes apart by an ending: `deelhr`, `githubcloud`."""
    bare = (key.removesuffix(ending) for ending in _ENDINGS if key.endswith(ending))
    return next((table.by_key[one] for one in (key, *bare) if one in table.by_key), None)


def _by_maker(mention: Mention, table: Table) -> Recognised | None:
    """`Gong Revenue Intelligence` of Gong, which makes one product: whatever follows is a part of it."""
    maker = squeezed(without_noise(parted(mention.publisher).words))
    parts = parted(mention.name).words
    for end in range(len(parts) - 1, 0, -1):
        product = table.by_key.get(squeezed(parts[:end]))
        if (
            product is not None
            and table.products_of[product.vendor] == 1
            and _is_maker(maker, product, table)
        ):
            told = f'"{mention.name}" is of {mention.publisher}, which makes it alone'
            return Recognised(product, "maker", told)
    return None


def _by_name(mention: Mention, table: Table) -> Recognised | None:
    for name in (mention.name, *mention.aliases):
        for text in _texts(name):
            product = table.by_key.get(key_of(text)) or _of_words(parted(text).words, table)
            if product is not None:
                return Recognised(product, "name", f'"{name}" is a name of it')
    return _by_charge(mention, table)


def _by_charge(mention: Mention, table: Table) -> Recognised | None:
    """`GOOGLE *ADS1234`: who charges a card, then what for, with a number or an account behind it."""
    line = _CHARGED.match(mention.name)
    if line is None:
        return None
    who, what = key_of(line[1]), key_of(line[2])
    product = table.by_key.get(who + what) or table.by_key.get(what)
    told = f'"{line[0]}" is charged for it'
    return Recognised(product, "name", told) if product else None


def _by_domain(mention: Mention, table: Table) -> Recognised | None:
    for domain in (mention.domain, *parted(mention.name).domains):
        product = of_domain(domain, table) if domain else None
        if product is not None:
            return Recognised(product, "domain", f"{host_of(domain)} is its domain")
    return None


def _by_platform(mention: Mention, table: Table) -> Recognised | None:
    """`Azure Kubernetes Service` of Microsoft: what bears a platform's name, and is billed by its vendor, is a part of it."""
    words = parted(mention.name).words
    biller = squeezed(without_noise(parted(mention.publisher).words))
    for end in range(len(words), 0, -1):
        product = table.by_key.get(squeezed(words[:end]))
        if product is not None and product.name in PLATFORMS and _is_maker(biller, product, table):
            return Recognised(product, "platform", f'"{mention.name}" is a part of it')
    return None


def _by_misspelt_name(mention: Mention, table: Table) -> Recognised | None:
    """Only where nothing else speaks: somebody typed it."""
    if mention.domain:
        return None
    parts = parted(mention.name).words
    found = {
        product.name: product
        for key in dict.fromkeys((squeezed(parts), squeezed(without_noise(parts))))
        for near in _near(key)
        if (product := table.by_key.get(near))
    }
    if len(found) != 1:
        return None
    (product,) = found.values()
    return Recognised(product, "misspelt", f'"{mention.name}" is one letter from a name of it')


def _texts(name: str) -> Iterator[str]:
    """The name and its parts, what says most first: all of it, outside brackets, what was bought, inside brackets."""
    yield name
    parts = [part for part in _SEGMENT.split(name) if part.strip()]
    if len(parts) > 1:
        yield from reversed(parts)
    yield from parted(name).aside


def _of_words(parts: Words, table: Table) -> Product | None:
    if not parts:
        return None
    return (
        table.by_key.get(squeezed(parts))
        or _at_start(parts, table)
        or table.by_key.get(squeezed(without_noise(parts)))
        or _after_vendor(parts, table)
        or _before_vendor(parts, table)
    )


def _at_start(parts: Words, table: Table) -> Product | None:
    """The longest name it begins with, if what follows says nothing."""
    for end in range(len(parts) - 1, 0, -1):
        product = table.by_key.get(squeezed(parts[:end]))
        if product is not None and is_noise(parts[end:]):
            return product
    return None


def _after_vendor(parts: Words, table: Table) -> Product | None:
    """`Salesforce Quip Plus`: the vendor's name, then one of its products."""
    for end in range(len(parts) - 1, 0, -1):
        key = squeezed(parts[:end])
        if key not in table.vendor_keys and key not in table.by_key:
            continue
        rest = parts[end + 1 :] if parts[end] in LEGAL else parts[end:]
        product = _of_words(rest, table)
        if product is not None and _is_maker(key, product, table):
            return product
    return None


def _before_vendor(parts: Words, table: Table) -> Product | None:
    """`Delighted by Qualtrics`, `Jira Atlassian`."""
    for start in range(1, len(parts)):
        if _is_vendor(squeezed(parts[start:]), table):
            name = parts[: start - 1] if parts[start - 1] == "by" else parts[:start]
            return _of_words(name, table) if name else None
    return None


def _is_vendor(key: str, table: Table) -> bool:
    return key in table.vendor_keys


def _is_maker(key: str, product: Product, table: Table) -> bool:
    """Whether a vendor's (or main product's) name goes before a product: `Dropbox DocSend`."""
    main = table.by_key.get(key)
    return table.vendor_keys.get(key) == product.vendor or (
        main is not None and main.vendor == product.vendor
    )


def _near(key: str) -> Iterator[str]:
    """Names that *key* may be misspelt from; the first and the last letter are right."""
    if len(key) < _SHORT:
        return
    for at in range(1, len(key) - 1):
        before, here, after = key[:at], key[at], key[at + 1 :]
        if at < len(key) - 2 or key[at] != key[at + 1]:
            yield before + after[0] + here + after[1:]
        if here == key[at - 1]:
            yield before + after
        for letter in ascii_lowercase + digits:
            yield before + letter + here + after
            if len(key) >= _LONG and here.isalpha() and letter.isalpha():
                yield before + letter + after
    for letter in ascii_lowercase + digits:
        yield key[:-1] + letter + key[-1]

"""What many records say of one product together: a card statement writes a merchant in ten ways, and it is one tool."""

# ruff: noqa: ARG002 - the kit fixes the signatures

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta

import msgspec
from msgspec import Struct

from productops.errors import RecordRejected
from productops.kit import Answer, Can, Page, Request, Run, files
from productops.kit.folders import FOLDER
from productops.kit.rows import guarded, row
from productops.model import Record, Tool
from productops.model.inventory import DiscoveredIn

from .entry import Entry
from .kind import Kind, Named
from .kinds import KINDS
from .reading import FileRow, Looked, reading_for

EVENTS = "events"


class Product(Struct):
    """A product and everything that records call it."""

    id: str
    name: str | None
    aliases: list[str]
    identifiers: list[str]
    found_in: DiscoveredIn | None


class Products:
    """Products that many records name → `tool`."""

    name, needs = "products", (FOLDER, "files", EVENTS)
    wire = Product
    can = Can(deletes=True)
    lookback = timedelta(0)
    reads = ("tool",)

    def start(self, run: Run) -> Iterable[Request] | None:
        """One look at the folder: what counts are the records that were read from it."""
        return None if run.settings.by_hand else [files.listing(run.settings.path)]

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        """Every product that a record names."""
        records = []
        for kind in KINDS.values():
            named: dict[str, list[Named]] = {}
            for each in _named(kind, run):
                named.setdefault(each.id, []).append(each)
            records += [_product(held, kind) for _, held in sorted(named.items())]
        return Page(records=[msgspec.json.encode(each) for each in records])

    def identify(self, product: Product) -> tuple[str, str | None]:
        """Where it was found, and what it is known by there."""
        return f"{product.found_in}:{product.id}", None

    @guarded
    def normalise(self, product: Product, run: Run) -> Iterable[Record]:
        """A product."""
        yield row(
            Tool,
            run,
            product.id,
            name=product.name,
            aliases=product.aliases,
            identifiers=product.identifiers,
            discovered_in=product.found_in,
        )


def _named(kind: Kind, run: Run) -> Iterable[Named]:
    if kind.products is None:
        return
    for source_id in run.live(EVENTS):
        entry = entry_of(source_id, kind, run)
        if entry is not None:
            with suppress(RecordRejected):  # told where the record was read
                yield from kind.products(entry)


def _product(named: list[Named], kind: Kind) -> Product:
    """Its most frequent name; the others, and how records write it, are aliases."""
    names = Counter(each.name for each in named if each.name)
    ordered = sorted(names, key=lambda name: (-names[name], name))
    written = sorted({each.alias for each in named if each.alias})
    aliases = list(dict.fromkeys([*ordered[1:], *written]))
    name = ordered[0] if ordered else None
    return Product(
        named[0].id,
        name,
        [alias for alias in aliases if alias != name],
        list(named[0].identifiers),
        kind.found_in,
    )


def entry_of(source_id: str, kind: Kind, run: Run) -> Entry | None:
    """A record of the stream of events, if it is of this kind."""
    record = run.seen(EVENTS, source_id)
    looked = run.seen("files", record.file) if isinstance(record, FileRow) else None
    if not isinstance(looked, Looked) or not isinstance(record, FileRow):
        return None
    reading = reading_for(looked, run.settings)
    return reading.entry(record) if reading.kind is kind else None

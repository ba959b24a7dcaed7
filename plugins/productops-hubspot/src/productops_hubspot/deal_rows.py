"""A deal: what it brings is the company's revenue; what was said when it was lost or ended is `feedback`."""

from __future__ import annotations

from collections.abc import Iterator

from productops.kit import Run
from productops.model import Record

from .common import main
from .kinds import DEALS
from .reasons import reasons
from .stages import standing
from .values import text, when
from .wire import Entry


def deal_rows(entry: Entry, run: Run) -> Iterator[Record]:
    """Its reasons, under the deal's name."""
    record = entry.record
    stands = standing(DEALS, record, run)
    yield from reasons(
        DEALS,
        entry,
        run,
        title=text(record, "dealname"),
        author=main(entry, "contacts"),
        account=main(entry, "companies"),
        stands=stands,
        said=when(record, "closedate") if stands.closed is not False else None,
    )

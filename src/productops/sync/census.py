"""The census: compare the ids a source shows with those held, and bury what is gone.

Ids are compared only when the census ran to its end within one run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from ..kit.wire import Page, Request
from ..store.base import ARCHIVED, ERASED, Store
from .commit import Writer
from .erasing import erase
from .fetch import Fetcher, following, guarded
from .pages import bury
from .renew import write_now
from .report import CENSUS_STREAM
from .work import Chain, StreamWork

if TYPE_CHECKING:
    from .source_run import SourceRun

ROWS_A_PAGE = 1000
_SOME = 5


@dataclass(slots=True)
class Census:
    """What a census of one stream found.

    Attributes:
        present: ids the source shows.
        gone: reason → ids held here that it shows no more.
        not_held: ids it shows that are not held.
    """

    present: set[str] = field(default_factory=set)
    gone: dict[str, list[str]] = field(default_factory=dict)
    not_held: list[str] = field(default_factory=list)


def count_ids(fetcher: Fetcher, work: StreamWork, held: set[str], store: Store) -> Census:
    """Take the census of a stream: every id the source shows, against *held*.

    Raises:
        ProductopsError: it did not run to its end; then nothing may be concluded from it.
    """
    census = Census()
    if work.plan.census is not None:
        for page in _walk(fetcher, work, guarded(work.plan, "census", work.plan.census, work.run)):
            census.present.update(page.present)
            fetcher.watch.tell("census", work.plan.name, done=len(census.present), total=len(held))
    elif work.present is not None:
        census.present.update(work.present)
    lost = sorted(held - census.present, key=_order)
    census.gone = _told_apart(fetcher, work, lost, census, store)
    census.not_held = sorted(census.present - held - work.known.aside, key=_order)
    return census


def _walk(fetcher: Fetcher, work: StreamWork, firsts: Iterable[Request]) -> Iterator[Page]:
    """Every page of some chains, one after the other; a loop ends it with an error."""
    for number, first in enumerate(firsts):
        chain = Chain(f"census:{number}")
        task = work.task(chain, first.with_(stream=CENSUS_STREAM))
        while True:
            fetched = fetcher.page(task.request, work.plan, work.run)
            yield fetched.page
            link = following(fetched, task.request)
            if link is None:
                break
            task = work.follow(chain, fetcher.transport.settle(link), fetched.page)


def _told_apart(
    fetcher: Fetcher, work: StreamWork, lost: Sequence[str], census: Census, store: Store
) -> dict[str, list[str]]:
    """Why each lost id is gone; what turns out to be there after all joins `present`."""
    if not lost:
        return {}
    firsts = _questions(work, lost, store)
    if firsts is None:
        return {"deleted": list(lost)}
    told: dict[str, str] = {}
    back: set[str] = set()
    for page in _walk(fetcher, work, firsts):
        found = (
            (page.erased, ERASED),
            (page.merged, "merged"),
            (page.archived, ARCHIVED),
            (page.gone, "deleted"),
        )
        for ids, reason in found:
            told.update(dict.fromkeys(map(str, ids), reason))
        back.update(map(str, page.present))
    census.present |= back
    reasons: dict[str, list[str]] = {}
    for i in lost:
        if i not in back:
            reasons.setdefault(told.get(i, "not_visible"), []).append(i)
    return reasons


def _questions(work: StreamWork, lost: Sequence[str], store: Store) -> Iterable[Request] | None:
    """What to ask of lost ids; None where the stream does not say."""
    if work.plan.seek is not None:
        records = _held_records(work, lost, store)
        return guarded(work.plan, "seek", work.plan.seek, records, work.run)
    if work.plan.missing is not None:
        return guarded(work.plan, "missing", work.plan.missing, lost, work.run)
    return None


def _held_records(work: StreamWork, ids: Sequence[str], store: Store) -> Iterator[Any]:
    """What is held of *ids*, decoded."""
    for batch in store.raws(work.normaliser.scope, work.plan.name, source_ids=ids):
        for raw in batch:
            yield work.plan.decoder.decode(raw.payload)


def bury_lost(
    store: Store,
    writer: Writer,
    work: StreamWork,
    census: Census,
    works: Mapping[str, StreamWork],
) -> None:
    """Write the tombstones a census found, a thousand at a time; what is part of them goes with them."""
    _bury(store, writer, work, census.gone)
    for part in works.values():
        if part.plan.part_of == work.plan.name and census.gone:
            _bury(store, writer, part, _parts(store, part, census.gone))


def _parts(
    store: Store, part: StreamWork, gone: Mapping[str, Sequence[str]]
) -> dict[str, list[str]]:
    """Ids of a stream that are, or begin with, those of what is gone, by its reason."""
    why = {owner: reason for reason, ids in gone.items() for owner in ids}
    found: dict[str, list[str]] = {}
    for one in sorted(store.live_ids(part.normaliser.scope, part.plan.name), key=_order):
        reason = why.get(one) or why.get(one.partition(":")[0])
        if reason:
            found.setdefault(reason, []).append(one)
    return found


def _bury(
    store: Store, writer: Writer, work: StreamWork, gone: Mapping[str, Sequence[str]]
) -> None:
    for reason, ids in gone.items():
        if reason == ERASED:
            erase(store, writer, work, ids)
            continue
        for start in range(0, len(ids), ROWS_A_PAGE):
            commit = work.normaliser.new_page()
            bury(store, work, ids[start : start + ROWS_A_PAGE], reason, commit)
            write_now(writer, commit)


def open_census(run: SourceRun, work: StreamWork) -> None:
    """Before a stream's first page: nothing is held yet, so what is read from here on was there after now."""
    if work.plan.census is not None and work.known.was_empty:
        run.store.census_done(run.scope, work.plan.name, run.options.now)


def take_census(run: SourceRun, work: StreamWork) -> None:
    """The census at the end of a sync, where one is due; a whole reading from the start is one itself."""
    if work.left_out:
        return
    if work.plan.census is None:
        whole = not work.incremental and not work.resumed and run.source.settings.since is None
        if work.present is not None and whole:
            _settle(run, work)
        return
    last = run.store.census_at(run.scope, work.plan.name)
    drift = _drift(run, work)
    if run.options.full or _due(run, last, drift):
        unheld = _settle(run, work).not_held if run.source.settings.since is None else []
        after = None if unheld else _drift(run, work)
        run.store.census_done(run.scope, work.plan.name, run.options.now, after)
        if unheld:
            _fetch_again(run, work, unheld)
        elif last is not None and None not in (last[1], after) and after != last[1]:
            work.report.warnings.append(_disagreement(work, after or 0))
    elif last is not None and drift is not None and last[1] is None:
        run.store.census_done(run.scope, work.plan.name, last[0], drift)


def _settle(run: SourceRun, work: StreamWork) -> Census:
    held = run.store.live_ids(run.scope, work.plan.name)
    census = count_ids(run.fetcher, work, held, run.store)
    bury_lost(run.store, run.writer, work, census, run.works)
    return census


def _fetch_again(run: SourceRun, work: StreamWork, unheld: Sequence[str]) -> None:
    """Records that the source shows and never gave: the next run reads the stream from the start, once."""
    some = ", ".join(unheld[:_SOME]) + (", …" if len(unheld) > _SOME else "")
    what = f"{len(unheld):,} that the source shows are not held ({some})"
    # a stream that others lead to has no start of its own
    leading = [work, *(run.works[name] for name in work.plan.below)]
    if any(one.incremental for one in leading) and not run.options.full:
        for one in leading:
            run.store.forget_queue(run.scope, one.plan.name)
        work.report.warnings.append(f"{what}; the next sync reads all again")
    else:
        work.report.warnings.append(f"{what}, and reading all did not bring them")


def _due(run: SourceRun, last: tuple[datetime, int | None] | None, drift: int | None) -> bool:
    """Whether the last census is too old, or the source's count has moved away from ours since."""
    if last is None or run.options.now - last[0] > timedelta(days=run.source.settings.census_days):
        return True
    return None not in (drift, last[1]) and drift != last[1]


def _drift(run: SourceRun, work: StreamWork) -> int | None:
    """The source's own count less what is held; vendors' counts are rarely ours, but the difference is steady."""
    if not work.plan.can.counts or work.expected is None:
        return None
    return work.expected - len(run.store.live_ids(run.scope, work.plan.name))


def _disagreement(work: StreamWork, drift: int) -> str:
    held = (work.expected or 0) - drift
    return (
        f"the source counts {work.expected:,} where {held:,} are held, and lists no other ids: "
        "its count holds something that it does not show this account"
    )


def _order(source_id: str) -> tuple[int, str]:
    """Numbers by value, then everything else by name."""
    return (len(source_id), source_id)

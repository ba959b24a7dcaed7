"""How a connector of files goes through a folder: what lies there, what is new, and the batches of a file.

Three streams share this: `Folder` lists the files, one looks at how each is written (`unread`), others read their
rows (`unread`, `first_batch`, `batch_page`). A file is a partition and its version the cursor, so that a
file that has not changed is not opened again.
"""

# ruff: noqa: ARG002 - the kit fixes the signatures

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta

import msgspec

from ..model.base import Record
from . import files
from .connector import Can, Run
from .wire import Answer, Page, RawRecord, Request

FOLDER, LISTING = "folder", "listing"
GONE = "gone"
"""The version of a file that is no more."""


class Folder:
    """What lies there: one record, the list of files."""

    name, needs = FOLDER, ()
    wire = files.Listing
    can = Can()
    lookback = timedelta(0)
    reads: tuple[str, ...] = ()

    def start(self, run: Run) -> Iterable[Request] | None:
        """One look."""
        return [files.listing(run.settings.path)]

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        """The list, as it is."""
        return Page(records=[answer.body])

    def identify(self, listing: files.Listing) -> tuple[str, str | None]:
        """There is one list."""
        return LISTING, None

    def normalise(self, listing: files.Listing, run: Run) -> Iterable[Record]:
        """A list of files says nothing by itself."""
        return ()


def listed(run: Run) -> list[files.FileInfo]:
    """The files that are there; for a stream that needs `folder`."""
    found = run.seen(FOLDER, LISTING)
    return list(found.files) if found else []


def gone(run: Run, looks: str) -> list[files.FileInfo]:
    """Files that were there before, in the version that says so. *looks*: the stream of how each is written."""
    there = {info.name for info in listed(run)}
    names = sorted(name for name in run.ids(looks) if name not in there)
    last = [run.versions(looks, name)[-1].file for name in names]
    return [files.FileInfo(info.path, info.name, 0, GONE) for info in last]


def unread(run: Run, looks: str) -> list[files.FileInfo]:
    """Files that are new, changed or gone since this stream last read them."""
    found = listed(run) + gone(run, looks)
    return [info for info in found if run.cursor(info.name) != info.version]


def first_batch(info: files.FileInfo, layout: files.Layout, run: Run) -> Request:
    """A file from its first row."""
    request = files.rows(info, layout)
    size = run.page_size or files.ROWS
    return request.with_(partition=info.name, body={**request.body, "rows": size})


def batch_page(
    request: Request,
    answer: Answer,
    records_of: Callable[[Sequence[msgspec.Raw]], Sequence[RawRecord]],
) -> Page:
    """A batch as a page; its records have source ids that begin with `FILE:`.

    A file that changed meanwhile is read from its start by the next sync.
    """
    name = request.partition
    if answer.status == files.MISSING:
        return Page(whole=[f"{name}:"], cursor=GONE)
    if answer.status == files.CHANGED:
        return Page(notes=[f"{name} changed while it was read; the next sync reads it"])
    batch = answer.decode(files.Batch)
    records = records_of(batch.rows)
    if batch.next is not None:
        follow = request.with_(body={**request.body, "from": batch.next})
        return Page(records=records, next=follow)
    return Page(records=records, whole=[f"{name}:"], cursor=request.body["version"])

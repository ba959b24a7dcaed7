"""Who is still there: ids for a census, look-ups of what it missed, and Zendesk's own counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Raw, Struct

from productops.kit import Answer, Page, Request, Run

from .common import Id
from .paging import list_next, list_records, peek
from .wire import CountAnswer

# "a comma-separated list of up to 100 ids"
AT_ONCE = 100


class Head(Struct, gc=False):
    """Enough of a record to tell whether it is there."""

    id: Id
    status: str | None = None
    active: bool | None = None
    deleted_at: str | None = None

    @property
    def gone(self) -> bool:
        """Zendesk says that it is deleted; each resource says so in its own way."""
        return self.status == "deleted" or self.active is False or self.deleted_at is not None


class Bare(Struct, gc=False):
    """The id alone, of records whose `active` or `status` means something else."""

    id: Id


def heads(raws: Iterable[Raw]) -> Iterator[Head]:
    """The heads of records; one that has no id is told when it is read in full."""
    for raw in raws:
        if found := peek(raw, Head):
            yield found


def present_and_gone(raws: Iterable[Raw], follow: Request | None) -> Page:
    """A census page of an export, which lists what was deleted too."""
    found = list(heads(raws))
    return Page(
        present=[str(head.id) for head in found if not head.gone],
        gone=[str(head.id) for head in found if head.gone],
        next=follow,
    )


def present(raws: Iterable[Raw], follow: Request | None) -> Page:
    """A census page of a list."""
    ids = [str(found.id) for raw in raws if (found := peek(raw, Bare))]
    return Page(present=ids, next=follow)


def show_many(path: str, ids: Sequence[str]) -> Iterator[Request]:
    """By id, a hundred at once; what is not in the answer is not visible to us."""
    for start in range(0, len(ids), AT_ONCE):
        chunk = ",".join(ids[start : start + AT_ONCE])
        yield Request(path=f"{path}/show_many", query={"ids": chunk}, expect=(403, 404))


def by_id(request: Request, answer: Answer, key: str) -> Page:
    """The page of a `show_many` or a `deleted_…` request."""
    if answer.status in request.expect:
        return Page()
    raws = list_records(answer, key)
    if not isinstance(request.state, dict):
        return present_and_gone(raws, None)
    sought = set(request.state["sought"])
    found = [str(head.id) for head in heads(raws) if str(head.id) in sought]
    left = sorted(sought.difference(found))
    follow = list_next(request, answer) if left else None
    return Page(gone=found, next=follow and follow.with_(state={"sought": left}))


def deleted(path: str, ids: Sequence[str]) -> Request:
    """A walk through a list of deleted records, until every one of *ids* is found."""
    return Request(
        path=path,
        query={"page[size]": AT_ONCE},
        page_size="page[size]",
        state={"sought": list(ids)},
        expect=(403, 404),
    )


def count_of(path: str, run: Run) -> Request | None:
    """Zendesk's own number; it says nothing of a part of the records."""
    return None if run.since else Request(path=path, expect=(403, 404))


def counted(answer: Answer) -> int:
    """The number in the answer to a `count` request, 0 where there is none."""
    if answer.status != 200:  # noqa: PLR2004 - the HTTP status
        return 0
    count = answer.decode(CountAnswer).count
    return (count.value or 0) if count else 0

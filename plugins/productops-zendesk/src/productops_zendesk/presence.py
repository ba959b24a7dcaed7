"""Who is still there: ids for a census, look-ups of what it missed, and Zendesk's own counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from msgspec import Raw, Struct

from productops.kit import Answer, Page, Request, Run
from productops.kit.rows import Id

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
    return _told(list(heads(raws)), follow)


def _told(found: Sequence[Head], follow: Request | None) -> Page:
    return Page(
        present=[str(head.id) for head in found if not head.gone],
        gone=[str(head.id) for head in found if head.gone],
        next=follow,
    )


def present(raws: Iterable[Raw], follow: Request | None) -> Page:
    """A census page of a list."""
    ids = [str(found.id) for raw in raws if (found := peek(raw, Bare))]
    return Page(present=ids, next=follow)


def missed(path: str, ids: Sequence[str], *, many: bool = True, deleted: str = "") -> list[Request]:
    """Why no census shows *ids*: one walk, from the cheapest question to the dearest.

    A record may be shown all the same, stand in the list *deleted*, be no more (404), or be hidden from us (403).

    Args:
        path: the list the records are in.
        many: whether a hundred can be shown at once.
        deleted: the name of the list of deleted records, if there is one.
    """
    state = {"seek": list(ids), "unseen": [], "bin": deleted}
    first = _shown(path, state) if many else _one(path, state)
    return [first] if first and ids else []


def is_search(request: Request) -> bool:
    """Whether a request is part of such a walk."""
    return isinstance(request.state, dict) and "seek" in request.state


def by_id(request: Request, answer: Answer, key: str = "") -> Page:
    """The page of such a walk; *key* is the list in the answer."""
    if request.path.endswith("/show_many"):
        return _of_many(request, answer, key)
    if request.path.rsplit("/", 1)[1].startswith("deleted_"):
        return _of_bin(request, answer)
    return _of_one(request, answer)


def _of_many(request: Request, answer: Answer, key: str) -> Page:
    """A hundred ids; what the answer leaves out is asked for further on."""
    state, path = request.state, request.path.removesuffix("/show_many")
    found = list(heads(list_records(answer, key))) if answer.status not in request.expect else []
    seen = {str(head.id) for head in found}
    asked, rest = state["seek"][:AT_ONCE], state["seek"][AT_ONCE:]
    unseen = state["unseen"] + [one for one in asked if one not in seen]
    if rest:
        return _told(found, _shown(path, {**state, "seek": rest, "unseen": unseen}))
    ask = _bin if unseen and state["bin"] else _one
    return _told(found, ask(path, {**state, "seek": unseen}))


def _of_bin(request: Request, answer: Answer) -> Page:
    """A page of the list of deleted records; an agent may not read it."""
    state, path = request.state, request.state["path"]
    if answer.status in request.expect:
        return Page(next=_one(path, state))
    found = {str(head.id) for head in heads(list_records(answer, state["bin"]))}
    gone = [one for one in state["seek"] if one in found]
    left = {**state, "seek": [one for one in state["seek"] if one not in found]}
    more = list_next(request, answer) if left["seek"] else None
    return Page(gone=gone, next=more.with_(state=left) if more else _one(path, left))


def _of_one(request: Request, answer: Answer) -> Page:
    """A single record: 404 says that it is no more, 403 that it is not shown to us."""
    sought, state = request.state["seek"][0], request.state
    follow = _one(request.path.rpartition("/")[0], {**state, "seek": state["seek"][1:]})
    if answer.status == 404:  # noqa: PLR2004 - the HTTP status
        return Page(gone=[sought], next=follow)
    if answer.status in request.expect:
        return Page(next=follow)
    return Page(present=[sought], next=follow)


def _shown(path: str, state: dict[str, Any]) -> Request:
    """A hundred at once; what is not in the answer is not visible to us, or not there."""
    ids = ",".join(state["seek"][:AT_ONCE])
    return Request(path=f"{path}/show_many", query={"ids": ids}, expect=(403, 404), state=state)


def _bin(path: str, state: dict[str, Any]) -> Request:
    """The list of deleted records, walked until every id is found."""
    return Request(
        path=f"{path.rpartition('/')[0]}/{state['bin']}",
        query={"page[size]": AT_ONCE},
        page_size="page[size]",
        state={**state, "path": path},
        expect=(403, 404),
    )


def _one(path: str, state: dict[str, Any]) -> Request | None:
    if not state["seek"]:
        return None
    return Request(path=f"{path}/{state['seek'][0]}", expect=(403, 404), state=state)


def count_of(path: str, run: Run) -> Request | None:
    """Zendesk's own number; it says nothing of a part of the records."""
    return None if run.since else Request(path=path, expect=(403, 404))


def counted(answer: Answer) -> int:
    """The number in the answer to a `count` request, 0 where there is none."""
    if answer.status != 200:  # noqa: PLR2004 - the HTTP status
        return 0
    count = answer.decode(CountAnswer).count
    return (count.value or 0) if count else 0

"""What tests may do to the account."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from . import ids, lives
from .account import Account, Tie
from .form_plan import BY_GUID
from .kinds import KINDS, kind_of
from .model import NOBODY, Kind, Life
from .setup import owner_keys
from .tickets import TICKETS


def known(name: str) -> Kind:
    """The object with this name."""
    found = kind_of(name)
    if found is None:
        raise ValueError(f"no object {name!r}; known are {', '.join(kind.name for kind in KINDS)}")
    return found


def _index(account: Account, kind: Kind, given: str) -> int:
    index = ids.index_of(kind.base, given)
    if index is None or account.meant(kind, index, account.now) != index:
        raise ValueError(f"no {kind.singular} {given}")
    return index


def _lives(account: Account, kind: Kind, given: Iterable[str]) -> list[tuple[int, Life]]:
    held = account.lives(kind)
    return [(index, held[index]) for index in (_index(account, kind, one) for one in given)]


def _moved(life: Life, at: int) -> Life:
    return life._replace(changes=tuple(sorted((*life.changes, at))))


def crowd(account: Account, count: int, at: int) -> None:
    """*count* tickets that nobody touched since are changed in one millisecond."""
    held = account.lives(TICKETS)
    now = account.now
    quiet = [
        (index, _moved(life, at))
        for index, life in held.items()
        if life.there(now) and life.since <= at and not life.binned(now) and life.modified(now) < at
    ]
    if len(quiet) < count:
        raise ValueError(f"only {len(quiet)} tickets can share a millisecond, not {count}")
    account.change(TICKETS, quiet[:count])


def bulk(account: Account, kind: Kind, count: int, at: int) -> list[str]:
    """Change *count* live records at *at*."""
    if at > account.now:
        raise ValueError("a bulk update happens in the past of the simulated time")
    held = account.lives(kind)
    views = account.views(kind, account.shelf(kind, account.now).live, account.now)
    chosen = [view.index for view in views if view.life.since <= at][:count]
    account.change(kind, [(index, _moved(held[index], at)) for index in chosen])
    return [str(ids.made(kind.base, index)) for index in chosen]


def touch(account: Account, kind: Kind, given: Iterable[str]) -> None:
    """Change records now."""
    found = _lives(account, kind, given)
    account.change(kind, [(index, _moved(life, account.now)) for index, life in found])


def archive(account: Account, kind: Kind, given: Iterable[str]) -> None:
    """Put records into the bin now."""
    found = _lives(account, kind, given)
    account.change(kind, [(index, life._replace(archived=account.now)) for index, life in found])


def erase(account: Account, kind: Kind, given: Iterable[str]) -> None:
    """Make records vanish now."""
    found = _lives(account, kind, given)
    account.change(kind, [(n, life._replace(gone=account.now, into=NOBODY)) for n, life in found])


def merge(account: Account, kind: Kind, primary: str, other: str) -> str:
    """Merge two records now; the id of what comes of it."""
    keeps, loses = _lives(account, kind, (primary, other))
    made = account.number()
    account.change(kind, lives.united(keeps, loses, made, account.now, fresh=account.fresh))
    return str(ids.made(kind.base, made)) if account.fresh else primary


def tie(account: Account, start: tuple[str, str], end: tuple[str, str], label: str | None) -> None:
    """Associate two records now, or cut them apart."""
    kinds = (known(start[0]), known(end[0]))
    first = (kinds[0].name, _index(account, kinds[0], start[1]))
    second = (kinds[1].name, _index(account, kinds[1], end[1]))
    account.ties.append(Tie(account.now, first, second, label))
    account.revision += 1


def leave(account: Account, given: str) -> None:
    """An owner leaves now."""
    for key in owner_keys(account, archived=False):
        if ids.owner(key) == given:
            account.left[key] = account.now
            account.revision += 1
            return
    raise ValueError(f"no owner {given}")


def submit(account: Account, guid: str, at: int, values: Mapping[str, str]) -> None:
    """Somebody sends a form at *at*."""
    if guid not in BY_GUID:
        raise ValueError(f"no form {guid}")
    account.sent.append((guid, at, dict(values)))
    account.revision += 1

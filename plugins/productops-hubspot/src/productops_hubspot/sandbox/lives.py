"""How the lives of records are put together from what happens in the company."""

from __future__ import annotations

from collections.abc import Iterable

from . import ids
from .model import Life


def life(
    born: int, changes: Iterable[int] = (), *, salt: int, archived: int = 0, gone: int = 0
) -> Life:
    """A life from seconds of the company's time; 0 is never."""
    start = ids.ms(born, salt)
    moved = sorted(ids.ms(at, salt) for at in changes if at)
    return Life(
        born=start,
        since=start,
        changes=tuple(at for at in moved if at >= start),
        archived=ids.ms(archived, salt) if archived else 0,
        gone=ids.ms(gone, salt) if gone else 0,
    )


def united(
    keeps: tuple[int, Life], loses: tuple[int, Life], made: int, at: int, *, fresh: bool
) -> list[tuple[int, Life]]:
    """Two records that are merged at *at*; *made* is the number of the new one, if there is one.

    https://developers.hubspot.com/changelog/updated-merge-functionality-for-contacts-and-companies
    """
    (main, first), (other, second) = keeps, loses
    moved = tuple(sorted({*first.changes, at}))
    if not fresh:
        grown = (*first.merged, (at, other))
        return [
            (main, first._replace(changes=moved, merged=grown)),
            (other, second._replace(gone=at, into=main, archived=0)),
        ]
    root = main if first.root < 0 else first.root
    both = (*first.merged, (at, main), (at, other))
    return [
        (main, first._replace(gone=at, into=made, archived=0)),
        (other, second._replace(gone=at, into=made, archived=0)),
        (made, first._replace(since=at, changes=moved, root=root, merged=both)),
    ]

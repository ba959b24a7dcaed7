"""What a record is: its life, its properties, and one look at it.

As in the company, a life is laid out whole and what lies after `now` has not happened yet.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from . import ids

if TYPE_CHECKING:
    from .account import Account

NOBODY = -1


class Life(NamedTuple):
    """All that happens to a record; times are epoch milliseconds, 0 where a thing never happens.

    Attributes:
        born: its create date.
        since: it is there from this moment on; a merge makes a record with an older create date.
        changes: when its modified date moves, in order.
        archived: when it goes to the bin, which moves no date.
        gone: when it vanishes without a trace: merged away, or erased.
        into: what it was merged into; -1 if it was erased.
        root: the record whose content it shows, itself mostly.
        merged: what was merged into it, and when.
    """

    born: int
    since: int
    changes: tuple[int, ...] = ()
    archived: int = 0
    gone: int = 0
    into: int = NOBODY
    root: int = NOBODY
    merged: tuple[tuple[int, int], ...] = ()

    def there(self, at: int) -> bool:
        """Whether it exists, in the bin or not."""
        return self.since <= at and not 0 < self.gone <= at

    def binned(self, at: int) -> bool:
        """Whether it is in the bin."""
        return 0 < self.archived <= at

    def modified(self, at: int) -> int:
        """Its modified date."""
        place = bisect_right(self.changes, at)
        return max(self.born, self.changes[place - 1]) if place else self.born


@dataclass(slots=True)
class View:
    """A record as it stands at a moment; *memo* holds what readers found out."""

    account: Account
    kind: Kind
    index: int
    life: Life
    at: int
    memo: dict[str, Any] = field(default_factory=dict)

    @property
    def root(self) -> int:
        """The record whose content it shows."""
        return self.index if self.life.root == NOBODY else self.life.root

    @property
    def id(self) -> str:
        """Its id."""
        return str(ids.made(self.kind.base, self.index))

    def once(self, key: str, make: Callable[[], Any]) -> Any:
        """Something that several properties need."""
        if key not in self.memo:
            self.memo[key] = make()
        return self.memo[key]


def merged_ids(view: View) -> str | None:
    """`hs_merged_object_ids`: what was merged into a record, joined by semicolons."""
    held = [index for at, index in view.life.merged if at <= view.at]
    return ";".join(str(ids.made(view.kind.base, index)) for index in held) or None


Read = Callable[[View], "str | None"]
Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Property:
    """A property: its definition, and how a record's value is read; without *read* it is never filled.

    Attributes:
        own: the account defined it, the vendor did not.
        options: values and labels.
    """

    name: str
    label: str
    type: str = "string"
    field_type: str = "text"
    read: Read | None = None
    options: Options = ()
    own: bool = False
    calculated: bool = False
    archived: bool = False


def by_name(properties: Iterable[Property]) -> dict[str, Property]:
    """Properties by their names."""
    return {made.name: made for made in properties}


Source = tuple[Callable[["Account"], int], Callable[["Account", int], Iterable[tuple[int, Life]]]]
"""How many roots there are, and the records that come of one root, each with its life."""


@dataclass(frozen=True, slots=True)
class Kind:
    """An object of the CRM.

    Attributes:
        name, singular, type_id: how paths may call it.
        base: where its ids start.
        modified, created: names of its date properties.
        defaults: the properties that come if none are asked for.
        scopes: any of these lets a token read it.
        sources: where records come from.
        searched: properties that a search's `query` looks into.
    """

    name: str
    singular: str
    type_id: str
    base: int
    defaults: tuple[str, ...]
    properties: Mapping[str, Property]
    scopes: tuple[str, ...]
    sources: tuple[Source, ...]
    created: str = "createdate"
    modified: str = "hs_lastmodifieddate"
    searched: tuple[str, ...] = ()

"""What a kind of file is: how to know it, and what its records are as rows. Each module declares its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from productops.kit import Run, files
from productops.model import Record
from productops.model.inventory import DiscoveredIn

from .entry import Entry


def _no_key(_: Entry) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Named:
    """A product that a record names. *alias*: how the record writes it where that differs."""

    id: str
    name: str | None
    alias: str | None = None
    identifiers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind:
    """A kind of file.

    Attributes:
        name: as in the setting `kind`.
        title: as a person reads it (`Okta applications`).
        fits: whether a record is one of this kind.
        rows: the rows of a record; raises `RecordRejected` with *field* where a value does not fit.
        key: what a record is known by within its file; "" where that is its place alone.
        dated, counted: columns that hold dates and amounts, looked at to learn how the file writes them.
        notes: what the user should know of the file, from its first records.
        products: the products that a record names, where many records name one, each in its own way; they become one
            row, *found_in* there.
        checked: tells everything that is wrong with a file that a person keeps, from its first rows and its name, as a
            `SettingsError`; asked by `check` and before a row is read.
    """

    name: str
    title: str
    fits: Callable[[Entry], bool]
    rows: Callable[[Entry, Run], Iterable[Record]]
    key: Callable[[Entry], str] = _no_key
    products: Callable[[Entry], Iterable[Named]] | None = None
    found_in: DiscoveredIn | None = None
    dated: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()
    notes: Callable[[Sequence[Entry]], list[str]] | None = None
    checked: Callable[[Sequence[files.Row], str], object] | None = None

    @property
    def apart(self) -> bool:
        """Whether its records say something of a product only together; a stream of their own reads them."""
        return self.products is not None

    @property
    def keyed(self) -> bool:
        """Whether its records have an id of their own."""
        return self.key is not _no_key

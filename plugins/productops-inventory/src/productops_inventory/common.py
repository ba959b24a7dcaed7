"""Rows that several kinds make alike."""

from __future__ import annotations

from collections.abc import Iterable

from productops.kit import Run
from productops.kit.cells import text_of
from productops.kit.rows import row
from productops.model import CustomValue, Person, Vendor


def address(text: str | None) -> str | None:
    """An address of mail as people are known by it: in lower case; None where it is none."""
    bare = text_of(text).casefold()
    name, _, domain = bare.partition("@")
    return bare if name and "." in domain and " " not in bare else None


def known_by_address(run: Run, mail: str) -> Person:
    """A colleague of whom nothing but the address is known; whether they still are one is not."""
    return row(Person, run, mail, email=mail, person_type="internal")


def vendor_id(run: Run, name: str | None) -> str | None:
    """The id of a publisher; its name in lower case is what it is known by."""
    return run.ref(Vendor, name.casefold()) if name else None


def vendors(run: Run, names: Iterable[str | None]) -> list[Vendor]:
    """A row for each publisher."""
    return [
        row(Vendor, run, name.casefold(), name=name) for name in dict.fromkeys(filter(None, names))
    ]


def web(text: object) -> str | None:
    """*text* if it is a web address."""
    bare = text_of(text)
    return bare if bare.startswith(("https://", "http://")) else None


def beside(**values: object) -> dict[str, CustomValue]:
    """Values that have no column of their own, kept by the source's names; what is empty is left out."""
    return {
        name: CustomValue(name=name, value=value)
        for name, value in values.items()
        if value is not None
    }


def other_names(name: str | None, *more: str | None) -> list[str]:
    """Names besides the first, each once."""
    return [each for each in dict.fromkeys(filter(None, more)) if each != name]

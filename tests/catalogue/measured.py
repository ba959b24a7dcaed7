"""How well rows are matched, counted over pairs of labelled mentions: how often one product is said rightly, and found."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import sqrt
from pathlib import Path
from typing import Any

from productops.catalogue.matching import match
from productops.catalogue.mention import Mention
from productops.catalogue.products import bundled

LABELLED = Path(__file__).with_name("labelled")
Z = 1.959964


@dataclass(frozen=True)
class Measured:
    """Pairs rightly, wrongly and not matched, the last two as `mention / mention`."""

    right: int
    wrong: Sequence[str]
    missed: Sequence[str]

    @property
    def precision(self) -> float:
        return self.right / (self.right + len(self.wrong))

    @property
    def recall(self) -> float:
        return self.right / (self.right + len(self.missed))

    def told(self) -> str:
        """The figures with Wilson intervals of 95 %, and every mistake."""
        lines = [
            f"{name} {share:.3f} {interval(share, self.right + len(others))}"
            for name, share, others in (
                ("precision", self.precision, self.wrong), ("recall", self.recall, self.missed),
            )
        ]  # fmt: skip
        return "\n".join(
            [
                *lines,
                *(f"wrong: {one}" for one in self.wrong),
                *(f"missed: {one}" for one in self.missed),
            ]
        )


def interval(share: float, n: int) -> str:
    """Wilson's interval of 95 %."""
    centre = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z * sqrt(share * (1 - share) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n)
    return f"[{centre - half:.3f}, {centre + half:.3f}]"


def measured(mentions: Sequence[Mention], products: Sequence[str]) -> Measured:
    """Compare what is matched with the label of each mention; an empty label is no product."""
    found = match({str(at): one for at, one in enumerate(mentions)}, bundled())
    right = 0
    wrong: list[str] = []
    missed: list[str] = []
    for one, other in combinations(range(len(mentions)), 2):
        same = bool(products[one]) and products[one] == products[other]
        said = found[str(one)].group == found[str(other)].group
        right += same and said
        if same != said:
            pair = f"{mentions[one].name} / {mentions[other].name}"
            (wrong if said else missed).append(pair)
    return Measured(right, wrong, missed)


def labelled(name: str) -> Measured:
    """The figures of one of the lists."""
    with (LABELLED / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return measured([_mention(row) for row in rows], [row["product"] for row in rows])


def recorded(folder: Path) -> Measured:
    """The same of names that stand in recordings below *folder*."""
    with (LABELLED / "recorded.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = [_name_at(folder / row["file"], row["pointer"]) for row in rows]
    return measured([Mention(name) for name in names], [row["product"] for row in rows])


def _name_at(file: Path, pointer: str) -> str:
    """What stands at a JSON pointer, or at `Column@row` of a CSV."""
    column, at, number = pointer.partition("@")
    if at:
        with file.open(encoding="utf-8-sig", newline="") as held:
            return list(csv.DictReader(held))[int(number) - 1][column]
    found: Any = json.loads(file.read_text("utf-8"))
    for part in pointer.strip("/").split("/"):
        found = found[int(part)] if isinstance(found, list) else found[part]
    return str(found)


def _mention(row: dict[str, str]) -> Mention:
    keys: Iterable[str] = (f"okta:{row['mention']}",) if row["seen_in"] == "okta-key" else ()
    return Mention(row["mention"], row["domain"], row["publisher"], tuple(keys))

"""The matcher against names whose product somebody else labelled before it was written."""

from __future__ import annotations

import hashlib

import pytest
from measured import LABELLED, labelled

PRECISION, RECALL = 0.98, 0.90


def test_the_lists_are_those_that_were_frozen_before_there_was_a_matcher() -> None:
    """A label may change only together with its sum, in a change that says why."""
    lines = (LABELLED / "SHA256SUMS").read_text().splitlines()
    sums = {line.split()[1]: line.split()[0] for line in lines}
    found = {name: hashlib.sha256((LABELLED / name).read_bytes()).hexdigest() for name in sums}
    assert found == sums
    assert set(sums) == {"dev.csv", "held_out.csv", "recorded.csv"}


@pytest.mark.parametrize("name", ["dev.csv", "held_out.csv"])
def test_mentions_of_one_product_are_matched_and_others_are_not(name: str) -> None:
    """Shown with `pytest -rP`: precision and recall with intervals, and every mistake."""
    found = labelled(name)
    print(found.told())  # noqa: T201 - the figures are what this test is for
    assert found.precision >= PRECISION, found.told()
    assert found.recall >= RECALL, found.told()

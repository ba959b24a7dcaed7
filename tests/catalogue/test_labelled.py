"""The matcher against names whose product somebody else labelled before it was written."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from measured import LABELLED, labelled, recorded

PRECISION, RECALL = 0.98, 0.90
SHARED = Path(os.environ.get("PRODUCTOPS_SHARED", Path(__file__).resolve().parents[3] / "shared"))


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


@pytest.mark.vendor
def test_names_in_recordings_are_hardly_ever_matched_wrongly() -> None:
    """Shown with `pytest -rP`. Most are inner services of one vendor, which an import leaves out by their owner.

    Alone, a name such as `AAD App Management` names no product, so recall says little here; a wrong match would.
    """
    if not SHARED.is_dir():
        pytest.skip("the vendors' recordings are not here")
    found = recorded(SHARED / "data" / "tools")
    print(found.told())  # noqa: T201 - as above
    other = [pair for pair in found.wrong if "ACMECORP" not in pair]
    assert len(other) <= 1, other

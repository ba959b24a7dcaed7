"""A score becomes a rating with its scale, or says that it has none."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from productops.kit.ratings import NPS, Scale, group, rating_columns

FIVE = Scale(Decimal(1), Decimal(5))
SEVEN = Scale(Decimal(1), Decimal(7))


@pytest.mark.parametrize(
    ("value", "expected"), [(10, "promoter"), (9, "promoter"), (8, "passive"), (7, "passive"), (6, "detractor"), (0, "detractor")]
)  # fmt: skip
def test_nps_has_three_groups(value: int, expected: str) -> None:
    assert group("nps", Decimal(value), NPS) == expected


def test_nps_on_another_scale_has_no_group() -> None:
    """Ten steps from 1 are not the measure's eleven from 0."""
    assert group("nps", Decimal(9), Scale(Decimal(1), Decimal(10))) is None


@pytest.mark.parametrize(
    ("scale", "groups"),
    [
        (FIVE, ["dissatisfied", "dissatisfied", "neutral", "satisfied", "satisfied"]),
        (SEVEN, ["dissatisfied"] * 2 + ["neutral"] * 3 + ["satisfied"] * 2),
        (Scale(Decimal(5), Decimal(1)), ["satisfied", "satisfied", "neutral", "dissatisfied", "dissatisfied"]),
    ],
)  # fmt: skip
def test_csat_counts_the_upper_two_boxes(scale: Scale, groups: list[str]) -> None:
    first = min(scale.worst, scale.best)
    assert [group("csat", first + step, scale) for step in range(len(groups))] == groups


def test_a_reversed_scale_says_that_lower_is_better() -> None:
    columns = rating_columns("ces", Decimal(1), Scale(Decimal(5), Decimal(1)))
    assert (columns["higher_is_better"], columns["normalized"]) == (False, Decimal(1))


@pytest.mark.parametrize("scale", [None, Scale(Decimal(1), Decimal(1))])
def test_without_a_scale_a_score_is_kept_and_left_out_of_measures(scale: Scale | None) -> None:
    columns = rating_columns("custom", Decimal(4), scale)
    assert columns["rating_value"] == Decimal(4)
    assert (columns["scale_known"], columns["excluded_from_metrics"]) == (False, True)
    assert columns["normalized"] is None
    assert columns["response_group"] is None


@given(st.integers(-20, 20), st.integers(-5, 5), st.integers(-5, 11))
def test_normalized_is_a_share_or_empty(value: int, worst: int, best: int) -> None:
    columns = rating_columns("custom", Decimal(value), Scale(Decimal(worst), Decimal(best)))
    share = columns["normalized"]
    assert columns["scale_known"] is (share is not None)
    assert share is None or 0 <= share <= 1

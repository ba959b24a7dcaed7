"""Scores with their scale. A score without a scale that fits it is told as such, and kept out of measures.

Groups: promoter 9-10, passive 7-8, detractor 0-6 of eleven steps (Reichheld 2003); satisfied is the upper two
steps of five or of seven (CSAT top-2-box), dissatisfied the lower two, neutral what lies between.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ..model.insight import RatingType, ResponseGroup

_PROMOTER, _PASSIVE = 9, 7
_TOP_BOXES = 2


@dataclass(frozen=True, slots=True)
class Scale:
    """Worst and best score, as they are counted in the answers. *labels*: score as text → what stands there."""

    worst: Decimal
    best: Decimal
    labels: Mapping[str, str] = field(default_factory=dict)

    def holds(self, value: Decimal) -> bool:
        """Whether *value* is on the scale."""
        return min(self.worst, self.best) <= value <= max(self.worst, self.best)

    def share(self, value: Decimal) -> Decimal | None:
        """Where *value* lies, 0 (worst) to 1 (best); None off the scale, or where it has one step."""
        if self.worst == self.best or not self.holds(value):
            return None
        return (value - self.worst) / (self.best - self.worst)


NPS = Scale(Decimal(0), Decimal(10))
"""Eleven steps, by the definition of the measure."""


def rating_columns(kind: RatingType, value: Decimal | None, scale: Scale | None) -> dict[str, Any]:
    """The columns of a `rating` that follow from a score and its scale.

    Args:
        scale: None where the source does not tell it; a score off its scale has none that fits.
    """
    share = scale.share(value) if scale and value is not None else None
    known = scale if share is not None else None
    return {
        "rating_type": kind,
        "rating_value": value,
        "worst_rating": known.worst if known else None,
        "best_rating": known.best if known else None,
        "higher_is_better": known is None or known.worst < known.best,
        "scale_known": known is not None,
        "normalized": share,
        "response_group": group(kind, value, known) if known and value is not None else None,
        "excluded_from_metrics": known is None,
    }


def group(kind: RatingType, value: Decimal, scale: Scale) -> ResponseGroup | None:
    """The group a score falls in; None where the kind of rating, or its scale, knows none."""
    if kind == "nps":
        if (scale.worst, scale.best) != (NPS.worst, NPS.best):
            return None
        return "promoter" if value >= _PROMOTER else "passive" if value >= _PASSIVE else "detractor"
    steps = abs(scale.best - scale.worst) + 1
    if kind != "csat" or steps not in (5, 7):
        return None
    place = abs(value - scale.worst) + 1
    if place > steps - _TOP_BOXES:
        return "satisfied"
    return "dissatisfied" if place <= _TOP_BOXES else "neutral"

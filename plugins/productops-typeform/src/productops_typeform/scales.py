"""Questions that are scores: from where to where, and of what kind."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from productops.kit.ratings import NPS, Scale
from productops.model.insight import RatingType

from .wire import Field, Properties

UNKNOWN: dict[str, RatingType] = {"nps": "nps", "rating": "custom", "opinion_scale": "custom"}
"""Kinds of score, of questions whose form nobody has."""
_MOST_STEPS = 100


def scale(field: Field) -> Scale | None:
    """Worst and best; an opinion scale starts at 0 unless it says otherwise, a rating at 1."""
    held = field.properties
    labels = _labels(held)
    if field.type == "nps":
        return replace(NPS, labels=_placed(labels, NPS))
    if field.type not in ("opinion_scale", "rating") or held is None or held.steps is None:
        return None
    if not 1 < held.steps <= _MOST_STEPS:
        return None
    first = 1 if field.type == "rating" or held.start_at_one else 0
    found = Scale(Decimal(first), Decimal(first + held.steps - 1))
    return replace(found, labels=_placed(labels, found))


def _labels(properties: Properties | None) -> dict[str, str]:
    held = (properties.labels if properties else None) or {}
    return {side: text for side, text in held.items() if isinstance(text, str) and text}


def _placed(labels: dict[str, str], scale: Scale) -> dict[str, str]:
    """What stands at the ends and in the middle, by its score."""
    middle = (scale.worst + scale.best) / 2
    places = {"left": scale.worst, "center": middle, "right": scale.best}
    return {str(at): labels[side] for side, at in places.items() if side in labels}


def rating(field: Field) -> RatingType | None:
    """What a score means; None where the question is none. Drawn as stars, it is one of stars."""
    if field.type == "nps":
        return "nps"
    if field.type == "rating":
        shape = field.properties.shape if field.properties else None
        return "stars" if shape in (None, "star") else "custom"
    return "custom" if field.type == "opinion_scale" else None

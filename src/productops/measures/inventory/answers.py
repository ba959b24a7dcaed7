"""Every answer about the tools by the name that it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from inspect import signature

from ...errors import SettingsError, did_you_mean
from ..answer import Answer
from .costs import cost_per_active_user
from .features import unused_features
from .graph import graph
from .overlap import overlap
from .recoverable import recoverable
from .renewals import renewals
from .risks import risks
from .scorecard import scorecard
from .seats import seats
from .spend import spend
from .support import support
from .training import training
from .unsanctioned import unsanctioned
from .unused import unused

Measure = Callable[..., Answer]

ANSWERS: Mapping[str, Measure] = {
    "seats": seats,
    "recoverable": recoverable,
    "cost": cost_per_active_user,
    "renewals": renewals,
    "overlap": overlap,
    "unsanctioned": unsanctioned,
    "integrations": graph,
    "training": training,
    "scorecard": scorecard,
    "risks": risks,
    "spend": spend,
    "support": support,
    "unused": unused,
    "features": unused_features,
}
"""Name → the measure."""


def named(name: str) -> Measure:
    """The measure of that name.

    Raises:
        SettingsError: there is none.
    """
    if name not in ANSWERS:
        hint = did_you_mean(name, ANSWERS) or f"Known: {', '.join(ANSWERS)}."
        raise SettingsError(f'there is no answer "{name}"', where="tools", hint=hint)
    return ANSWERS[name]


def takes(measure: Measure, option: str) -> bool:
    """Whether a measure has this option."""
    return option in signature(measure).parameters

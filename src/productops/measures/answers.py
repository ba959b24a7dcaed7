"""Every answer about the tools by the name that it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from inspect import signature

from ..errors import SettingsError, did_you_mean
from .answer import Answer
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

ANSWERS: Mapping[str, tuple[Measure, str]] = {
    "seats": (seats, "seats bought, given and used, and those of people who are gone"),
    "recoverable": (recoverable, "what can be saved at the next renewal"),
    "cost": (cost_per_active_user, "what each tool costs for each person who uses it"),
    "renewals": (renewals, "what renews when, and until when to decide"),
    "overlap": (overlap, "tools that do the same, and for whom"),
    "unsanctioned": (unsanctioned, "tools that nobody approved, seen in sign-ins or expenses"),
    "integrations": (graph, "what data flows where, single points of failure, copying by hand"),
    "training": (training, "who should have been trained, and who has"),
    "scorecard": (scorecard, "best practices that each tool keeps, and those it lacks"),
    "risks": (risks, "what could go wrong, the worst first"),
    "spend": (spend, "what goes to which vendor, team or tool, and how much hangs on one"),
    "support": (support, "feedback that names a tool, by people who use it"),
    "unused": (unused, "tools that nobody uses"),
    "features": (unused_features, "features of your own product that nobody uses"),
}
"""Name → the measure, and what it tells."""


def named(name: str) -> Measure:
    """The measure of that name.

    Raises:
        SettingsError: there is none.
    """
    if name not in ANSWERS:
        hint = did_you_mean(name, ANSWERS) or f"Known: {', '.join(ANSWERS)}."
        raise SettingsError(f'there is no answer "{name}"', where="tools", hint=hint)
    return ANSWERS[name][0]


def takes(measure: Measure, option: str) -> bool:
    """Whether a measure has this option."""
    return option in signature(measure).parameters

"""What people decide: kinds, what each has to say, and how it is told to whoever reads rows under it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from ..errors import SettingsError, did_you_mean
from ..model.ids import record_id
from .matching import Decided

if TYPE_CHECKING:
    from ..store.base import Decision

SAME_TOOL, OWN_TOOL, RENEWAL = "same_tool", "own_tool", "renewal"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of decision: what it is about, what its detail holds, and what is allowed there."""

    subject: str
    about: str
    detail: Mapping[str, tuple[str, ...]]


KINDS: Mapping[str, Kind] = {
    SAME_TOOL: Kind("tool", "a row of `tool` is the product that another row is", {"same_as": ()}),
    OWN_TOOL: Kind("tool", "a row of `tool` is a product of its own", {}),
    RENEWAL: Kind(
        "contract",
        "what becomes of a contract when it renews",
        {"decision": ("renew", "renegotiate", "reduce", "cancel"), "renewal_date": ()},
    ),
}
"""By name."""


def decision_id(kind: str, subject_id: str, detail: Mapping[str, Any]) -> str:
    """The id of a decision: what says the same has the same, so that deciding twice is deciding once.

    Raises:
        SettingsError: there is no such kind, or its detail is not what it has to say.
    """
    _must_fit(kind, subject_id, detail)
    said = [f"{name}={detail[name]}" for name in sorted(detail)]
    return record_id("productops", "", "decision", "\x1f".join([kind, subject_id, *said]))


def _must_fit(kind: str, subject_id: str, detail: Mapping[str, Any]) -> None:
    if kind not in KINDS:
        hint = did_you_mean(kind, KINDS) or f"Known: {', '.join(KINDS)}."
        raise SettingsError(f'there is no decision of kind "{kind}"', where="kind", hint=hint)
    wanted = KINDS[kind]
    if not subject_id.startswith(f"{wanted.subject}_"):
        raise SettingsError(
            f'"{subject_id}" is no id of a row of {wanted.subject}', where="subject",
            hint=f"A decision of kind {kind} says: {wanted.about}.",
        )  # fmt: skip
    if set(detail) != set(wanted.detail):
        names = ", ".join(wanted.detail) or "nothing"
        raise SettingsError(f"{kind} takes {names} besides its subject", where="detail")
    for name, allowed in wanted.detail.items():
        if allowed and detail[name] not in allowed:
            hint = did_you_mean(str(detail[name]), allowed) or f"One of {', '.join(allowed)}."
            raise SettingsError(f'{name} cannot be "{detail[name]}"', where="detail", hint=hint)
    if "renewal_date" in wanted.detail and not _is_day(detail["renewal_date"]):
        raise SettingsError(
            f'renewal_date cannot be "{detail["renewal_date"]}"',
            where="detail",
            hint="Write it as 2026-03-31.",
        )


def _is_day(told: object) -> bool:
    """Whether it reads as the renewals' own dates do; another form would never be met by one."""
    try:
        return date.fromisoformat(str(told)).isoformat() == str(told)
    except ValueError:
        return False


def about_tools(decisions: Iterable[Decision]) -> list[Decided]:
    """What was decided of matches of tools, in the order it was."""
    return [
        Decided(one.id, one.subject_id, one.detail.get("same_as"))
        for one in decisions
        if one.kind in (SAME_TOOL, OWN_TOOL)
    ]


def about_renewals(decisions: Iterable[Decision]) -> dict[str, tuple[str, str]]:
    """Id of a contract → what was decided last, and for which renewal (ISO date)."""
    return {
        one.subject_id: (str(one.detail["decision"]), str(one.detail["renewal_date"]))
        for one in decisions
        if one.kind == RENEWAL
    }

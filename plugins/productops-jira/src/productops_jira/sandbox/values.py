"""What an issue says in its custom fields."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from productops.sandbox.dice import Dice

from . import adf, ids, people, plan, requests
from .desk import Desk
from .fields import CUSTOM, Field
from .lives import Issue
from .setup import version
from .state import State

_DAY = 86_400_000
_PARTS = ("Editor", "Import", "Limits")


def custom_fields(desk: Desk, issue: Issue, state: State) -> dict[str, Any]:
    """Every custom field of the issue's project, null where nothing is said."""
    dice = Dice(desk.account.company.seed, "jira fields", issue.index)
    found: dict[str, Any] = {}
    for field in CUSTOM:
        draw, share = dice.draw(), dice.share()
        if field.only is not None and field.only != state.project:
            continue
        own = _OWN.get(field.id)
        if own:
            found[field.key] = own(desk, issue, state)
        else:
            found[field.key] = (
                _VALUES[field.type](desk, issue, field, draw) if share < field.fill else None
            )
    return found


def option(desk: Desk, field: Field, which: int) -> dict[str, Any]:
    """A chosen option."""
    id_ = 10_000 + field.id % 1_000 * 10 + which
    return {
        "self": desk.link(f"customFieldOption/{id_}"),
        "value": field.options[which],
        "id": str(id_),
    }


def _one(desk: Desk, _: Issue, field: Field, draw: int) -> dict[str, Any]:
    return option(desk, field, draw % len(field.options))


def _nested(desk: Desk, issue: Issue, field: Field, draw: int) -> dict[str, Any]:
    made = _one(desk, issue, field, draw)
    if draw % 3 == 0:
        return made
    id_ = int(made["id"]) * 10 + draw % 3
    child = {
        "self": desk.link(f"customFieldOption/{id_}"),
        "value": _PARTS[draw % 3],
        "id": str(id_),
    }
    return made | {"child": child}


def _user(desk: Desk, _: Issue, __: Field, draw: int) -> dict[str, Any]:
    return people.user(desk, draw % desk.account.company.colleagues)


def _string(_: Desk, issue: Issue, field: Field, draw: int) -> Any:
    if field.kind.endswith("textarea"):
        lines = [
            f"{field.name}: checked with {draw % 40} boards",
            "Nobody is signed out",
            "Totals agree",
        ]
        return adf.doc(adf.paragraph(lines[0]), adf.items("bulletList", lines[1:]))
    if field.kind.endswith("url"):
        return f"https://design.fernhill.example/file/{draw:05d}"
    return f"{field.name.split()[0].upper()}-{issue.index}-{draw % 1_000}"


def _array(desk: Desk, issue: Issue, field: Field, draw: int) -> list[Any]:
    if field.items == "option":
        return [option(desk, field, n) for n in sorted({draw % 3, draw // 3 % 3})]
    if field.items == "user":
        return [_user(desk, issue, field, n) for n in range(draw % 3 + 1)]
    return sorted({("EMEA", "AMER", "APAC")[draw % 3], ("EMEA", "retail")[draw & 1]})


def _group(desk: Desk, _: Issue, __: Field, draw: int) -> dict[str, Any]:
    index = draw % len(people.GROUPS)
    id_ = people.group_id(index)
    return {"name": people.GROUPS[index], "groupId": id_, "self": desk.link(f"group?groupId={id_}")}


_VALUES: dict[str, Callable[[Desk, Issue, Field, int], Any]] = {
    "option": _one,
    "option-with-child": _nested,
    "user": _user,
    "string": _string,
    "array": _array,
    "group": _group,
    "number": lambda _, __, ___, draw: draw % 500 / 4,
    "date": lambda _, issue, __, draw: ids.day(issue.created + draw % 60 * _DAY),
    "datetime": lambda desk, issue, _, draw: desk.stamp(issue.created + draw * 100_000),
    "version": lambda desk, _, __, draw: version(desk, plan.FERN, draw % len(plan.VERSIONS)),
    "any": lambda _, __, ___, draw: {
        "gauge": draw % 100,
        "parts": [{"name": "speed", "value": draw % 7}],
    },
    "team": lambda _, __, ___, draw: {
        "id": ids.uuid_of("team", draw % 5),
        "name": people.GROUPS[draw % 5],
    },
}


def _sprint(desk: Desk, issue: Issue, state: State) -> Any:
    if state.sprint is None:
        return None
    at = issue.created + 20 * _DAY
    return [{
        "id": state.sprint, "name": f"Boards sprint {state.sprint}", "state": "closed" if state.resolved else "active",
        "boardId": 1, "goal": "", "startDate": desk.stamp(at), "endDate": desk.stamp(at + 14 * _DAY),
    }]  # fmt: skip


def _flagged(desk: Desk, _: Issue, state: State) -> Any:
    field = next(field for field in CUSTOM if field.name == "Flagged")
    return [option(desk, field, 0)] if state.flagged else None


def _epic(desk: Desk, issue: Issue, _: State) -> str | None:
    parent = issue.parent
    return (
        desk.account.issue_key(parent) if parent is not None and issue.type != "subtask" else None
    )


def _sla(name: str, hours: int) -> Callable[[Desk, Issue, State], Any]:
    def make(desk: Desk, issue: Issue, state: State) -> Any:
        if state.project != plan.HELP:
            return None
        return requests.sla(desk, issue, state, name, hours)

    return make


def _desk_only(make: Callable[[Desk, Issue, State], Any]) -> Callable[[Desk, Issue, State], Any]:
    return lambda desk, issue, state: (
        make(desk, issue, state) if state.project == plan.HELP else None
    )


_OWN: dict[int, Callable[[Desk, Issue, State], Any]] = {
    10_000: lambda _, __, ___: "{}",
    10_002: _desk_only(lambda desk, issue, _: requests.organisations_of(desk, issue)),
    10_010: _desk_only(requests.request_type_value),
    10_014: _epic,
    10_016: lambda _, __, state: None if state.points is None else float(state.points),
    10_019: lambda _, issue, __: f"0|i{issue.index:05x}:",
    10_020: _sprint,
    10_021: _flagged,
    10_030: _desk_only(
        lambda _, issue, state: {"rating": requests.score(issue)} if state.rated else None
    ),
    10_031: _desk_only(lambda desk, _, state: desk.stamp_or_none(state.rated)),
    10_032: _sla("Time to resolution", 48),
    10_033: _sla("Time to first response", 8),
    10_034: _desk_only(lambda _, __, ___: []),
    10_061: lambda _, __, state: float(len(state.comments) + state.votes // 3),
}

"""Which questions a person has surely seen: the form's jumps, walked with the person's answers.

Typeform leaves out questions that were not answered and does not say why. What the rules cannot settle here
(variables, unknown operators) counts as not seen, up to the next question that was answered.
https://www.typeform.com/developers/create/logic-jumps/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .conditions import Given, holds
from .questions import Leaf, Wording
from .wire import Rules

_UNKNOWN = -1
"""Where the rules lead nobody knows where."""


def seen(wording: Wording, given: Given, *, completed: bool) -> set[str]:
    """Ids of the fields that were surely shown."""
    return set(_Walk(wording, given, completed=completed).path())


class _Walk:
    """One person's way through one version of a form."""

    def __init__(self, wording: Wording, given: Given, *, completed: bool) -> None:
        self._leaves = wording.leaves
        self._given = given
        self._rules = _by_ref(wording.record.form.logic or ())
        self._places = _places(wording.leaves)
        self._answered = [n for n, leaf in enumerate(self._leaves) if given.answered(leaf.field)]
        # a response that was not sent in ends with its last answer
        last = self._answered[-1] if self._answered else -1
        self._end = len(self._leaves) if completed else last + 1

    def path(self) -> Iterator[str]:
        """Ids of the fields on the way, each once."""
        at = self._resumed(-1) if "" in self._rules else 0
        been: set[int] = set()
        while 0 <= at < self._end and at not in been:
            been.add(at)
            yield self._leaves[at].field.id
            following = self._after(at)
            at = self._resumed(at) if following == _UNKNOWN else following

    def _resumed(self, at: int) -> int:
        """The next question that was answered: the person came there, whatever the way."""
        return next((n for n in self._answered if n > at), self._end)

    def _after(self, at: int) -> int:
        """The place after a question, by its own rules and those of groups that end with it."""
        for ref in self._ending(at):
            for action in self._rules.get(ref, ()):
                if action.get("action") != "jump":
                    continue
                verdict = holds(action.get("condition"), self._given)
                if verdict is None:
                    return _UNKNOWN
                if verdict:
                    return self._target(action)
        return at + 1

    def _ending(self, at: int) -> Iterator[str]:
        leaf = self._leaves[at]
        following = self._leaves[at + 1] if at + 1 < len(self._leaves) else None
        if leaf.field.ref:
            yield leaf.field.ref
        for group in reversed(leaf.above):
            if following is not None and any(group is other for other in following.above):
                return
            if group.ref:
                yield group.ref

    def _target(self, action: Mapping[str, Any]) -> int:
        details = action.get("details")
        to = details.get("to") if isinstance(details, dict) else None
        if not isinstance(to, dict):
            return _UNKNOWN
        if to.get("type") == "field":
            return self._places.get(str(to.get("value")), _UNKNOWN)
        return self._end


def _by_ref(logic: Sequence[Rules]) -> dict[str, list[dict[str, Any]]]:
    """Actions by the reference of their field; "" holds those that come before the first question."""
    found: dict[str, list[dict[str, Any]]] = {}
    for rules in logic:
        ref = rules.ref if rules.type == "field" else ""
        found.setdefault(ref or "", []).extend(rules.actions or ())
    return {ref: actions for ref, actions in found.items() if actions}


def _places(leaves: Sequence[Leaf]) -> dict[str, int]:
    """Where a jump to a reference leads; a group is entered at its first question."""
    found: dict[str, int] = {}
    for place, leaf in enumerate(leaves):
        for field in (*leaf.above, leaf.field):
            if field.ref:
                found.setdefault(field.ref, place)
    return found

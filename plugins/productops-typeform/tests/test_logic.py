"""Which questions were surely shown: jumps, conditions of every kind, groups, what cannot be known."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from tf import FORM, answered, field, form, of, said

from productops_typeform.conditions import Given, holds
from productops_typeform.response_wire import Answer

ABC = [field(name, "number") for name in "abc"]


def jump(to: str, op: str = "always", *parts: Any, kind: str = "field") -> dict[str, Any]:
    return {
        "action": "jump",
        "details": {"to": {"type": kind, "value": to}},
        "condition": {"op": op, "vars": list(parts)},
    }


def after(ref: str, *actions: Any) -> dict[str, Any]:
    return {"type": "field", "ref": ref, "actions": list(actions)}


def var(kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "value": value}


def _state(answer: dict[str, Any]) -> str:
    if answer.get("not_shown"):
        return "not shown"
    return "skipped" if answer.get("skipped") else "answered"


def ways(definition: Any, *answers: Any, **more: Any) -> dict[str, str]:
    """Question → how it stands."""
    found = of("answer", answered(definition, *answers, **more))
    return {a["question_ref"]: _state(a) for a in found}


def number(name: str, value: int) -> dict[str, Any]:
    return said(name, "number", "number", value)


def test_without_rules_everything_is_shown() -> None:
    """So what is empty was skipped."""
    assert ways(form(*ABC), number("b", 1)) == {"a": "skipped", "b": "answered", "c": "skipped"}


def test_what_is_jumped_over_was_not_shown() -> None:
    """Where the condition holds; otherwise the form goes on."""
    rules = [after("a", jump("c", "greater_than", var("field", "a"), var("constant", 3)))]
    definition = form(*ABC, logic=rules)
    assert ways(definition, number("a", 5)) == {"a": "answered", "b": "not shown", "c": "skipped"}
    assert ways(definition, number("a", 2)) == {"a": "answered", "b": "skipped", "c": "skipped"}


def test_the_first_rule_that_holds_decides() -> None:
    """Then comes the one for everybody else, and an ending is the end."""
    rules = [
        after(
            "a",
            jump("b", "equal", var("field", "a"), var("constant", 1)),
            jump("bye", kind="thankyou"),
        )
    ]
    definition = form(*ABC, logic=rules)
    assert ways(definition, number("a", 1))["b"] == "skipped"
    assert ways(definition, number("a", 2)) == {"a": "answered", "b": "not shown", "c": "not shown"}


def test_an_ending_is_the_end_whatever_an_older_answer_says() -> None:
    """What a person answered on a way they left again proves nothing of what comes after it."""
    rules = [after("a", jump("bye", kind="thankyou"))]
    found = ways(form(*ABC, logic=rules), number("a", 1), number("b", 2))
    assert found == {"a": "answered", "b": "answered", "c": "not shown"}


def test_calculations_are_no_jumps() -> None:
    """They only change variables."""
    add = {
        "action": "add",
        "details": {"target": var("variable", "score"), "value": var("constant", 1)},
        "condition": {"op": "always", "vars": []},
    }
    assert ways(form(*ABC, logic=[after("a", add)]))["b"] == "skipped"


def test_what_depends_on_a_variable_is_not_known() -> None:
    """Nothing is surely shown then, until the next answer: there the person was."""
    rules = [after("a", jump("c", "greater_than", var("variable", "score"), var("constant", 3)))]
    four = [*ABC, field("d", "number"), field("e", "number")]
    found = ways(form(*four, logic=rules), number("a", 1), number("d", 2))
    assert found == {
        "a": "answered",
        "b": "not shown",
        "c": "not shown",
        "d": "answered",
        "e": "skipped",
    }


def test_a_jump_to_nowhere_is_not_known_either() -> None:
    """A form may refer to a question that was deleted."""
    assert ways(form(*ABC, logic=[after("a", jump("gone"))]), number("c", 1))["b"] == "not shown"


def test_what_is_demanded_and_empty_was_not_shown() -> None:
    """Nobody gets past it; a response that was sent in proves that it was not on the way."""
    definition = form(field("a", "number"), field("b", "number", required=True))
    assert ways(definition, number("a", 1))["b"] == "not shown"


def test_a_group_is_entered_at_its_first_question_and_left_by_its_own_rule() -> None:
    """After the last of its questions."""
    group = field("g", "group", fields=[field("x", "number"), field("y", "number")])
    rules = [after("a", jump("g")), after("g", jump("c"))]
    definition = form(
        field("a", "number"),
        field("b", "number"),
        group,
        field("z", "number"),
        field("c", "number"),
        logic=rules,
    )
    assert ways(definition, number("a", 1)) == {
        "a": "answered", "b": "not shown", "x": "skipped", "y": "skipped", "z": "not shown", "c": "skipped",
    }  # fmt: skip


def test_rules_that_lead_in_circles_end() -> None:
    """Each question is passed once."""
    assert ways(form(*ABC, logic=[after("b", jump("a"))])) == {
        "a": "skipped",
        "b": "skipped",
        "c": "not shown",
    }


def test_rules_before_the_first_question_leave_the_start_open() -> None:
    """What the link carried decides where a person begins."""
    rules = [{"type": "hidden", "ref": "plan", "actions": [jump("b")]}]
    assert ways(form(*ABC, logic=rules), number("b", 1))["a"] == "not shown"


PICKED = {
    "field": {"id": "id-p", "type": "multiple_choice"},
    "choices": {"ids": ["c1"], "refs": ["one"], "labels": ["One"], "other": "x"},
}
GIVEN = {
    "n": {"field": {"id": "id-n"}, "number": 5},
    "t": {"field": {"id": "id-t"}, "text": "Hello World"},
    "y": {"field": {"id": "id-y"}, "boolean": True},
    "d": {"field": {"id": "id-d"}, "date": "2026-01-05"},
    "p": PICKED,
}


@pytest.mark.parametrize(
    ("op", "left", "right", "expected"),
    [
        ("equal", "n", 5, True), ("equal", "n", "5.0", True), ("not_equal", "n", 5, False), ("lower_than", "n", 6, True),
        ("lower_equal_than", "n", 5, True), ("greater_than", "n", 5, False), ("greater_equal_than", "n", 5, True),
        ("lower_than", "n", "many", None),
        ("begins_with", "t", "hello", True), ("ends_with", "t", "WORLD", True), ("contains", "t", "o w", True),
        ("not_contains", "t", "z", True), ("is", "t", "hello world", True), ("is_not", "t", "x", True),
        ("is", "y", True, True), ("is", "y", False, False), ("is_not", "y", False, True),
        ("on", "d", "2026-01-05", True), ("not_on", "d", "2026-01-05", False), ("earlier_than", "d", "2026-01-06", True),
        ("earlier_than_or_on", "d", "2026-01-05", True), ("later_than", "d", "2026-01-05", False),
        ("later_than_or_on", "d", "2026-01-05", True), ("later_than", "d", "soon", None),
        ("is", "p", "one", True), ("is", "p", "two", False), ("is_not", "p", "one", False), ("is", "p", "other", True),
        ("is", "nothing", "one", False), ("is_not", "nothing", "one", True), ("greater_than", "nothing", 1, False),
        ("sounds_like", "t", "x", None),
    ],
)  # fmt: skip
def test_each_comparison(op: str, left: str, right: Any, expected: bool | None) -> None:
    """True, false, or not to be known; no answer is equal to nothing."""
    answers = {ref: msgspec.convert(value, Answer) for ref, value in GIVEN.items()}
    given = Given({each.field.id: each for each in answers.values()}, answers)
    kind = "choice" if left == "p" else "constant"
    condition = {"op": op, "vars": [var("field", left), var(kind, right)]}
    assert holds(condition, given) is expected


@pytest.mark.parametrize(
    ("op", "parts", "expected"),
    [
        ("and", [True, True], True), ("and", [True, False], False), ("and", [None, False], False), ("and", [None, True], None),
        ("or", [False, True], True), ("or", [None, True], True), ("or", [None, False], None), ("or", [False, False], False),
        ("and", [], None),
    ],
)  # fmt: skip
def test_conditions_together(op: str, parts: list[bool | None], expected: bool | None) -> None:
    """What is not known matters only where it decides."""
    known = {
        True: {"op": "always", "vars": []},
        False: {"op": "is", "vars": [var("constant", 1), var("constant", 2)]},
        None: {"op": "is", "vars": [var("variable", "score"), var("constant", 2)]},
    }
    assert holds({"op": op, "vars": [known[part] for part in parts]}, Given({}, {})) is expected


def test_what_the_link_carried_can_decide() -> None:
    """Hidden fields are compared like answers."""
    rules = [after("a", jump("c", "is", var("hidden", "plan"), var("constant", "pro")))]
    definition = form(*ABC, logic=rules)
    assert ways(definition, number("a", 1), hidden={"plan": "pro"})["b"] == "not shown"
    assert ways(definition, number("a", 1), hidden={"plan": "free"})["b"] == "skipped"
    assert FORM

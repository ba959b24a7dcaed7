"""What was sent in by forms: newest first, without any filter.

https://developers.hubspot.com/docs/api-reference/legacy/marketing/forms/v1/get-form-integrations-v1-submissions-forms-form_guid
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from typing import Any

from productops.sandbox import talk
from productops.sandbox.cases import Case
from productops.sandbox.dice import Dice
from productops.sandbox.wire import Call, Reply, as_json

from . import answers, ids
from .account import Account
from .desk import Desk, onwards, whole
from .form_plan import BLOG, BY_GUID, Field, Form
from .forms import asked

DEFAULT, MOST = 20, 50
Sent = tuple[int, str, list[dict[str, Any]]]
"""When, its id, and the values."""


def page(call: Call, desk: Desk, guid: str) -> Reply:
    """`GET /form-integrations/v1/submissions/forms/{guid}`."""
    form = BY_GUID.get(guid)
    if form is None:
        return answers.missing(f"No form found with guid {guid}")
    if form.type == BLOG:
        return answers.no_form_submissions()
    limit = whole(call.first.get("limit"), DEFAULT)
    after = _place(call.first.get("after", ""))
    if limit is None or not 1 <= limit <= MOST:
        return answers.invalid(f"Invalid limit: must be between 1 and {MOST}")
    if after is None:
        return answers.invalid("after: invalid paging cursor")
    places = [place for place in _places(desk.account, form) if place < after]
    chosen = places[:limit]
    body: dict[str, Any] = {"results": [_row(desk.account, form, place) for place in chosen]}
    if len(places) > limit:
        body["paging"] = onwards(call, _cursor(chosen[-1]))
    return as_json(body)


def _cursor(place: tuple[int, int]) -> str:
    return urlsafe_b64encode(f"{place[0]}:{place[1]}".encode()).decode()


def _place(cursor: str) -> tuple[int, int] | None:
    """The submission after which a page starts; beyond all of them without a cursor."""
    if not cursor:
        return (1 << 62, 0)
    try:
        at, _, number = urlsafe_b64decode(cursor).decode().partition(":")
        return int(at), int(number)
    except (NotBase64, ValueError):
        return None


def count(account: Account, form: Form) -> int:
    """How many submissions a form has."""
    return len(_places(account, form))


def _places(account: Account, form: Form) -> list[tuple[int, int]]:
    """(when, number) of a form's submissions, newest first; those of tests have numbers below zero."""

    def make() -> list[tuple[int, int]]:
        book = account.forms
        known = range(form.first, book.cases(account.now // ids.SECOND), form.every or 1)
        found = [(ids.ms(book.opened(n), n), n) for n in known] if form.every else []
        found += [(at, -1 - n) for n, (guid, at, _) in enumerate(account.sent) if guid == form.guid and at <= account.now]  # fmt: skip
        return sorted(found, reverse=True)

    made: list[tuple[int, int]] = account.once(("submissions", form.key), make)
    return made


def conversion(form: Form, number: int) -> str:
    """The id of a submission."""
    return ids.uuid_of("conversion", form.key, number)


def _row(account: Account, form: Form, place: tuple[int, int]) -> dict[str, Any]:
    at, number = place
    values = _given(account, form, at, number) if number >= 0 else _by_test(account, number)
    return {
        "conversionId": conversion(form, number),
        "submittedAt": at,
        "values": values,
        "pageUrl": f"https://www.fernhill.example/forms/{form.key}",
    }


def _by_test(account: Account, number: int) -> list[dict[str, Any]]:
    return [_value(name, part) for name, text in account.sent[-1 - number][2].items() for part in text.split(";")]  # fmt: skip


def _value(name: str, value: str) -> dict[str, Any]:
    return {"name": name, "value": value, "objectTypeId": "0-1"}


def _given(account: Account, form: Form, at: int, number: int) -> list[dict[str, Any]]:
    """The values of a submission; a name comes once for each of its values."""
    dice = Dice(account.company.seed, "submission", form.key, number)
    case = account.forms.case(number)
    told: dict[str, list[str]] = {}
    for field in form.fields:
        answers_it, draw = dice.below(10) < field.share, dice.below(1_000)
        hidden = field.shown_if and told.get(field.shown_if[0]) != [field.shown_if[1]]
        if answers_it and not hidden and asked(account, field, at):
            told[field.name] = _answer(account, case, field, draw)
    return [_value(name, value) for name, values in told.items() for value in values]


def _answer(account: Account, case: Case, field: Field, draw: int) -> list[str]:
    person = account.forms.person(case.requester)
    if field.options and field.type == "multiple_checkboxes":
        return [value for n, (value, _) in enumerate(field.options) if draw >> n & 1] or [field.options[0][0]]  # fmt: skip
    if field.options:
        chosen = (
            case.area
            if field.name == "product_area"
            else field.options[draw % len(field.options)][0]
        )
        return [chosen]
    known = {
        "email": person.email,
        "firstname": person.name.split(" ")[0],
        "seats": str(draw % 90 + 1),
        "deal_at_risk": "true",
        "phone": f"+1 555 01{draw % 100:02d}",
        "team_size": str(draw % 40 + 2),
        "campaign": f"spring-{2024 + draw % 3}",
        "competitor_named": ("Loomwork", "Tallyboard", "Northgrid")[draw % 3],
    }
    return [known.get(field.name) or talk.remark(account.forms, case)]

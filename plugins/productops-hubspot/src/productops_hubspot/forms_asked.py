"""A form as questions.

A field is a property, so its name is unique in a form only; that of another object than the contact has the object
before it. https://developers.hubspot.com/docs/api-reference/legacy/marketing/forms/v3-forms/guide
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from productops.errors import RecordRejected
from productops.kit.surveys import Asked, Choice

from .forms_wire import Condition, Field, Form, Group
from .values import as_moment, split

CONTACT = "0-1"
TYPES = {
    "email": "contact", "phone": "contact", "mobile_phone": "contact", "number": "number",
    "single_line_text": "short_text", "multi_line_text": "long_text", "single_checkbox": "yes_no",
    "multiple_checkboxes": "multi_choice", "dropdown": "dropdown", "radio": "single_choice",
    "datepicker": "date", "file": "file", "payment_link_radio": "payment",
    # the names of the v2 API
    "text": "short_text", "textarea": "long_text", "booleancheckbox": "yes_no", "checkbox": "multi_choice",
    "select": "dropdown", "date": "date", "phonenumber": "contact",
}  # fmt: skip
_COMPANY = "0-2/"
PERSONAL = {
    "email": "Person.email", "phone": "Person.phone", "mobilephone": "Person.phone",
    "firstname": "Person.display_name", "lastname": "Person.display_name",
    "company": "Account.name", "website": "Account.domains", "jobtitle": "Person.role",
    "industry": "Account.industry", "numemployees": "Account.employee_count", "country": "Account.country",
    f"{_COMPANY}name": "Account.name", f"{_COMPANY}domain": "Account.domains",
    f"{_COMPANY}industry": "Account.industry", f"{_COMPANY}country": "Account.country",
    f"{_COMPANY}numberofemployees": "Account.employee_count",
    **{
        f"{of}{name}": ""
        for of in ("", _COMPANY)
        for name in ("fax", "address", "address2", "city", "state", "zip", "salutation", "degree", "gender",
                     "date_of_birth", "marital_status", "hs_language", "annualrevenue", "phone", "website")
        if (of, name) not in (("", "phone"), ("", "website"))
    },
}  # fmt: skip
"""Fields that say who somebody is; what is written there is no opinion."""
# https://knowledge.hubspot.com/forms/use-progressive-form-fields
_NOT_FOR_ALL = ("progressive", "queued")


@dataclass(frozen=True, slots=True)
class Shown:
    """A field with its question. *on*: the key and the condition that show it; *sure*: everybody is shown it."""

    field: Field
    asked: Asked
    sure: bool
    on: tuple[str, Condition] | None = None


def changed(form: Form) -> str | None:
    """When a form's version came to be, as ISO 8601."""
    try:
        found = as_moment(form.updated_at or form.created_at, "updatedAt")
    except RecordRejected:
        return None
    return found.isoformat() if found else None


def asked(form: Form) -> list[Asked]:
    """The questions of a form in one version; hidden fields are none."""
    return [shown.asked for shown in fields(form)]


def fields(form: Form) -> list[Shown]:
    """The visible fields of a form, dependent ones after those they depend on."""
    found = [
        (field, sure, on)
        for group in _groups(form)
        for field in group.fields or ()
        for field, sure, on in _unfolded(field, group.group_type not in _NOT_FOR_ALL, None)
        if not field.hidden
    ]
    return [
        Shown(field, _asked(field, position, form), sure, on)
        for position, (field, sure, on) in enumerate(found, 1)
    ]


def unknown(key: str, form: str) -> Asked:
    """A question that no version of its form holds: of its wording the field's name is left."""
    kind = "contact" if key in PERSONAL else "unknown"
    return Asked(key=key, form=form, unique=False, text=key, type=kind)


def key_of(name: str, object_type: str | None) -> str:
    """What tells a field from the others of its form."""
    return name if object_type in (None, "", CONTACT) else f"{object_type}/{name}"


def _groups(form: Form) -> list[Group]:
    loose = [Group(fields=form.fields)] if form.fields else []
    return [*(form.field_groups or ()), *(form.form_field_groups or ()), *loose]


def _unfolded(
    field: Field, sure: bool, on: tuple[str, Condition] | None
) -> Iterator[tuple[Field, bool, tuple[str, Condition] | None]]:
    yield field, sure, on
    for each in field.dependent_fields or ():
        if each.dependent_field is not None:
            parent = key_of(field.name, field.object_type_id)
            condition = each.dependent_condition or Condition()
            yield from _unfolded(each.dependent_field, sure, (parent, condition))


def _asked(field: Field, position: int, form: Form) -> Asked:
    key = key_of(field.name, field.object_type_id)
    source_type = (field.field_type or "").lower()
    personal = key in PERSONAL
    return Asked(
        key=key,
        form=form.id or form.guid or "",
        unique=False,
        text=field.label or field.name,
        type="contact" if personal else TYPES.get(source_type, "unknown"),
        source_type=field.field_type,
        position=position,
        required=field.required,
        options=[
            Choice(option.label or option.value, option.value, place)
            for place, option in enumerate(field.options or (), 1)
        ],
        version=changed(form),
        maps_to=PERSONAL.get(key) or None,
    )


def holds(condition: Condition, given: list[str]) -> bool | None:
    """Whether a dependent field was shown after these answers; None where the condition is one we cannot tell of."""
    wanted = {str(one).casefold() for one in condition.values or ()}
    if condition.value is not None:
        wanted.update(part.casefold() for part in split(str(condition.value)))
    said = {one.casefold() for one in given}
    match (condition.operator or "").lower():
        case "eq" | "set_any":
            return bool(said & wanted)
        case "neq" | "set_not_any":
            return not said & wanted
        case "set_all":
            return wanted <= said
        case "is_not_empty":
            return bool(said)
        case _:
            return None

"""What we read of forms and of what was sent in with them.

https://developers.hubspot.com/docs/api-reference/legacy/marketing/forms/v3-forms/guide
https://developers.hubspot.com/docs/api-reference/legacy/form-integrations-v1/get-form-integrations-v1-submissions-forms
"""

from __future__ import annotations

from typing import Any

from msgspec import Raw, Struct

from productops.kit.rows import Id

from .lists_wire import Option
from .wire import Paging


class Condition(Struct, gc=False):
    """When a dependent field is shown."""

    operator: str | None = None
    value: Any = None
    values: list[Any] | None = None


class Dependent(Struct, gc=False, rename="camel"):
    """A field that is shown after some answers to another one."""

    dependent_condition: Condition | None = None
    dependent_field: Field | None = None


class Field(Struct, gc=False, rename="camel"):
    """A field of a form; `type` and `displayOrder` are the names of the v2 API."""

    name: str
    object_type_id: str | None = None
    label: str | None = None
    required: bool | None = None
    hidden: bool | None = None
    field_type: str | None = None
    options: list[Option] | None = None
    dependent_fields: list[Dependent] | None = None


class Group(Struct, gc=False, rename="camel"):
    """Fields that stand together. *group_type*: `progressive` and `queued` ones are not shown to everybody."""

    group_type: str | None = None
    fields: list[Field] | None = None


class Form(Struct, gc=False, rename="camel"):
    """A form's definition."""

    id: str | None = None
    guid: str | None = None
    name: str | None = None
    form_type: str | None = None
    archived: bool | None = None
    created_at: Any = None
    updated_at: Any = None
    configuration: dict[str, Any] | None = None
    field_groups: list[Group] | None = None
    form_field_groups: list[Group] | None = None
    fields: list[Field] | None = None


class Value(Struct, gc=False, rename="camel"):
    """A value of a submission; a field with several comes several times."""

    name: str
    value: Any = None
    object_type_id: str | None = None


class Submission(Struct, gc=False, rename="camel"):
    """What somebody sent in."""

    submitted_at: Id | None = None
    conversion_id: str | None = None
    values: list[Value] | None = None
    page_url: str | None = None


class Sent(Struct, gc=False):
    """A submission with the form it belongs to, which itself does not tell."""

    form: str
    submission: Submission


class SubmissionsPage(Struct):
    """A page of submissions, newest first."""

    results: list[Raw]
    paging: Paging | None = None

"""Form definitions.

https://developers.hubspot.com/docs/api-reference/legacy/marketing/forms/get-forms
"""

from __future__ import annotations

from typing import Any

from productops.sandbox.wire import Call, Reply, as_json

from . import answers, ids
from .account import Account
from .desk import Desk, flag, listed, onwards, whole
from .form_plan import BY_GUID, FORMS, HUBSPOT, TYPES, Field, Form

DEFAULT, MOST = 20, 500
_ALL = "all"


def page(call: Call, desk: Desk) -> Reply:
    """`GET /marketing/…/forms`: regular forms, unless other types are asked for."""
    limit, after = whole(call.first.get("limit"), DEFAULT), whole(call.first.get("after"), 0)
    if limit is None or after is None or not 1 <= limit <= MOST:
        return answers.invalid(f"Invalid limit: must be between 1 and {MOST}")
    wanted = listed(call, "formTypes") or [HUBSPOT]
    unknown = [name for name in wanted if name not in {*TYPES, _ALL}]
    if unknown:
        return answers.invalid(f"Invalid form type {unknown[0]}")
    archived = flag(call, "archived")
    held = [f for f in FORMS if f.archived == archived and (f.type in wanted or _ALL in wanted)]
    rows = [definition(desk.account, form) for form in held[after : after + limit]]
    body: dict[str, Any] = {"results": rows}
    if after + limit < len(held):
        body["paging"] = onwards(call, str(after + limit))
    return as_json(body)


def single(call: Call, desk: Desk, guid: str) -> Reply:
    """`GET /marketing/…/forms/{id}`."""
    form = BY_GUID.get(guid)
    if form is None or form.archived != flag(call, "archived"):
        return answers.missing(f"No form found with id {guid}")
    return as_json(definition(desk.account, form))


def moment(account: Account, days: int) -> int:
    """So many days after the start of the clock, epoch milliseconds."""
    return (int(account.company.clock.start.timestamp()) + days * 86_400) * ids.SECOND


def asked(account: Account, field: Field, at: int) -> bool:
    """Whether a question is in the form at a moment."""
    since = field.since is None or moment(account, field.since) <= at
    return since and (field.until is None or at < moment(account, field.until))


def _updated(account: Account, form: Form) -> int:
    days = [d for f in form.fields for d in (f.since, f.until, f.renamed[0] if f.renamed else None)]
    moments = [moment(account, d) for d in days if d is not None]
    return max((at for at in moments if at <= account.now), default=_created(account, form))


def _created(account: Account, form: Form) -> int:
    return ids.ms(account.company.founded + form.key * 86_400, form.key)


def definition(account: Account, form: Form) -> dict[str, Any]:
    """A form as it is now; what it was before, nobody is told."""
    fields = [f for f in form.fields if asked(account, f, account.now) and f.shown_if is None]
    groups = [
        {
            "groupType": "default_group",
            "richTextType": "text",
            "fields": [_field(account, form, field)],
        }
        for field in fields
    ]
    row = {
        "id": form.guid,
        "name": form.name,
        "formType": form.type,
        "createdAt": ids.iso(_created(account, form)),
        "updatedAt": ids.iso(_updated(account, form)),
        "archived": form.archived,
        "fieldGroups": groups,
        "configuration": _CONFIGURATION,
        "displayOptions": _DISPLAY,
        "legalConsentOptions": {"type": "none"},
    }
    if form.archived:
        row["archivedAt"] = ids.iso(moment(account, -100))
    return row


def _field(account: Account, form: Form, field: Field) -> dict[str, Any]:
    label = field.label
    if field.renamed and moment(account, field.renamed[0]) <= account.now:
        label = field.renamed[1]
    row: dict[str, Any] = {
        "objectTypeId": "0-1",
        "name": field.name,
        "label": label,
        "required": field.required,
        "hidden": field.hidden,
        "dependentFields": [
            {
                "dependentCondition": _condition(other),
                "dependentField": _field(account, form, other),
            }
            for other in form.fields
            if other.shown_if and other.shown_if[0] == field.name
        ],
        "fieldType": field.type,
    }
    if field.options:
        row["options"] = [
            {"label": text, "value": value, "description": "", "displayOrder": order}
            for order, (value, text) in enumerate(field.options)
        ]
        row["defaultValues"] = []
    if field.type in _VALIDATED:
        row["validation"] = _VALIDATED[field.type]
    return row


def _condition(field: Field) -> dict[str, Any]:
    value = field.shown_if[1] if field.shown_if else ""
    return {"operator": "eq", "value": value, "values": [], "rangeStart": "", "rangeEnd": ""}


_VALIDATED: dict[str, dict[str, Any]] = {
    "email": {"blockedEmailDomains": [], "useDefaultBlockList": False},
    "phone": {"minAllowedDigits": 7, "maxAllowedDigits": 20},
    "number": {"minAllowedDigits": 0, "maxAllowedDigits": 0},
}
_CONFIGURATION: dict[str, Any] = {
    "language": "en",
    "cloneable": True,
    "postSubmitAction": {"type": "thank_you", "value": "Thank you."},
    "editable": True,
    "archivable": True,
    "recaptchaEnabled": False,
    "notifyContactOwner": False,
    "notifyRecipients": [],
    "createNewContactForNewEmail": True,
    "prePopulateKnownValues": True,
    "allowLinkToResetKnownValues": False,
    "lifecycleStages": [],
}
_DISPLAY: dict[str, Any] = {
    "renderRawHtml": False,
    "theme": "default_style",
    "submitButtonText": "Submit",
    "style": {
        "fontFamily": "arial", "backgroundWidth": "100%", "labelTextColor": "#33475b", "labelTextSize": "14px",
        "helpTextColor": "#7C98B6", "helpTextSize": "11px", "legalConsentTextColor": "#33475b",
        "legalConsentTextSize": "14px", "submitColor": "#ff7a59", "submitAlignment": "left",
        "submitFontColor": "#ffffff", "submitSize": "12px",
    },
    "cssClass": "hs-form",
}  # fmt: skip

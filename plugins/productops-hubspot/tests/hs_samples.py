"""Records and definitions that several test modules read. Synthetic."""

from __future__ import annotations

from typing import Any

from hs import crm

MADE, TOUCHED = "2026-01-05T09:00:00Z", "2026-01-06T10:30:00.250000Z"
SEEN = {"source_created_at": MADE, "source_updated_at": TOUCHED}
STAGES = {
    "tickets.0": {
        "object": "tickets",
        "pipeline": {
            "id": "0",
            "label": "Support",
            "stages": [
                {"id": "1", "label": "Waiting on contact", "metadata": {"ticketState": "OPEN"}},
                {"id": "4", "label": "Resolved", "metadata": {"ticketState": "CLOSED"}},
                {"id": "5", "label": "Escalated", "metadata": {"ticketState": "OPEN"}},
                {"id": "6", "label": "Done", "metadata": {"ticketState": "OPEN"}},
                {"id": "7", "label": "Nowhere", "metadata": {"ticketState": "CLOSED"}},
            ],
        },
    },
    "deals.default": {
        "object": "deals",
        "pipeline": {
            "id": "default",
            "stages": [
                {"id": "won", "label": "Closed won", "metadata": {"isClosed": "true", "probability": "1.0"}},
                {"id": "lost", "label": "Closed lost", "metadata": {"isClosed": "true", "probability": "0.0"}},
            ],
        },
    },
}  # fmt: skip
CATEGORIES = [{"label": "Product issue", "value": "PRODUCT_ISSUE"}, {"label": "Wish", "value": "W"}]


def defined(kind: str, name: str, **more: Any) -> dict[str, Any]:
    """A property's definition, under its id."""
    known = {"name": name, "label": name.replace("_", " "), "hubspotDefined": False, **more}
    return {f"{kind}.{name}": {"object": kind, "property": known}}


OWN = {
    **defined("tickets", "hs_ticket_category", type="enumeration", fieldType="checkbox", options=CATEGORIES,
              hubspotDefined=True),
    **defined("tickets", "product_area", type="enumeration", fieldType="select",
              options=[{"label": "Billing", "value": "b1"}]),
    **defined("tickets", "beta", type="enumeration", fieldType="booleancheckbox"),
    **defined("tickets", "places", type="enumeration", fieldType="checkbox",
              options=[{"label": "App", "value": "a"}, {"label": "Web", "value": "w"}]),
    **defined("deals", "closed_lost_reason", type="string", hubspotDefined=True),
    **defined("companies", "churn_reason", type="enumeration", fieldType="select",
              options=[{"label": "Too expensive", "value": "price"}]),
}  # fmt: skip
CONTEXT = {"properties": OWN, "pipelines": STAGES}


def deal(key: int, company: str, *labels: str, **properties: Any) -> dict[str, Any]:
    """A deal of a company."""
    return crm(key, {"companies": [{"id": company, "labels": list(labels)}]}, **properties)


WON = {"hs_is_closed_won": "true", "closedate": "2025-11-30T10:00:00Z"}


NOTE = {"hs_note_body": "<p>Wants <b>SSO</b></p>", "hs_timestamp": "2026-01-04T08:00:00Z", "hubspot_owner_id": "7"}  # fmt: skip


FORM = {
    "id": "f1",
    "name": "Sales feedback",
    "formType": "hubspot",
    "createdAt": "2026-01-01T00:00:00Z",
    "updatedAt": "2026-01-02T00:00:00Z",
    "archived": False,
    "configuration": {"language": "en"},
    "fieldGroups": [
        {"groupType": "default_group", "fields": [
            {"objectTypeId": "0-1", "name": "email", "label": "Your e-mail", "fieldType": "email", "required": True},
            {"objectTypeId": "0-1", "name": "topic", "label": "Topic", "fieldType": "dropdown",
             "options": [{"label": "Billing", "value": "b"}, {"label": "Other", "value": "o"}],
             "dependentFields": [{"dependentCondition": {"operator": "set_any", "values": ["o"]},
                                  "dependentField": {"name": "which", "label": "Which?",
                                                     "fieldType": "single_line_text"}}]},
            {"objectTypeId": "0-2", "name": "name", "label": "Company", "fieldType": "single_line_text"},
            {"name": "places", "label": "Where?", "fieldType": "multiple_checkboxes",
             "options": [{"label": "App", "value": "a"}, {"label": "Web", "value": "w"}]},
            {"name": "message", "label": "What is missing?", "fieldType": "multi_line_text"},
            {"name": "seats", "label": "How many seats?", "fieldType": "number"},
            {"name": "ok", "label": "May we call?", "fieldType": "single_checkbox"},
            {"name": "by", "label": "By when?", "fieldType": "datepicker"},
            {"name": "utm", "label": "Campaign", "fieldType": "single_line_text", "hidden": True},
        ]},
        {"groupType": "progressive", "fields": [
            {"name": "team_size", "label": "Team size", "fieldType": "number"}]},
    ],
}  # fmt: skip
AT = 1_767_600_000_000
SENT = {
    "form": "f1",
    "submission": {
        "conversionId": "c1",
        "submittedAt": AT,
        "pageUrl": "https://acme.example/feedback",
        "values": [
            {"name": "email", "value": "ada@fernhill.example", "objectTypeId": "0-1"},
            {"name": "firstname", "value": "Ada", "objectTypeId": "0-1"},
            {"name": "topic", "value": "b", "objectTypeId": "0-1"},
            {"name": "name", "value": "Fernhill", "objectTypeId": "0-2"},
            {"name": "places", "value": "a", "objectTypeId": "0-1"},
            {"name": "places", "value": "w", "objectTypeId": "0-1"},
            {"name": "message", "value": "SSO, please", "objectTypeId": "0-1"},
            {"name": "seats", "value": "40"},
            {"name": "ok", "value": "true"},
            {"name": "by", "value": "1769904000000"},
            {"name": "utm", "value": "spring"},
            {"name": "long_gone", "value": "Still here"},
        ],
    },
}  # fmt: skip


USER = {
    "id": "70", "email": "kim@acme.example", "firstName": "Kim", "lastName": "Low", "roleId": "9",
    "roleIds": ["9", "8"], "superAdmin": False, "primaryTeamId": "1", "secondaryTeamIds": [],
    "seatNames": ["Sales Hub Professional", "View-Only"],
}  # fmt: skip
SEAT = {"name": "Sales Hub Professional", "description": "Advanced features", "remainingSeats": 3}
MONTH = {"user": "70", "month": "2025-12", "last": "2025-12-30T08:00:00.000Z", "logins": 21, "days": 15}  # fmt: skip


def login(key: int, user: int, at: str, *, succeeded: bool = True) -> dict[str, Any]:
    """A login, with what is not to be kept."""
    return {
        "id": str(key), "userId": user, "email": "kim@acme.example", "loginAt": at, "loginSucceeded": succeeded,
        "ipAddress": "203.0.113.9", "location": "dublin, ireland", "userAgent": "Mozilla/5.0", "countryCode": "ie",
    }  # fmt: skip

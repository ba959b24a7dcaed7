"""The fields of the site: the vendor's own, and 110 that people and apps added."""

from __future__ import annotations

from typing import Any, NamedTuple

from productops.sandbox.wire import Call, Reply

from . import plan
from .desk import Desk, listed
from .paging import page

_ITSELF = "com.atlassian.jira.plugin.system.customfieldtypes:"
_BOARDS = "com.pyxis.greenhopper.jira:"
_DESK = "com.atlassian.servicedesk:"
_IDEAS = "jira.polaris:"


class Field(NamedTuple):
    """A custom field. *kind*: the type's key; *fill*: share of the issues with a value; *only*: its project."""

    id: int
    name: str
    kind: str
    type: str
    items: str = ""
    options: tuple[str, ...] = ()
    fill: float = 0.3
    only: int | None = None

    @property
    def key(self) -> str:
        """`customfield_NNNNN`."""
        return f"customfield_{self.id}"


_AREAS = tuple(name.replace("_", " ").capitalize() for name in plan.COMPONENTS)
_CAUSES = ("Code", "Setup", "Missing feature", "Unclear text")
NAMED = (
    Field(10_002, "Organizations", _DESK + "sd-customer-organizations", "array", "sd-customerorganization"),
    Field(10_010, "Request Type", _DESK + "vp-origin", "sd-customerrequesttype"),
    Field(10_014, "Epic Link", _BOARDS + "gh-epic-link", "any"),
    Field(10_015, "Start date", _ITSELF + "datepicker", "date"),
    Field(10_016, "Story Points", _ITSELF + "float", "number"),
    Field(10_019, "Rank", _BOARDS + "gh-lexo-rank", "any", fill=1.0),
    Field(10_020, "Sprint", _BOARDS + "gh-sprint", "array", "json"),
    Field(10_021, "Flagged", _ITSELF + "multicheckboxes", "array", "option", ("Impediment",)),
    Field(10_000, "Development", "com.atlassian.jira.plugins.jira-development-integration-plugin:devsummarycf", "any"),
    Field(10_001, "Team", _ITSELF + "atlassian-team", "team"),
    Field(10_030, "Satisfaction", _DESK + "sd-request-feedback", "sd-feedback"),
    Field(10_031, "Satisfaction date", _DESK + "sd-request-feedback-date", "datetime"),
    Field(10_032, "Time to resolution", _DESK + "sd-sla-field", "sd-servicelevelagreement"),
    Field(10_033, "Time to first response", _DESK + "sd-sla-field", "sd-servicelevelagreement"),
    Field(10_034, "Request participants", _DESK + "sd-request-participants", "array", "user"),
    Field(10_040, "Product area", _ITSELF + "select", "option", options=_AREAS, fill=0.9),
    Field(10_041, "Severity", _ITSELF + "radiobuttons", "option", options=("Blocked", "Major", "Minor"), fill=0.8),
    Field(10_042, "Customers affected", _ITSELF + "float", "number", fill=0.7),
    Field(10_043, "Root cause", _ITSELF + "cascadingselect", "option-with-child", options=_CAUSES),
    Field(10_044, "Acceptance criteria", _ITSELF + "textarea", "string", fill=0.6),
    Field(10_045, "Teams concerned", _ITSELF + "multiselect", "array", "option", ("Support", "Billing", "Product")),
    Field(10_046, "Reviewer", _ITSELF + "userpicker", "user"),
    Field(10_047, "Informed", _ITSELF + "multiuserpicker", "array", "user"),
    Field(10_048, "Informed group", _ITSELF + "grouppicker", "group", fill=0.1),
    Field(10_049, "Found in version", _ITSELF + "version", "version"),
    Field(10_050, "Design", _ITSELF + "url", "string"),
    Field(10_051, "Market", _ITSELF + "labels", "array", "string"),
    Field(10_052, "Product area", _ITSELF + "textfield", "string", fill=0.2),
    Field(10_053, "Board health", "com.gauges.example:gauge-field", "any", fill=0.2),
    Field(10_060, "Impact", _IDEAS + "rating", "number", fill=0.8, only=plan.IDEA),
    Field(10_061, "Insights", _IDEAS + "insights-count", "number", fill=0.8, only=plan.IDEA),
    Field(10_062, "Roadmap", _IDEAS + "select", "option", options=("Now", "Next", "Later"), fill=0.7, only=plan.IDEA),
    Field(10_063, "Device", _ITSELF + "select", "option", options=("Phone", "Tablet"), fill=0.8, only=plan.MOB),
)  # fmt: skip
_DEPARTMENTS = (
    "Sales",
    "Legal",
    "Finance",
    "QA",
    "Docs",
    "Security",
    "Training",
    "Data",
    "Partner",
    "Launch",
    "Pilot",
)
_ASPECTS = (
    ("note", "textarea", "string"), ("owner", "userpicker", "user"), ("score", "float", "number"),
    ("date", "datepicker", "date"), ("approved at", "datetime", "datetime"), ("reference", "textfield", "string"),
    ("decision", "select", "option"),
)  # fmt: skip
_DECISIONS = ("Yes", "No", "Later")
CUSTOM = (
    *NAMED,
    *(
        Field(10_100 + n, f"{department} {aspect}", _ITSELF + kind, type_,
              options=_DECISIONS if type_ == "option" else (), fill=0.05 + 0.1 * (n % 5))
        for n, (department, (aspect, kind, type_)) in enumerate(
            (department, aspect) for department in _DEPARTMENTS for aspect in _ASPECTS
        )
    ),
)  # fmt: skip
BY_KEY = {field.key: field for field in CUSTOM}

_SYSTEM = (
    ("statuscategorychangedate", "Status Category Changed", "datetime", ""),
    ("issuetype", "Work type", "issuetype", ""), ("parent", "Parent", "", ""), ("timespent", "Time Spent", "number", ""),
    ("project", "Project", "project", ""), ("fixVersions", "Fix versions", "array", "version"),
    ("aggregatetimespent", "Σ Time Spent", "number", ""), ("statusCategory", "Status Category", "statusCategory", ""),
    ("resolution", "Resolution", "resolution", ""), ("resolutiondate", "Resolved", "datetime", ""),
    ("workratio", "Work Ratio", "number", ""), ("lastViewed", "Last Viewed", "datetime", ""),
    ("watches", "Watchers", "watches", ""), ("issuerestriction", "Restrict to", "issuerestriction", ""),
    ("created", "Created", "datetime", ""), ("priority", "Priority", "priority", ""),
    ("labels", "Labels", "array", "string"), ("timeestimate", "Remaining Estimate", "number", ""),
    ("aggregatetimeoriginalestimate", "Σ Original Estimate", "number", ""),
    ("versions", "Affects versions", "array", "version"), ("issuelinks", "Linked work items", "array", "issuelinks"),
    ("assignee", "Assignee", "user", ""), ("updated", "Updated", "datetime", ""), ("status", "Status", "status", ""),
    ("components", "Components", "array", "component"), ("issuekey", "Key", "", ""),
    ("timeoriginalestimate", "Original estimate", "number", ""), ("description", "Description", "string", ""),
    ("timetracking", "Time tracking", "timetracking", ""), ("security", "Security Level", "securitylevel", ""),
    ("attachment", "Attachment", "array", "attachment"),
    ("aggregatetimeestimate", "Σ Remaining Estimate", "number", ""), ("summary", "Summary", "string", ""),
    ("creator", "Creator", "user", ""), ("subtasks", "Sub-tasks", "array", "issuelinks"),
    ("reporter", "Reporter", "user", ""), ("aggregateprogress", "Σ Progress", "progress", ""),
    ("environment", "Environment", "string", ""), ("duedate", "Due date", "date", ""),
    ("progress", "Progress", "progress", ""), ("votes", "Votes", "votes", ""),
    ("comment", "Comment", "comments-page", ""), ("worklog", "Log Work", "array", "worklog"),
    ("thumbnail", "Images", "", ""),
)  # fmt: skip
SYSTEM_NAMES = {key: name for key, name, _, _ in _SYSTEM}


def schema(field: Field) -> dict[str, Any]:
    """The schema of a custom field."""
    made: dict[str, Any] = {"type": field.type, "custom": field.kind, "customId": field.id}
    return made | ({"items": field.items} if field.items else {})


def system_schema(key: str) -> dict[str, Any] | None:
    """The schema of one of the vendor's own fields; a few have none."""
    for name, _, type_, items in _SYSTEM:
        if name == key and type_:
            return {"type": type_, "system": key, **({"items": items} if items else {})}
    return None


def _system_row(key: str, name: str) -> dict[str, Any]:
    shape = system_schema(key)
    clauses = ["id", "issue", "issuekey", "key"] if key == "issuekey" else [key]
    row = {
        "id": key, "key": key, "name": name, "custom": False, "orderable": True, "navigable": True,
        "searchable": True, "clauseNames": clauses,
    }  # fmt: skip
    return row | ({"schema": shape} if shape else {})


def _custom_row(field: Field) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": field.key, "key": field.key, "name": field.name, "untranslatedName": field.name, "custom": True,
        "orderable": True, "navigable": True, "searchable": True,
        "clauseNames": [f"cf[{field.id}]", field.name], "schema": schema(field),
    }  # fmt: skip
    if field.only is not None:
        row["scope"] = {"type": "PROJECT", "project": {"id": str(plan.PROJECTS[field.only].id)}}
    return row


def every() -> list[dict[str, Any]]:
    """`/field`: a bare list of everything, fields of single projects too."""
    return [*(_system_row(key, name) for key, name, _, _ in _SYSTEM), *map(_custom_row, CUSTOM)]


def search(call: Call, desk: Desk) -> Reply:
    """`/field/search`: without the fields of single projects."""
    wanted, kinds = set(listed(call.first.get("id"))), set(call.every("type"))
    rows = []
    if not kinds or "system" in kinds:
        rows += [_found(key, key, name, system_schema(key)) for key, name, _, _ in _SYSTEM]
    if not kinds or "custom" in kinds:
        rows += [_found(f.key, f.key, f.name, schema(f)) for f in CUSTOM if f.only is None]
    words = call.first.get("query", "").lower()
    rows = [
        row for row in rows if (not wanted or row["id"] in wanted) and words in row["name"].lower()
    ]
    return page(call, desk, rows, lambda row: row)


def _found(id_: str, key: str, name: str, shape: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "id": id_,
        "key": key,
        "name": name,
        "schema": shape or {"type": "any"},
        "description": "",
    }

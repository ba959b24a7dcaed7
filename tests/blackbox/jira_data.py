"""A small made-up Jira site: what the stand-in serves, and what the tests expect back.

Everything is computed from one seed and fixed dates, so that two sites of one size are equal.
Names are fictional.
"""

from __future__ import annotations

import random

from jira_issues import add_issue
from jira_model import DAY, ORIGIN, START, Issue, Json, Ms, Site

PROJECTS = {
    10_000: ("APP", "Northwind App", "software"),
    10_001: ("AND", "Android", "software"),
    10_002: ("HELP", "Help desk", "service_desk"),
    10_003: ("IDEA", "Ideas", "product_discovery"),
    10_004: ("OPS", "Operations", "business"),
    10_005: ("OLD", "Old app", "software"),
}
ARCHIVED_PROJECT = 10_005
EVIDENCE, WORK = ("HELP", "IDEA"), ("APP", "AND", "OPS")
"""Keys of projects whose issues are feedback, and of those whose issues are work."""
SHARES = ("APP", "HELP", "APP", "AND", "HELP", "IDEA", "APP", "HELP", "OPS", "AND")
STATUSES = (
    ("1", "To Do", "new"),
    ("3", "In Progress", "indeterminate"),
    ("10100", "Waiting for customer", "indeterminate"),
    ("10001", "Done", "done"),
)
TYPES = (("10010", "Task", 0), ("10011", "Bug", 0), ("10012", "Story", 0), ("10013", "Epic", 1),
         ("10014", "Sub-task", -1), ("10015", "Service Request", 0), ("10016", "Idea", 0))  # fmt: skip
POINTS, SPRINT, ORGANIZATIONS, REQUEST_TYPE, SATISFACTION = (
    "customfield_10016", "customfield_10020", "customfield_10002", "customfield_10010", "customfield_10027",
)  # fmt: skip
SEVERITY, REGIONS, PLAN, SECOND_PLAN, NOTES, REVIEWER, ODD = (
    f"customfield_{n}" for n in range(10_040, 10_047)
)
KINDS = "com.atlassian.jira.plugin.system.customfieldtypes"
CUSTOM: dict[str, tuple[str, str, Json]] = {
    POINTS: ("Story points", "number", {"custom": f"{KINDS}:float"}),
    SPRINT: ("Sprint", "array", {"items": "json", "custom": "com.pyxis.greenhopper.jira:gh-sprint"}),
    ORGANIZATIONS: ("Organizations", "array", {"items": "sd-customerorganization",
                    "custom": "com.atlassian.servicedesk:sd-customer-organizations"}),
    REQUEST_TYPE: ("Request Type", "sd-customerrequesttype", {"custom": "com.atlassian.servicedesk:vp-origin"}),
    SATISFACTION: ("Satisfaction", "sd-feedback", {"custom": "com.atlassian.servicedesk:sd-request-feedback"}),
    SEVERITY: ("Severity", "option", {"custom": f"{KINDS}:select"}),
    REGIONS: ("Regions", "array", {"items": "option", "custom": f"{KINDS}:multiselect"}),
    PLAN: ("Plan", "string", {"custom": f"{KINDS}:textfield"}),
    SECOND_PLAN: ("Plan", "option-with-child", {"custom": f"{KINDS}:cascadingselect"}),
    NOTES: ("Notes", "string", {"custom": f"{KINDS}:textarea"}),
    REVIEWER: ("Reviewer", "user", {"custom": f"{KINDS}:userpicker"}),
    ODD: ("Gauge", "any", {"custom": "com.vendor.gauges:gauge-cf"}),
}  # fmt: skip
SYSTEM = ("summary", "description", "status", "priority", "issuetype", "project", "assignee", "reporter", "creator",
          "created", "updated", "labels", "components", "fixVersions", "versions", "resolution", "resolutiondate",
          "issuelinks", "attachment", "parent", "duedate", "votes", "watches", "security", "comment", "worklog",
          "environment", "subtasks", "statusCategory", "statuscategorychangedate")  # fmt: skip


def build(issues: int = 60, *, users: int = 12, seed: int = 7) -> Site:
    """One site of a size. The same arguments give the same site."""
    rng = random.Random(seed)
    site = Site()
    _people(site, users)
    _projects(site)
    _names(site)
    _fields(site)
    for index in range(issues):
        add_issue(site, rng, index, SHARES[index % len(SHARES)])
    for index in range(3 if issues else 0):
        add_issue(site, rng, 9_000 + index, "OLD")
    site.archived_projects = {ARCHIVED_PROJECT}
    return site


def _people(site: Site, number: int) -> None:
    for index in range(number):
        one = f"712020:{index:08d}-1b2c-4d5e-8f90-aabbccddeeff"
        kind = "app" if index == number - 1 else "atlassian"
        site.users[one] = {
            "accountId": one, "accountType": kind, "emailAddress": f"robin.person{index}@northwind.example",
            "displayName": f"Robin Person{index}", "active": index != number - 2, "timeZone": "Europe/Berlin",
            "avatarUrls": {"48x48": f"https://avatars.example/{index}.png"},
        }  # fmt: skip
        if index == 3:
            site.users[one] |= {"emailAddress": None, "displayName": "Former user"}
    site.caller = next(iter(site.users))
    for index in range(8):
        one = f"qm:7f3a:{index:08d}-customer"
        site.customers[one] = {
            "accountId": one, "accountType": "customer", "emailAddress": f"kim.client{index}@customer{index % 3}.example",
            "displayName": f"Kim Client{index}", "active": True, "timeZone": "Europe/Berlin",
        }  # fmt: skip
    staff = list(site.users)
    for index, name in enumerate(("jira-developers", "support-agents")):
        one = f"276f955c-63d7-42c8-9520-92d01dca06{index:02d}"
        site.groups[one] = {
            "groupId": one,
            "name": name,
            "self": f"{ORIGIN}/rest/api/3/group?groupId={one}",
        }
        site.group_users[one] = staff[index * 4 : index * 4 + 4]
    for index in range(3):
        site.organizations[index + 1] = {
            "id": str(index + 1), "name": f"Customer {index} Ltd", "uuid": f"00000000-0000-4000-8000-{index:012d}",
            "_links": {"self": f"{ORIGIN}/rest/servicedeskapi/organization/{index + 1}"},
        }  # fmt: skip
        site.organization_users[index + 1] = [
            a for n, a in enumerate(site.customers) if n % 3 == index
        ]


def _projects(site: Site) -> None:
    lead = site.user(site.caller)
    for one, (key, name, kind) in PROJECTS.items():
        site.projects[one] = {
            "expand": "description,lead,issueTypes,url,projectKeys,permissions,insight", "id": str(one), "key": key,
            "self": f"{ORIGIN}/rest/api/3/project/{one}", "name": name, "projectTypeKey": kind, "lead": lead,
            "simplified": False, "style": "classic", "isPrivate": False, "properties": {}, "avatarUrls": {},
            "archived": one == ARCHIVED_PROJECT, "description": f"All of {name}",
        }  # fmt: skip
        for index in range(2 if kind == "software" else 1):
            number = one * 10 + index
            site.components[number] = {
                "self": f"{ORIGIN}/rest/api/3/component/{number}", "id": str(number), "name": f"{key} part {index}",
                "description": "", "project": key, "projectId": one, "isAssigneeTypeValid": False, "lead": lead,
            }  # fmt: skip
            site.versions[number] = {
                "self": f"{ORIGIN}/rest/api/3/version/{number}", "id": str(number), "name": f"{key} 1.{index}",
                "archived": False, "released": index == 0, "projectId": one,
            } | ({"releaseDate": "2026-01-20"} if index == 0 else {})  # fmt: skip
    site.desks[1] = {"id": "1", "projectId": "10002", "projectName": "Help desk", "projectKey": "HELP",
                     "_links": {"self": f"{ORIGIN}/rest/servicedeskapi/servicedesk/1"}}  # fmt: skip
    for index, name in enumerate(("Report a bug", "Ask a question")):
        site.request_types[31 + index] = {"id": str(31 + index), "name": name, "description": name,
                                          "issueTypeId": "10015", "serviceDeskId": "1"}  # fmt: skip


def _names(site: Site) -> None:
    for number, (one, name, category) in enumerate(STATUSES):
        site.statuses[one] = {
            "self": f"{ORIGIN}/rest/api/3/status/{one}", "description": "", "name": name, "id": one,
            "statusCategory": {"self": f"{ORIGIN}/rest/api/3/statuscategory/{number}", "id": number, "key": category,
                               "colorName": "blue-gray", "name": {"new": "To Do", "done": "Done"}.get(category, "In Progress")},
        }  # fmt: skip
    for number, name in enumerate(("Highest", "High", "Medium", "Low", "Lowest"), start=1):
        site.priorities[name] = {"self": f"{ORIGIN}/rest/api/3/priority/{number}", "id": str(number), "name": name,
                                 "description": "", "statusColor": "#0000ff"}  # fmt: skip
    for one, name, level in TYPES:
        site.types[name] = {"self": f"{ORIGIN}/rest/api/3/issuetype/{one}", "id": one, "name": name,
                            "description": "", "subtask": level < 0, "hierarchyLevel": level}  # fmt: skip
    for one, name in (("10000", "Done"), ("10001", "Won't Do"), ("10002", "Duplicate")):
        site.resolutions[name] = {"self": f"{ORIGIN}/rest/api/3/resolution/{one}", "id": one, "name": name,
                                  "description": ""}  # fmt: skip
    for one, name, inward, outward in (
        ("10000", "Blocks", "is blocked by", "blocks"),
        ("10001", "Cloners", "is cloned by", "clones"),
        ("10002", "Duplicate", "is duplicated by", "duplicates"),
        ("10003", "Relates", "relates to", "relates to"),
        ("10004", "Polaris work item link", "is implemented by", "implements"),
    ):
        site.link_types[name] = {"id": one, "name": name, "inward": inward, "outward": outward}


def _fields(site: Site) -> None:
    for name in SYSTEM:
        site.fields[name] = {"id": name, "key": name, "name": name.title(), "custom": False, "orderable": True,
                             "navigable": True, "searchable": True, "clauseNames": [name],
                             "schema": {"type": "string", "system": name}}  # fmt: skip
    for one, (name, kind, schema) in CUSTOM.items():
        number = int(one.rpartition("_")[2])
        site.fields[one] = {
            "id": one, "key": one, "name": name, "untranslatedName": name, "custom": True, "orderable": True,
            "navigable": True, "searchable": True, "clauseNames": [f"cf[{number}]", name],
            "schema": {"type": kind, "customId": number, **schema},
        }  # fmt: skip
    site.scoped_fields["customfield_10090"] = {
        "id": "customfield_10090", "key": "customfield_10090", "name": "Reach", "custom": True,
        "description": "", "schema": {"type": "number", "custom": f"{KINDS}:float", "customId": 10_090},
    }  # fmt: skip


def visible(site: Site) -> list[Issue]:
    """The issues a sync should bring: live projects, nothing hidden."""
    out = site.archived_projects | site.hidden_projects
    gone = site.hidden | site.archived
    return [i for i in site.issues.values() if i.project not in out and i.id not in gone]


def latest(site: Site) -> int:
    """The moment of the newest change."""
    return max((int(i.fields["updated"]) for i in site.issues.values()), default=START)


def later(site: Site, days: float = 1) -> Ms:
    """A moment after everything that has happened."""
    return Ms(latest(site) + int(days * DAY))

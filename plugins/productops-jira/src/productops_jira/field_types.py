"""What kinds of custom fields there are: Jira's own types, and those of its parts that are no more than "any".

https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-fields/ (`schema.type`, `schema.custom`)
"""

from __future__ import annotations

from collections.abc import Mapping

_BOARDS = "com.pyxis.greenhopper.jira:"
_DESK = "com.atlassian.servicedesk:"
_BUILDS = "com.atlassian.jira.plugins.jira-development-integration-plugin:"

FIELD_TYPES: Mapping[str, str] = {
    "string": "text", "number": "number", "integer": "number", "boolean": "boolean", "date": "date",
    "datetime": "date", "option": "option", "option-with-child": "option", "array": "options",
    "user": "person", "group": "team", "team": "team", "project": "reference", "version": "reference",
    "component": "reference", "issuelink": "reference", "status": "option", "statuscategory": "option",
    "priority": "option", "resolution": "option", "issuetype": "option", "securitylevel": "option",
    "progress": "number", "timetracking": "number", "votes": "number", "watches": "number",
    "comments-page": "text", "issuerestriction": "options",
    f"{_BOARDS}gh-epic-link": "reference", f"{_BOARDS}gh-lexo-rank": "text",
    f"{_DESK}vp-origin": "option", f"{_DESK}sd-sla-field": "options", f"{_DESK}sd-request-feedback": "number",
    f"{_BUILDS}devsummarycf": "text", f"{_BUILDS}vulnerabilitycf": "text",
}  # fmt: skip
"""Lower-case type → ours. A type that is not here is none of ours, and counted; its values are kept as text."""

"""What the row tests of Jira compute for themselves: the ids that the contract gives to issues and people."""

from __future__ import annotations

from typing import Any

from box import row_id
from jira_data import EVIDENCE, WORK
from jira_model import Issue

KINDS = {"work_item": WORK, "feedback": EVIDENCE}
"""The tables of issues, and the projects that go there."""


def ids(rows: list[dict[str, Any]]) -> list[str]:
    """Source ids of rows, in order."""
    return sorted(row["source_id"] for row in rows)


def own(issue: Issue) -> str:
    """The row id of an issue."""
    evidence = issue.fields["project"]["key"] in EVIDENCE
    return row_id("feedback" if evidence else "work_item", issue.id, connector="jira")


def person(user: Any) -> str | None:
    """The row id of a user, if there is one."""
    return row_id("person", user["accountId"], connector="jira") if user else None

"""Accounts of apps, which the list of users holds among the people: the one supported way to learn what is installed.

Jira Cloud has no list of installed apps for others than the apps themselves; each app that acts in Jira has an
account of the type `app`. https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-users/
"""

from __future__ import annotations

from collections.abc import Iterator

from productops.kit import Run
from productops.kit.rows import row
from productops.model import Integration, Record, Tool

from .common import User
from .lists_rows import person_rows

JIRA = "jira-software"
"""The product that apps are linked to; the list of users does not tell which of a site's products an app is for."""


def user_rows(user: User, run: Run) -> Iterator[Record]:
    """Somebody; an app is a tool and what it does in Jira besides."""
    yield from person_rows(user, run)
    if user.account_type == "app" and user.account_id is not None:
        yield from _app_rows(user, user.account_id, run)


def _app_rows(user: User, account: str, run: Run) -> Iterator[Record]:
    """An account that was closed belongs to an app that was removed."""
    gone = user.active is False
    yield row(
        Tool,
        run,
        account,
        name=user.display_name or None,
        discovered_in="vendor_api",
        status="retired" if gone else "active" if user.active else None,
    )
    yield row(
        Integration,
        run,
        account,
        from_tool_id=run.ref(Tool, account),
        to_tool_id=run.ref(Tool, JIRA),
        name=user.display_name or None,
        kind="native",
        status="retired" if gone else None,
    )

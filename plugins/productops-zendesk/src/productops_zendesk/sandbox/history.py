"""What happened to a ticket: its comments and its audits.

https://developer.zendesk.com/documentation/ticketing/reference-guides/ticket-audit-events-reference/
"""

from __future__ import annotations

from html import escape
from typing import Any

from productops.sandbox import talk
from productops.sandbox.cases import Case

from . import ids
from .account import Account
from .changes import changes
from .tickets import via
from .updates import CLIENT, Update, author, updates

AUTOMATION = {
    "channel": "rule",
    "source": {
        "to": {},
        "from": {
            "deleted": False,
            "title": "Close ticket 4 days after status is set to solved",
            "id": ids.RULE + 17,
        },
        "rel": "automation",
    },
}
_WEB = {"channel": "web", "source": {"from": {}, "to": {}, "rel": None}}


def comment(
    account: Account, case: Case, update: Update, *, erased: bool = False
) -> dict[str, Any] | None:
    """The comment of an update, if it has one; the first is the ticket's description."""
    moment = update.moment
    if update.position and (moment is None or not moment.note):
        return None
    text = talk.note(account.company, case, moment) if moment else talk.body(account.company, case)
    text = "X" if erased else text
    audit = ids.audit(case.index, update.position)
    return {
        "id": audit + 1,
        "type": "Comment",
        "author_id": author(case, update),
        "body": text,
        "html_body": f'<div class="zd-comment" dir="auto">{_html(text)}</div>',
        "plain_body": text,
        "public": moment is None or moment.note not in {"internal", "merge_in", "merge_out"},
        "attachments": [],
        "audit_id": audit,
        "via": _via(account, case, update),
        "created_at": ids.iso(update.at),
        "metadata": {"system": CLIENT, "custom": {}},
    }


def _html(text: str) -> str:
    return escape(text, quote=False).replace("\n", "<br>")


def _via(account: Account, case: Case, update: Update) -> dict[str, Any]:
    moment = update.moment
    if update.position == 0:
        return via(account, case)
    if moment and moment.note in {"merge_in", "merge_out"}:
        other = case.index + 1 if moment.note == "merge_in" else case.index - 1
        source = {"from": {"ticket_id": other + 1}, "to": {}, "rel": "merge"}
        return {"channel": "web", "source": source}
    return AUTOMATION if moment and moment.actor == "system" else _WEB


def comments(account: Account, index: int) -> list[dict[str, Any]]:
    """All comments of a ticket, oldest first."""
    case, _ = account.view(index)
    found = (comment(account, case, update) for update in updates(account, case))
    return [one for one in found if one]


def audits(account: Account, index: int) -> list[dict[str, Any]]:
    """All audits of a ticket, oldest first."""
    case, _ = account.view(index)
    return [_audit(account, case, update) for update in updates(account, case)]


def _audit(account: Account, case: Case, update: Update) -> dict[str, Any]:
    id_ = ids.audit(case.index, update.position)
    said = comment(account, case, update)
    return {
        "id": id_,
        "ticket_id": case.index + 1,
        "created_at": ids.iso(update.at),
        "author_id": author(case, update),
        "metadata": {"system": CLIENT, "custom": {}},
        "events": [*([said] if said else []), *changes(account, case, update)],
        "via": _via(account, case, update),
    }

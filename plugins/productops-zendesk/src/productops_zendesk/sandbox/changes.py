"""What an update of a ticket changed, as audit events."""

from __future__ import annotations

from typing import Any

from productops.sandbox import talk
from productops.sandbox.cases import Case, State, state_of

from . import ids
from .account import Account
from .tickets import TYPES, score, status_id, tags
from .updates import Update


def changes(account: Account, case: Case, update: Update) -> list[dict[str, Any]]:
    """Create and Change events of an update: ids after the comment's."""
    first = ids.audit(case.index, update.position) + 2
    kind = "Change" if update.position else "Create"
    found = []
    for n, (name, value, before) in enumerate(_changed(account, case, update)):
        event = {"id": first + n, "type": kind, "field_name": name, "value": value}
        found.append(event | ({"previous_value": before} if update.position else {}))
    moment = update.moment
    if moment and moment.what == "rated" and account.csat == "legacy":
        rating = {
            "type": "SatisfactionRating",
            "score": score(case),
            "assignee_id": ids.made(ids.STAFF, case.agent),
        }
        found.append({"id": first + 20, **rating, "body": talk.verdict(account.company, case)})
    return found


def _changed(account: Account, case: Case, update: Update) -> list[tuple[str, Any, Any]]:
    """(field, new value, old value) of an update; ids are text, as the vendor writes them here."""
    if update.position == 0:
        return _created(account, case)
    if update.moment is None:
        _, state = account.view(case.index)
        now = tags(account, case, state)
        return [("tags", now, [tag for tag in now if tag != "bulk_update"])]
    moment = update.moment
    before = state_of(case.opened, [m for m in case.life if m.at < moment.at])
    after = state_of(case.opened, [m for m in case.life if m.at <= moment.at])
    found: list[tuple[str, Any, Any]] = []
    if after.status != before.status:
        found.append(("status", after.status, before.status))
    if status_id(after.status) != status_id(before.status) and not after.deleted:
        found.append(
            ("custom_status_id", str(status_id(after.status)), str(status_id(before.status)))
        )
    if after.assigned and not before.assigned:
        found.append(("assignee_id", str(ids.made(ids.STAFF, case.agent)), None))
    if after.raised and not before.raised:
        found.append(("priority", "urgent", case.priority))
    held, new = _tags_at(account, case, before), _tags_at(account, case, after)
    return [*found, ("tags", new, held)] if held != new else found


def _tags_at(account: Account, case: Case, state: State) -> list[str]:
    return [tag for tag in tags(account, case, state) if tag != "bulk_update"]


def _created(account: Account, case: Case) -> list[tuple[str, Any, Any]]:
    state = state_of(case.opened, ())
    _, now = account.view(case.index)
    subject = "SCRUBBED" if now.scrubbed else talk.subject(account.company, case)
    organisation = (
        None if case.organisation is None else str(ids.made(ids.ORGANISATION, case.organisation))
    )
    rows = (
        ("requester_id", str(ids.made(ids.PERSON, case.requester))),
        ("subject", subject),
        ("status", "new"),
        ("priority", case.priority),
        ("type", TYPES[case.kind]),
        ("organization_id", organisation),
        ("group_id", str(ids.made(ids.TEAM, case.team))),
        ("brand_id", str(ids.made(ids.BRAND, int(case.area == "mobile")))),
        ("ticket_form_id", str(ids.made(ids.FORM, 0))),
        ("custom_status_id", str(status_id("new"))),
        ("tags", _tags_at(account, case, state)),
    )
    return [(name, value, None) for name, value in rows]

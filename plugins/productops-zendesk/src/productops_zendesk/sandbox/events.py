"""The export of ticket events: every audit of every ticket, in the order they happened."""

from __future__ import annotations

from typing import Any

from . import ids
from .account import Account
from .changes import changes
from .history import comment
from .updates import BULK, CLIENT, UNSEEN, author, updates

_VIA_NAMES = {
    "email": "Mail",
    "form": "Web form",
    "chat": "Messaging",
    "api": "Web service",
    "phone": "Phone call",
}


def events(account: Account) -> list[int]:
    """Positions (when, ticket, which update) of all audits of all tickets, in order."""

    def make() -> list[int]:
        found = []
        for index in account.indices():
            case = account.company
            positions = [(0, case.opened(index))]
            positions += [
                (n + 1, m.at)
                for n, m in enumerate(case.life(index))
                if m.at <= account.now and m.what not in UNSEEN
            ]
            positions += [(BULK + n, at) for n, at in enumerate(account.bumps.get(index, ()))]
            found += [(at << 24 | index) << 6 | position for position, at in positions]
        return sorted(found)

    return account.listed("events", make)


def event(account: Account, place: int, *, whole: bool) -> dict[str, Any]:
    """A ticket event; *whole*: with the comments themselves (`include=comment_events`)."""
    case, state = account.view(place >> 6 & (1 << 24) - 1)
    update = next(u for u in updates(account, case) if u.position == place & 63)
    name = "Rule" if update.moment and update.moment.actor == "system" else _VIA_NAMES[case.channel]
    children = [_child(row, name) for row in changes(account, case, update)]
    said = comment(account, case, update, erased=bool(state.scrubbed))
    if said:
        shown = said if whole else {
            "id": said["id"], "via": name, "comment_present": True, "comment_public": said["public"],
        }  # fmt: skip
        children.insert(0, {**shown, "via_reference_id": None, "event_type": "Comment"})
    return {
        "id": ids.audit(case.index, update.position),
        "ticket_id": case.index + 1,
        "timestamp": update.at,
        "created_at": ids.iso(update.at),
        "updater_id": author(case, update),
        "via": name,
        "system": {key: value for key, value in CLIENT.items() if key != "ip_address"},
        "metadata": {},
        "event_type": "Audit",
        "child_events": children,
    }


def _child(row: dict[str, Any], name: str) -> dict[str, Any]:
    """A change as the event export writes it: the field's name is the key of its new value."""
    base = {"id": row["id"], "via": name, "via_reference_id": None, "event_type": row["type"]}
    if "field_name" not in row:
        return base | {key: row[key] for key in ("score", "assignee_id", "body")}
    base[row["field_name"]] = row["value"]
    return base | ({"previous_value": row["previous_value"]} if "previous_value" in row else {})

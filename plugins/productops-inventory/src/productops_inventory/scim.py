"""SCIM 2.0: the users and groups of one application, or of a directory.

RFC 7643: https://www.rfc-editor.org/rfc/rfc7643
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from productops.errors import RecordRejected
from productops.kit import Run
from productops.kit.cells import text_of
from productops.kit.rows import row
from productops.model import Person, Record, SeatAssignment, Team, Tool

from .common import address, beside
from .entry import Entry
from .kind import Kind

_URN = "urn:ietf:params:scim:"
_USER, _GROUP = f"{_URN}schemas:core:2.0:User", f"{_URN}schemas:core:2.0:Group"
_ENTERPRISE = f"{_URN}schemas:extension:enterprise:2.0:User"


def _schemas(entry: Entry) -> list[str]:
    return [each for each in entry.items("schemas") if isinstance(each, str)]


def _is_scim(entry: Entry) -> bool:
    return any(each.startswith(_URN) for each in _schemas(entry)) or entry.has("userName")


def _is_user(entry: Entry) -> bool:
    return _USER in _schemas(entry) or entry.has("userName")


def _is_group(entry: Entry) -> bool:
    return _GROUP in _schemas(entry) or entry.has("members")


def _id(entry: Entry) -> str:
    """A resource that a client sends has no id yet."""
    found = entry.text("id", "userName") or entry.text("displayName")
    if found is None:
        raise RecordRejected("it has no id", field="id")
    return found


def _rows(entry: Entry, run: Run) -> Iterator[Record]:
    """A colleague and the seat in the app, or a group.

    Raises:
        RecordRejected: it is another resource of the protocol.
    """
    if _is_user(entry):
        yield _person(entry, run)
        yield from _seat(entry, run)
    elif _is_group(entry):
        name = entry.text("displayName")
        yield row(Team, run, _id(entry), **_dated(entry), name=name)
    else:
        what = next(iter(_schemas(entry)), "").rpartition(":")[2] or "a resource without schemas"
        raise RecordRejected(f"it is neither a User nor a Group: {what}", field="schemas")


def _dated(entry: Entry) -> dict[str, Any]:
    return {
        "source_created_at": entry.moment("meta.created"),
        "source_updated_at": entry.moment("meta.lastModified"),
    }


def _person(entry: Entry, run: Run) -> Person:
    parts = (entry.text("name.givenName"), entry.text("name.familyName"))
    name = entry.text("displayName", "name.formatted") or " ".join(filter(None, parts))
    groups = [text_of(group.get("value")) for group in entry.objects("groups")]
    more = entry.get(_ENTERPRISE)
    held = more if isinstance(more, dict) else {}
    return row(
        Person,
        run,
        _id(entry),
        **_dated(entry),
        display_name=name or None,
        email=_email(entry),
        person_type="internal",
        role=entry.text("title"),
        team_id=run.ref(Team, groups[0]) if len(groups) == 1 and groups[0] else None,
        locale=entry.text("locale", "preferredLanguage"),
        timezone=entry.text("timezone"),
        active=entry.truth("active"),
        external_id=text_of(held.get("employeeNumber")) or entry.text("externalId"),
        custom_fields=beside(
            department=text_of(held.get("department")) or None,
            cost_center=text_of(held.get("costCenter")) or None,
        ),
    )


def _email(entry: Entry) -> str | None:
    """The primary address, else the first; the user name where it is one."""
    listed = sorted(entry.objects("emails"), key=lambda each: each.get("primary") is not True)
    found = [address(text_of(each.get("value"))) for each in listed]
    return next(filter(None, found), None) or address(entry.text("userName"))


def _seat(entry: Entry, run: Run) -> Iterator[Record]:
    """The seat in the app that the settings name; somebody who is not active there holds none."""
    app: str | None = run.settings.app
    if app is None:
        return
    known = f"app:{app.strip().casefold()}"
    yield row(Tool, run, known, name=app.strip(), discovered_in="vendor_api", scim=True)
    if entry.truth("active") is False:
        return
    roles = [text_of(role.get("display") or role.get("value")) for role in entry.objects("roles")]
    yield row(
        SeatAssignment,
        run,
        f"{known}:{_id(entry)}",
        tool_id=run.ref(Tool, known),
        person_id=run.ref(Person, _id(entry)),
        role=", ".join(filter(None, roles)) or None,
        assigned_at=entry.moment("meta.created"),
    )


SCIM = Kind("scim", "SCIM resources", _is_scim, _rows, key=_id)

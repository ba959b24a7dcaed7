"""What the streams share: people as Jira shows them, moments, references to an issue, rows."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TypeVar

import msgspec
from msgspec import Raw, Struct

from productops.errors import RecordRejected
from productops.kit import Answer, Run
from productops.kit.decoding import decode
from productops.kit.rows import Id
from productops.model import FeedbackItem, Person, WorkItem

T = TypeVar("T")
_GATEWAY = "https://api.atlassian.com/ex/jira/"


class User(Struct, gc=False, rename="camel"):
    """Somebody, as far as we may see them: only the account id is always there."""

    account_id: str | None = None
    account_type: str | None = None
    display_name: str | None = None
    email_address: str | None = None
    active: bool | None = None
    time_zone: str | None = None
    locale: str | None = None


class Named(Struct, gc=False):
    """A thing with an id and a name."""

    id: Id | None = None
    name: str | None = None


def who(run: Run, user: User | None) -> str | None:
    """The reference to a person; a user without account id (a deleted app) is nobody."""
    return run.ref(Person, user.account_id) if user and user.account_id else None


def item(run: Run, issue_id: Id | None, feedback: bool) -> str | None:
    """The reference to an issue, in the table it is in."""
    return run.ref(FeedbackItem if feedback else WorkItem, issue_id)


def at_site(link: str | None, run: Run) -> str | None:
    """A link that a person can open: the gateway names itself where the site would be."""
    if not link or not link.startswith(_GATEWAY):
        return link
    _, _, path = link.removeprefix(_GATEWAY).partition("/")
    return f"{run.settings.site}/{path}"


def utc(text: str | None, field: str = "") -> str | None:
    """Jira's moments in UTC: `2026-04-28T15:33:31.783+0200` → `2026-04-28T13:33:31.783Z`.

    Jira writes them in the caller's zone, and the offset without colon, so that a profile's change of
    zone would look like a change of every issue.

    Raises:
        RecordRejected: it is no moment, or tells no zone.
    """
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise RecordRejected(f"{field or 'a moment'} has no time zone", field=field)
        return stamp(moment)
    except (ValueError, OverflowError):
        raise RecordRejected(f"{field or 'a moment'} is no date and time", field=field) from None


def day(text: str | None, field: str = "") -> str | None:
    """A date without time (`duedate`, `releaseDate`) as its first moment in UTC.

    Raises:
        RecordRejected: it is no date.
    """
    return utc(f"{text}T00:00:00+00:00" if text and "T" not in text else text, field)


def kept_from(answer: Answer, what: str) -> tuple[str, ...]:
    """What to tell where the user may not see something; what is not there any more is nothing to tell."""
    return (f"{what} are not shown to this user",) if answer.status in (401, 403) else ()


def stamp(moment: datetime) -> str:
    """A moment as ISO 8601 text in UTC, in milliseconds: the one form in which versions are compared."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def glance(raw: Raw | bytes, kind: type[T]) -> T | None:
    """*raw* as *kind*; None where it does not fit, which is told when the record itself is read."""
    try:
        return decode(raw, kind)
    except msgspec.DecodeError:
        return None

"""What hangs below a page of issues, as requests of the streams that read it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import Struct

from productops.kit import Request, Run

from .common import glance
from .hydrate import AT_ONCE, TOO_SLOW, Found, chunks, hydration
from .issue_fields import SATISFACTION, SATISFACTION_DATE
from .paging import post

CHANGES = "/rest/api/3/changelog/bulkfetch"
NOT_SHOWN = (403, 404)
# Service management still calls this experimental
EXPERIMENTAL = {"X-ExperimentalApi": "opt-in"}
_CHANGES_PAGE = 1000


class _Filled(Struct):
    fields: dict[str, Any] = {}


def below(found: Sequence[Found], run: Run) -> list[Request]:
    """Histories and comments in bulk; remote links and satisfaction an issue at a time."""
    evidence = {each.id for each in found if each.feedback}
    ids = [each.id for each in found if each.id]
    return [
        *(_changes(some, evidence) for some in chunks(ids, _CHANGES_PAGE)),
        *(_comments(some, evidence) for some in chunks(ids, AT_ONCE)),
        *(_remote(each) for each in found if each.id),
        *_satisfaction(found, run),
    ]


def _sides(ids: Sequence[str], evidence: set[str]) -> dict[str, Any]:
    return {"feedback": [each for each in ids if each in evidence]}


def _changes(ids: Sequence[str], evidence: set[str]) -> Request:
    body = {"issueIdsOrKeys": list(ids), "maxResults": _CHANGES_PAGE}
    request = post(CHANGES, body, page_size="maxResults", state=_sides(ids, evidence))
    return request.with_(stream="changelogs")


def _comments(ids: Sequence[str], evidence: set[str]) -> Request:
    """Comments come embedded; an issue with more than a page of them is then read by itself."""
    request = hydration(ids, ["comment"]).with_(expect=(TOO_SLOW,))
    return request.with_(stream="comments", state=_sides(ids, evidence))


def _remote(found: Found) -> Request:
    return Request(
        path=f"/rest/api/3/issue/{found.id}/remotelink",
        stream="remote_links",
        of=found.id,
        expect=NOT_SHOWN,
        state={"issue": found.id, "feedback": found.feedback},
    )


def _satisfaction(found: Sequence[Found], run: Run) -> Iterator[Request]:
    """Asked only where the field says that somebody answered."""
    scores, dates = _fields_of(SATISFACTION, run), _fields_of(SATISFACTION_DATE, run)
    for each in found if scores else ():
        held = glance(each.record["issue"], _Filled) if each.feedback and each.id else None
        if held is None or not any(held.fields.get(key) for key in scores):
            continue
        reporter = held.fields.get("reporter")
        yield Request(
            path=f"/rest/servicedeskapi/request/{each.id}/feedback",
            stream="satisfaction",
            of=each.id,
            expect=NOT_SHOWN,
            headers=EXPERIMENTAL,
            state={
                "issue": each.id,
                "at": next((held.fields[key] for key in dates if held.fields.get(key)), None),
                "by": reporter.get("accountId") if isinstance(reporter, dict) else None,
            },
        )


def _fields_of(kind: str, run: Run) -> list[str]:
    """Ids of the fields of a kind."""
    held = ((each, run.seen("fields", each)) for each in sorted(run.ids("fields")))
    return [each for each, field in held if field and field.schema and field.schema.custom == kind]

"""When users signed in: HubSpot shows the last ninety days, one record a login, with address and device.

Neither is kept. A walk gathers what concerns the tool, for each user: the last time, and how often in each month that
it was shown whole. A later walk begins with the month in which the one before ended, so that no month is counted in
part, and none is lost when HubSpot forgets it.
https://developers.hubspot.com/docs/api-reference/2026-03/account/audit-logs/guide
"""

# ruff: noqa: ARG002 - the kit fixes the signatures

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import msgspec
from msgspec import Raw

from productops.kit import Answer, Can, Page, Request, Run
from productops.kit.decoding import decode
from productops.kit.paging import by_cursor
from productops.kit.rows import guarded, moment_or_none
from productops.kit.sweeps import began, swept
from productops.model import Record

from . import paths
from .inventory_rows import login_rows
from .inventory_wire import Login, SignedIn
from .withheld import WITHHELD, listed, refuse

SCOPE = "account-info.security.read"
BY_MONTH = Can(incremental=True)
# Ninety days, less one for clocks that differ
SHOWN = timedelta(days=89)
_SIZE = 200
_FLOOR, _FOUND, _BEFORE = "floor", "found", "before"
_KEPT = ("id", "userId", "loginAt", "loginSucceeded")

Found = dict[str, dict[str, Any]]
"""User → month → how many logins, on which days (as bits), and the last one."""


@dataclass(frozen=True)
class Logins:
    """Logins → `usage`, one a user and month."""

    name: str = "logins"
    wire: Any = SignedIn
    reads: tuple[str, ...] = ("usage",)
    needs: tuple[str, ...] = ("owners",)
    optional: bool = True
    can: Can = BY_MONTH
    lookback: timedelta = timedelta(0)

    def start(self, run: Run) -> Iterable[Request]:
        """From the month on in which the last walk ended; at first all that is shown."""
        floor, reached = run.now - SHOWN, run.cursor()
        if isinstance(reached, datetime):
            floor = max(floor, datetime(reached.year, reached.month, 1, tzinfo=UTC))
        floor = max(floor, run.since or floor)
        state = {**began(run), _FLOOR: floor.isoformat(), _FOUND: {}, _BEFORE: []}
        first = Request(path=paths.LOGINS, query={"limit": _SIZE}, page_size="limit", state=state)
        return [first.with_(expect=WITHHELD)]

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        """A page of logins; what was gathered comes with the last one."""
        page = listed(answer)
        if page is None:
            refuse(answer, "logins are", SCOPE)
        fits, others = _decoded(page.results)
        dated = [(one, at) for one in fits if (at := moment_or_none(one.login_at))]
        floor = datetime.fromisoformat(request.state[_FLOOR])
        found = _gathered(request.state, [each for each in dated if each[0].login_succeeded])
        follow = by_cursor(request, page.after, param="after")
        if _is_past([at for _, at in dated], floor):
            follow = None
        if follow is not None:
            before = [str(one.id) for one, _ in dated]
            follow = follow.with_(state={**request.state, _FOUND: found, _BEFORE: before})
        follow, cursor = swept(request, follow, [at for _, at in dated])
        told = [] if follow else list(_told(found, floor))
        return Page(records=[*others, *told], next=follow, cursor=cursor)

    def identify(self, record: SignedIn) -> tuple[str, str | None]:
        """User and month; an earlier login never stands for a later one."""
        return record.key, record.last if record.month is None else None

    @guarded
    def normalise(self, record: SignedIn, run: Run) -> Iterable[Record]:
        """The month."""
        return login_rows(record, run)


def _decoded(raws: Sequence[Raw]) -> tuple[list[Login], list[dict[str, Any]]]:
    """Logins, and what does not fit, which is set aside without what is not to be kept."""
    fits: list[Login] = []
    others: list[dict[str, Any]] = []
    for raw in raws:
        try:
            one = decode(raw, Login)
        except msgspec.DecodeError:
            others.append({"login": _parts(raw)})
            continue
        if moment_or_none(one.login_at) is None:
            others.append({"login": _parts(raw)})
        else:
            fits.append(one)
    return fits, others


def _parts(raw: Raw) -> dict[str, Any]:
    try:
        held = decode(raw, dict[str, Raw])
    except msgspec.DecodeError:
        return {}
    return {key: held[key] for key in _KEPT if key in held}


def _gathered(state: dict[str, Any], logins: Sequence[tuple[Login, datetime]]) -> Found:
    """What was found before, with these; one that moved on from the page before counts once."""
    found: Found = {**state[_FOUND]}
    seen = set(state[_BEFORE])
    for one, at in logins:
        if str(one.id) in seen:
            continue
        seen.add(str(one.id))
        month, last = f"{at.year:04}-{at.month:02}", _written(at)
        months = found.get(str(one.user_id), {})
        count, days, known = months.get(month, (0, 0, ""))
        held = [count + 1, days | 1 << at.day, max(known, last)]
        found[str(one.user_id)] = {**months, month: held}
    return found


def _written(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _is_past(moments: Sequence[datetime], floor: datetime) -> bool:
    """Whether all that follows was asked for before: the newest come first, as far as this page shows."""
    ordered = all(a >= b for a, b in pairwise(moments))
    return len(moments) > 1 and ordered and moments[0] > moments[-1] and moments[-1] < floor


def _told(found: Found, floor: datetime) -> Iterable[dict[str, Any]]:
    """The last time of each user, and every month from *floor* on."""
    for user, months in sorted(found.items()):
        yield {"user": user, "last": max(last for _, _, last in months.values())}
        for month, (count, days, last) in sorted(months.items()):
            if datetime.fromisoformat(f"{month}-01T00:00:00Z") >= floor:
                often = {"logins": count, "days": days.bit_count()}
                yield {"user": user, "month": month, "last": last, **often}

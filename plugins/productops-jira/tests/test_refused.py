"""What a site refuses or cannot give in the middle of a sync, over the sandbox: said, contained, and nothing lost."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from productops.sandbox import transport
from productops.store import open_store
from productops.store.base import Store
from productops.sync.engine import sync
from productops.sync.report import SourceReport
from productops.testing import source_on
from productops_jira import Jira
from productops_jira.sandbox import JiraSandbox

Refusal = Callable[[httpx.Request, httpx.BaseTransport], httpx.Response | None]


class Before(httpx.BaseTransport):
    """Asks *refusal* first, and the sandbox where that has no answer."""

    def __init__(self, sandbox: JiraSandbox, refusal: Refusal) -> None:
        self.inner = transport(sandbox, sleep=lambda _: None)
        self.refusal = refusal

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The refusal, or what the sandbox says."""
        return self.refusal(request, self.inner) or self.inner.handle_request(request)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    found = open_store(tmp_path / "j.duckdb")
    yield found
    found.close()


def synced(store: Any, refusal: Refusal, **keys: Any) -> tuple[SourceReport, JiraSandbox]:
    """One complete sync of a small site."""
    sandbox = JiraSandbox(size=60)
    given = {**sandbox.credentials("scoped"), **keys}
    network = Before(sandbox, refusal)
    source = source_on(Jira(), given, network, name="eng", pause=lambda _: False)
    report = sync([source], store, now=sandbox.company.clock.now)
    assert report.exit_code == 0, report.sources["eng"]
    return report.sources["eng"], sandbox


def held(store: Any, table: str) -> int:
    """Rows of a table."""
    (row,) = store.sql(f"SELECT count(*) AS n FROM {table}").rows()
    return int(row["n"])


def test_a_scope_that_is_missing_costs_its_lists_alone(store: Store) -> None:
    """The gateway calls it 401; the credentials are good all the same. It is said once a list."""

    def no_scope(request: httpx.Request, _: httpx.BaseTransport) -> httpx.Response | None:
        said = {"code": 401, "message": "Unauthorized; scope does not match"}
        return httpx.Response(401, json=said) if "/servicedeskapi/" in request.url.path else None

    report, sandbox = synced(store, no_scope)
    assert held(store, "work_item") + held(store, "feedback") == len(sandbox.issue_ids())
    lists = [each.partition(" is not readable here")[0] for each in report.warnings]
    assert sorted(lists) == ["organizations", "satisfaction", "service_desks"]


@pytest.mark.parametrize("slow", [False, True])
def test_issues_that_cannot_be_had_together_are_had_one_by_one(
    store: Store, tmp_path: Path, slow: bool
) -> None:
    """Kept back from a bulk answer, or the whole of it too late: every issue and comment is there."""

    def kept_back(request: httpx.Request, inner: httpx.BaseTransport) -> httpx.Response | None:
        if not request.url.path.endswith("/issue/bulkfetch"):
            return None
        asked = json.loads(request.content)["issueIdsOrKeys"]
        if slow:
            return httpx.Response(504) if len(asked) > 5 else None
        whole = json.loads(inner.handle_request(request).read())
        errors = [{"id": each["id"], "errorMessage": "too large"} for each in whole["issues"][::2]]
        return httpx.Response(200, json={"issues": whole["issues"][1::2], "issueErrors": errors})

    _, sandbox = synced(store, kept_back, streams=["issues", "comments"])
    assert held(store, "work_item") + held(store, "feedback") == len(sandbox.issue_ids())
    unbroken = open_store(tmp_path / "unbroken.duckdb")
    synced(unbroken, lambda *_: None, streams=["issues", "comments"])
    assert held(store, "comment") == held(unbroken, "comment") > 0
    unbroken.close()


INVENTORY = ["application_roles", "managed_accounts", "seats"]


def live(store: Any, table: str) -> int:
    """Rows of a table that are not deleted."""
    (row,) = store.sql(f"SELECT count(*) AS n FROM {table} WHERE NOT deleted").rows()
    return int(row["n"])


def nothing(_: httpx.Request, __: httpx.BaseTransport) -> httpx.Response | None:
    """No refusal."""
    return None


def refusing(part: str, status: int, **more: Any) -> Refusal:
    """Refuses what has *part* in its path."""

    def refusal(request: httpx.Request, _: httpx.BaseTransport) -> httpx.Response | None:
        return httpx.Response(status, **more) if part in request.url.path else None

    return refusal


@pytest.mark.parametrize(
    ("part", "lost"),
    [("/applicationrole", "application_roles"), ("/admin/", "managed_accounts")],
)
@pytest.mark.parametrize(
    ("status", "more"),
    [
        (401, {"json": {}}), (402, {"json": {}}), (403, {"json": {}}), (404, {"html": "<html>no</html>"}),
        (200, {"html": "<!doctype html><title>Log in</title>"}), (302, {"headers": {"location": "https://id.example/"}}),
    ],
)  # fmt: skip
def test_an_inventory_that_is_not_shown_is_told_and_fails_nothing(
    store: Store, part: str, lost: str, status: int, more: dict[str, Any]
) -> None:
    """Whatever says so; what was read while it was shown stays."""
    synced(store, nothing, streams=INVENTORY)
    before = {name: live(store, name) for name in ("tool", "contract", "seat")}
    report, _ = synced(store, refusing(part, status, **more), streams=INVENTORY)
    assert report.streams[lost].complete
    assert [each.partition(" is not readable here")[0] for each in report.warnings] == [lost]
    assert {name: live(store, name) for name in before} == before
    assert min(before.values()) > 0


def test_a_licence_that_is_not_shown_costs_only_itself(store: Store) -> None:
    """Products and seats are there."""
    report, _ = synced(store, refusing("icense", 403, json={}), streams=INVENTORY)
    assert report.warnings == []
    assert live(store, "contract") == 4


def test_dates_that_are_not_shown_are_told_once(store: Store) -> None:
    """Not for each of the accounts; their seats are there without."""
    report, _ = synced(store, refusing("last-active-dates", 403, json={}), streams=INVENTORY)
    assert len(report.streams["seats"].warnings) == 1
    assert live(store, "seat") > 0


def test_who_is_no_administrator_asks_nothing_and_is_told(store: Store) -> None:
    """Opening says which permission is missing; what an administrator read before stays."""
    synced(store, nothing, streams=INVENTORY)
    sandbox = JiraSandbox(size=60, administrator=False)
    network = transport(sandbox, sleep=lambda _: None)
    keys = {**sandbox.credentials(), "streams": INVENTORY}
    source = source_on(Jira(), keys, network, name="eng", pause=lambda _: False)
    report = sync([source], store, now=sandbox.company.clock.now)
    assert report.exit_code == 0
    (told,) = report.sources["eng"].warnings
    assert '"Administer Jira"' in told
    assert report.sources["eng"].streams["application_roles"].requests == 0
    assert live(store, "contract") == 4


def test_settings_without_the_organisation_leave_what_it_told(store: Store) -> None:
    """Nothing is asked of it, nothing is said of it, nothing of it is deleted."""
    synced(store, nothing, streams=INVENTORY)
    before = live(store, "seat")
    report, sandbox = synced(store, nothing, streams=INVENTORY, org_id=None, org_api_key=None)
    assert sandbox.calls.count("/admin") == 0 < sandbox.calls.count("/ex")
    assert (report.warnings, report.streams["managed_accounts"].warnings) == ([], [])
    assert (live(store, "seat"), report.streams["seats"].requests) == (before, 0)


def test_who_leaves_the_organisation_takes_the_seats_along(store: Store) -> None:
    """Account ids have a colon in them, and are whole ids all the same."""
    synced(store, nothing, streams=INVENTORY)
    ((gone,),) = [tuple(row.values()) for row in store.sql(
        "SELECT source_id FROM person WHERE starts_with(source_id, '712020:') AND id IN"
        " (SELECT person_id FROM seat) ORDER BY 1 LIMIT 1").rows()]  # fmt: skip

    def without(request: httpx.Request, inner: httpx.BaseTransport) -> httpx.Response | None:
        if not request.url.path.endswith("/users") or "/admin/" not in request.url.path:
            return None
        body = json.loads(inner.handle_request(request).read())
        body["data"] = [each for each in body["data"] if each["account_id"] != gone]
        return httpx.Response(200, json=body)

    report, _ = synced(store, without, streams=INVENTORY)
    assert report.streams["managed_accounts"].gone == {"deleted": 1}
    query = "SELECT DISTINCT deleted FROM seat WHERE starts_with(source_id, '{}')"
    assert [row["deleted"] for row in store.sql(query.format(gone)).rows()] == [True]
    assert live(store, "seat") > 0


def test_a_second_sync_asks_for_seats_only_of_whom_the_listing_says_nothing(store: Store) -> None:
    """Nothing moves; who was not seen since is not asked about again."""
    first, _ = synced(store, nothing, streams=INVENTORY)
    again, _ = synced(store, nothing, streams=INVENTORY)
    assert sum(s.created + s.updated + s.deleted for s in again.streams.values()) == 0
    assert first.streams["seats"].requests == 10
    assert again.streams["seats"].requests == 0

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

"""The vendors' sandboxes as the engine's tests use them: each alone, and two at once, of one company."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from productops.model import TABLES
from productops.sandbox import Call, Company, Faults, Reply, serve, transport
from productops.sync.engine import sync
from productops.sync.report import SyncReport
from productops.testing import source_on
from productops_hubspot import Hubspot
from productops_hubspot.sandbox import HubspotSandbox
from productops_jira import Jira
from productops_jira.sandbox import JiraSandbox
from productops_jira.sandbox.ids import FIRST_ISSUE
from productops_surveymonkey import SurveyMonkey
from productops_surveymonkey.sandbox import SurveyMonkeySandbox
from productops_zendesk.connector import Zendesk
from productops_zendesk.sandbox import ZendeskSandbox

SOURCES = {
    "zendesk": ("zendesk",), "jira": ("jira",), "both": ("zendesk", "jira"), "hubspot": ("hubspot",),
    "surveymonkey": ("surveymonkey",),
}  # fmt: skip
CONNECTORS: dict[str, Any] = {
    "zendesk": Zendesk, "jira": Jira, "hubspot": Hubspot, "surveymonkey": SurveyMonkey,
}  # fmt: skip
NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
_UNLIMITED = dict.fromkeys(
    ("incremental-exports", "incremental-exports-cursor", "ticket-fields-index"), 99_999
)
_RESUMED = re.compile(
    "incremental|search/jql|bulkfetch|remotelink|feedback|objects/|submissions/forms|/details|/bulk"
)
_PLACES = frozenset(
    {
        "cursor",
        "start_time",
        "page",
        "page[after]",
        "startAt",
        "start",
        "since",
        "nextPageToken",
        "after",
    }
)


def sandboxes(which: str, size: int, faults: Faults | None = None) -> dict[str, Any]:
    """The sandboxes of *which* (a key of `SOURCES`), of one company of *size*; none refuses a call as too many."""
    company = Company(seed=5, size=size, now=NOW)
    return {name: _MADE[name](company, faults) for name in SOURCES[which]}


_MADE: dict[str, Callable[[Company, Faults | None], Any]] = {
    "zendesk": lambda company, faults: ZendeskSandbox(
        company, plan="enterprise_plus", limits=_UNLIMITED, faults=faults
    ),
    "jira": lambda company, faults: JiraSandbox(
        company, limits={"points": 99_999_999}, faults=faults
    ),
    "hubspot": lambda company, faults: HubspotSandbox(
        company, limits={"rolling": 99_999, "daily": 99_999_999}, faults=faults
    ),
    "surveymonkey": lambda company, faults: SurveyMonkeySandbox(
        company, limited=False, faults=faults
    ),
}


def synced(store: Any, made: dict[str, Any], waits: list[float], **settings: Any) -> SyncReport:
    """One sync of *made*, without a socket and without waiting; *waits* gathers what would have been waited."""
    sources = [
        source_on(
            CONNECTORS[name](),
            {**credentials(name, sandbox), **settings},
            transport(sandbox, sleep=lambda _: None),
            name=name,
            pause=lambda seconds: bool(waits.append(seconds)),
        )
        for name, sandbox in made.items()
    ]
    return sync(sources, store, now=NOW)


def credentials(name: str, sandbox: Any) -> dict[str, Any]:
    """Ones whose token can be renewed."""
    found: dict[str, Any] = sandbox.credentials(*(("oauth",) if name == "jira" else ()))
    return found


@dataclass
class Noted:
    """A sandbox that notes what it was asked: the walk a page belongs to, and the page.

    Lists that every run reads whole are left out.
    """

    inner: Any
    asked: list[tuple[str, str]] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def handle(self, call: Call) -> Reply:
        """Note it, and answer."""
        body = call.form() if call.method == "POST" else {}
        if _RESUMED.search(call.path):
            walk = self._partition(call, body) or _named(call, body, _PLACES)
            self.asked.append((walk, _named(call, body, frozenset())))
        found: Reply = self.inner.handle(call)
        return found

    def _partition(self, call: Call, body: dict[str, Any]) -> str:
        """The project whose walk needs these whole issues: its pages name the time of their run, and so are all new."""
        if "*all" not in body.get("fields", ()):
            return ""
        first = int(body["issueIdsOrKeys"][0]) - FIRST_ISSUE
        return f"{call.path} of project {self.inner.account.project_of(first)}"


def _named(call: Call, body: dict[str, Any], without: frozenset[str]) -> str:
    query = sorted(pair for pair in call.query if pair[0] not in without)
    rest = {key: value for key, value in body.items() if key not in without}
    return json.dumps([call.method, call.path, query, rest], sort_keys=True)


@contextmanager
def served(made: dict[str, Any], **settings: Any) -> Iterator[dict[str, dict[str, Any]]]:
    """The settings of sources that read *made* on loopback."""
    with ExitStack() as stack:
        yield {
            name: {
                **credentials(name, sandbox),
                **settings,
                "base_url": stack.enter_context(serve(sandbox)),
            }
            for name, sandbox in made.items()
        }


def contents(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, but for when and by which run it was fetched; what is queued and set aside."""
    with duckdb.connect(str(path), read_only=True) as con:
        asked = {
            table: f"SELECT * EXCLUDE (fetched_at) FROM {table} ORDER BY id" for table in TABLES
        }
        asked["_raw"] = "SELECT * EXCLUDE (fetched_at, run_id, seq, gone_at) FROM _raw ORDER BY ALL"
        asked["_set_aside"] = "SELECT * EXCLUDE (fetched_at, run_id) FROM _set_aside ORDER BY ALL"
        asked["_queue"] = "SELECT key FROM _queue"
        return {table: con.execute(query).fetchall() for table, query in asked.items()}

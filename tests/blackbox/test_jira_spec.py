"""What a sync asks of Jira, and what the stand-in answers, against the vendor's own OpenAPI document."""

from __future__ import annotations

import gzip
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from box import ENVIRONMENT, Box, source
from faults import Entry
from jira_data import build
from jira_server import JiraServer
from loopback import Ask

from productops.testing.openapi import Document

pytestmark = pytest.mark.vendor
SHARED = Path(os.environ.get("PRODUCTOPS_SHARED", Path(__file__).resolve().parents[3] / "shared"))
SPEC = SHARED / "data/jira/openapi/jira-platform-v3.2025-12.openapi.json.gz"
DIFFERENT = {"Project.projectTypeKey"}
"""The document forgot the project type of ideas."""
OLD = {"/rest/api/3/priority", "/rest/api/3/priority/search"}
"""The document calls both ways to list priorities old and names no other."""
LISTS = {"/rest/api/3/issue/{issueIdOrKey}/remotelink"}
"""The document says one record where its own example is a list."""


@pytest.fixture(scope="module")
def spec() -> Document:
    if not SPEC.exists():
        pytest.skip("the vendor's documents are not here")
    with gzip.open(SPEC) as file:
        return Document(json.load(file), DIFFERENT)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[JiraServer, list[Entry]]]:
    """Every request of a first sync, a second one and a census; by the documented way to read dates as well."""
    with pytest.MonkeyPatch.context() as patch, JiraServer(build(30)) as server:
        for name, value in ENVIRONMENT.items():
            patch.setenv(name, value)
        server.options.embedded_comments = 1
        box = Box(tmp_path_factory.mktemp("spec"))
        for jql in (None, "labels = voice"):
            box.settings(eng=source(server, **({"feedback_jql": jql} if jql else {})))
            box.pull()
            server.site.vanish(min(server.site.issues))
            box.pull(full=True)
        yield server, [e for e in server.log if e.path.startswith("/rest/api/3/")]


def operation(spec: Document, entry: Entry) -> tuple[str, dict[str, Any]]:
    """The documented path and operation that a request means."""
    for path, methods in spec.spec["paths"].items():
        found = methods.get(entry.method.lower())
        form = re.sub(r"\\{[^}]+\\}", "[^/]+", re.escape(path))
        exact = path == entry.path or entry.path not in spec.spec["paths"]
        if found and exact and re.fullmatch(form, entry.path):
            return path, found
    raise AssertionError(f"{entry.method} {entry.path} is not documented")


def test_every_request_is_one_that_the_document_knows(
    spec: Document, asked: tuple[JiraServer, list[Entry]]
) -> None:
    """Path, method, names of parameters, and bodies; nothing that is deprecated."""
    old = {operation(spec, e)[0] for e in asked[1] if operation(spec, e)[1].get("deprecated")}
    assert old <= OLD
    for entry in asked[1]:
        path, known = operation(spec, entry)
        names = {p["name"] for p in known.get("parameters", []) if p["in"] == "query"}
        assert set(entry.query) <= names, f"{path}: {set(entry.query) - names}"
        if entry.method == "POST":
            schema = known["requestBody"]["content"]["application/json"]["schema"]
            assert list(spec.problems(schema, json.loads(entry.body))) == [], path


def test_every_answer_of_the_stand_in_is_as_documented(
    spec: Document, asked: tuple[JiraServer, list[Entry]]
) -> None:
    """One answer a path that the syncs asked for: types as the document says, nothing mandatory lacking."""
    server, entries = asked
    seen: set[str] = set()
    for entry in entries:
        path, _ = operation(spec, entry)
        if path in seen or entry.status != 200:
            continue
        ask = Ask(
            entry.method, entry.path, entry.query, {"content-type": "application/json"}, entry.body
        )
        reply = server.api.answer(ask)
        if reply.status != 200:
            continue  # about the issue that was deleted meanwhile
        seen.add(path)
        answer = json.loads(reply.body)
        if path in LISTS:
            schema: Any = {"$ref": "#/components/schemas/RemoteIssueLink"}
            assert [p for row in answer for p in spec.problems(schema, row)] == []
            continue
        schema = spec.answered(path, entry.method.lower())
        assert sorted(set(spec.problems(schema, answer))) == [], path
    assert len(seen) > 20

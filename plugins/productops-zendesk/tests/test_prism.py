"""The vendor's own OpenAPI document: our requests fit it, and its examples are read.

Served by prism, see `productops.testing.prism`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import productops as po
from productops.sync.report import SourceReport
from productops.testing.prism import Prism, not_in_document, prism

pytestmark = pytest.mark.vendor

REPOSITORY = Path(__file__).resolve().parents[3]
SHARED = Path(os.environ.get("PRODUCTOPS_SHARED", REPOSITORY.parent / "shared"))
SPEC = SHARED / "data/zendesk/openapi/zendesk-support.2026-05.openapi.yaml.gz"

READ = {
    "ticket_fields", "user_fields", "organization_fields", "custom_statuses", "brands", "sla_policies",
    "satisfaction_ratings", "users", "organizations", "ticket_events", "tickets", "custom_roles", "agents",
    "oauth_clients", "oauth_global_clients", "oauth_tokens",
}  # fmt: skip
# The document wants the path parameters `group_id` and `user_id` of paths that have none
WRONG_IN_THE_DOCUMENT = {"groups", "group_memberships"}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prism]:
    with prism(SPEC, tmp_path_factory.mktemp("prism")) as found:
        yield found


@pytest.fixture(scope="module")
def report(served: Prism, tmp_path_factory: pytest.TempPathFactory) -> SourceReport:
    with po.open(tmp_path_factory.mktemp("store") / "p.duckdb") as ws:
        # The document knows no other way to sign in
        ws.connect(
            "desk", "zendesk", subdomain="acme", email="robin@acme.example", api_token="t" * 20,
            base_url=served.url,
        )  # fmt: skip
        return ws.sync(progress=False).sources["desk"]


def test_every_stream_in_the_document_is_read(report: SourceReport) -> None:
    """Its example has at least one record, each becomes rows, and the stream ends after a page or two."""
    for name in sorted(READ):
        stream = report.streams[name]
        assert stream.problem is None, f"{name}: {stream.problem}"
        assert (stream.fetched > 0, stream.set_aside, stream.complete) == (True, 0, True), name
        assert stream.requests <= 2, name


def test_what_is_not_in_the_document_is_named(served: Prism, report: SourceReport) -> None:
    """Help centre, schedules and surveys have documents of their own; nothing else is refused."""
    refused = {name for name, stream in report.streams.items() if stream.warnings}
    unknown = {n for n, stream in report.streams.items() if not_in_document(stream.warnings)}
    failed = {name for name, stream in report.streams.items() if stream.problem}

    assert refused == unknown
    assert failed == WRONG_IN_THE_DOCUMENT
    assert served.misfits() == sorted(f"get /api/v2/{name}" for name in failed)
    assert not (refused | failed) & READ

"""The vendor's own OpenAPI document, served by `prism`: our requests fit it, and its examples are read.

https://github.com/stoplightio/prism; `npm install @stoplight/prism-cli`. `nox -s vendor` installs it where npm is.
"""

from __future__ import annotations

import gzip
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import productops as po
from productops.sync.report import SourceReport

pytestmark = pytest.mark.vendor

REPOSITORY = Path(__file__).resolve().parents[3]
SHARED = Path(os.environ.get("PRODUCTOPS_SHARED", REPOSITORY.parent / "shared"))
SPEC = SHARED / "data/zendesk/openapi/zendesk-support.2026-05.openapi.yaml.gz"
STARTS_WITHIN = 60

READ = {
    "ticket_fields", "user_fields", "organization_fields", "custom_statuses", "brands", "sla_policies",
    "satisfaction_ratings", "users", "organizations", "ticket_events", "tickets",
}  # fmt: skip
# The document wants the path parameters `group_id` and `user_id` of paths that have none
WRONG_IN_THE_DOCUMENT = {"groups", "group_memberships"}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    prism = os.environ.get("PRODUCTOPS_PRISM") or shutil.which("prism")
    if not SPEC.exists():
        pytest.skip("the vendor's documents are not here")
    if not prism:
        pytest.skip("prism is not installed (npm install @stoplight/prism-cli)")
    spec = tmp_path_factory.mktemp("prism") / "spec.yaml"
    spec.write_bytes(gzip.decompress(SPEC.read_bytes()))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [prism, "mock", "--errors", "-h", "127.0.0.1", "-p", str(port), str(spec)]
    log = spec.with_name("log")
    with log.open("wb") as out, subprocess.Popen(command, stdout=out, stderr=out) as process:
        try:
            until = time.monotonic() + STARTS_WITHIN
            while b"Prism is listening" not in log.read_bytes():
                assert process.poll() is None, log.read_text()[-500:]
                assert time.monotonic() < until, "prism does not start"
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def report(address: str, tmp_path_factory: pytest.TempPathFactory) -> SourceReport:
    with po.open(tmp_path_factory.mktemp("store") / "p.duckdb") as ws:
        # The document knows no other way to sign in
        ws.connect(
            "desk", "zendesk", subdomain="acme", email="robin@acme.example", api_token="t" * 20,
            base_url=address,
        )  # fmt: skip
        return ws.sync(progress=False).sources["desk"]


def test_every_stream_in_the_document_is_read(report: SourceReport) -> None:
    """Its example has at least one record, each becomes rows, and the stream ends after a page or two."""
    for name in sorted(READ):
        stream = report.streams[name]
        assert stream.problem is None, f"{name}: {stream.problem}"
        assert (stream.fetched > 0, stream.set_aside, stream.complete) == (True, 0, True), name
        assert stream.requests <= 2, name


def test_what_is_not_in_the_document_is_named(report: SourceReport) -> None:
    """Help centre, schedules and surveys have documents of their own; nothing else is refused."""
    refused = {name for name, stream in report.streams.items() if stream.warnings}
    unknown = {
        name for name in refused
        if re.search("No path matched|no path matched", " ".join(report.streams[name].warnings))
    }  # fmt: skip
    failed = {name for name, stream in report.streams.items() if stream.problem}
    assert refused == unknown
    assert failed == WRONG_IN_THE_DOCUMENT
    assert not (refused | failed) & READ

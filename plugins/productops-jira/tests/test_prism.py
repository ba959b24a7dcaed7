"""The vendor's own OpenAPI document of the platform: our requests fit it, and its examples are read.

Served by prism, see `productops.testing.prism`. The document writes its examples as text, so they are unwrapped.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import productops as po
from productops.sync.report import SourceReport
from productops.testing.prism import Prism, examples_unwrapped, not_in_document, prism

pytestmark = pytest.mark.vendor

REPOSITORY = Path(__file__).resolve().parents[3]
SHARED = Path(os.environ.get("PRODUCTOPS_SHARED", REPOSITORY.parent / "shared"))
SPEC = SHARED / "data/jira/openapi/jira-platform-v3.2025-12.openapi.json.gz"
Served = tuple[Prism, SourceReport]

READ = {
    "fields", "statuses", "priorities", "issue_types", "projects", "components", "versions", "groups",
    "group_members", "issues", "comments", "remote_links", "worklogs", "application_roles",
}  # fmt: skip
# Their examples are a full page without an end, and come again: the document's static answers, not the vendor
NO_END = {"users", "changelogs"}
# Service management has a document of its own; the customers of its desks are told from the users
ELSEWHERE = {"organizations", "service_desks"}
NEED_THEM = {"organization_members", "satisfaction", "customers"}
# The organisation has a document of its own, and the settings name none
NOT_ASKED = {"managed_accounts", "seats"}


def _ended(document: bytes) -> bytes:
    """The examples, with an end to lists that tell of one, and a moment where the search's example has a 1."""
    text = examples_unwrapped(document).replace(b'"isLast": false', b'"isLast": true')
    return text.replace(b'"updated": 1,', b'"updated": "2021-01-18T23:45:00.000+0000",')


def _read(folder: Path, mend: Callable[[bytes], bytes]) -> Iterator[Served]:
    with prism(SPEC, folder, mend) as served, po.open(folder / "p.duckdb") as ws:
        ws.connect(
            "eng", "jira", site="https://acme.atlassian.net", email="robin@acme.example",
            api_token="t" * 20, base_url=served.url, private_comments=True,
        )  # fmt: skip
        yield served, ws.sync(progress=False).sources["eng"]


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Everything, where lists end."""
    yield from _read(tmp_path_factory.mktemp("ended"), _ended)


@pytest.fixture(scope="module")
def endless(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The examples as they are: "there is more", and then the same again."""
    yield from _read(tmp_path_factory.mktemp("endless"), examples_unwrapped)


def test_every_request_fits_the_document(ended: Served, endless: Served) -> None:
    """Path, query and body, of what is read at first and of what follows."""
    assert ended[0].misfits() == []
    assert endless[0].misfits() == []


def test_every_stream_in_the_document_is_read(ended: Served) -> None:
    """Its examples become records, none is set aside, and the stream is complete."""
    for name in sorted(READ):
        stream = ended[1].streams[name]
        assert stream.problem is None, f"{name}: {stream.problem}"
        assert (stream.fetched > 0, stream.set_aside, stream.complete) == (True, 0, True), name


def test_a_list_without_an_end_is_read_once(ended: Served, endless: Served) -> None:
    """A server that gives its first page for ever ends the stream with an error; the page is kept."""
    for report, names in (
        (ended[1], NO_END),
        (endless[1], {"users", "fields", "projects", "group_members"}),
    ):
        for name in sorted(names):
            stream = report.streams[name]
            assert stream.problem is not None, name
            assert (stream.problem.kind, stream.fetched > 0) == ("LoopDetected", True), name


def test_what_is_not_in_the_document_is_named(ended: Served) -> None:
    """Nothing else is refused or failed; what needs it has nothing to ask for."""
    streams = ended[1].streams
    refused = {name for name, stream in streams.items() if not_in_document(stream.warnings)}
    failed = {name for name, stream in streams.items() if stream.problem}

    assert refused == ELSEWHERE
    assert failed == NO_END | {"customers", "managed_accounts"}
    assert not any(streams[name].fetched for name in NEED_THEM | NOT_ASKED)
    assert not any(streams[name].requests for name in NOT_ASKED)
    assert {*READ, *NO_END, *ELSEWHERE, *NEED_THEM, *NOT_ASKED, "_source"} == streams.keys()

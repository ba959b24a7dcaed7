"""`ws.receive`: a right delivery lands once, a wrong, an old and a repeated one change nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from schemes import LONG_AGO, SCHEMES, URL, Scheme

import productops as po
from productops.errors import DeliveryRefused, SettingsError
from productops.webhooks import respond
from productops.workspace import Workspace

by_vendor = pytest.mark.parametrize(
    "vendor", SCHEMES, ids=lambda scheme: scheme.connector, indirect=True
)
one_vendor = pytest.mark.parametrize("vendor", SCHEMES[:1], ids=["zendesk"], indirect=True)
Rows = list[tuple[str, str]]


@dataclass(frozen=True)
class Vendor:
    """A vendor on loopback, all its rows, and one record that it will tell of."""

    scheme: Scheme
    url: str
    rows: Rows
    raw: dict[str, Any]
    source_id: str
    at: datetime

    def delivery(self, at: datetime | None = None) -> tuple[bytes, dict[str, str]]:
        """Body and headers, as sent at a moment."""
        moment = at or self.at
        body = self.scheme.body(self.raw, moment)
        return body, self.scheme.sign(body, moment)


@pytest.fixture(scope="module")
def vendor(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Vendor]:
    scheme: Scheme = request.param
    with scheme.serve() as url, po.open(tmp_path_factory.mktemp("all") / "all.duckdb") as ws:
        ws.connect("it", scheme.connector, **scheme.settings(url))
        report = ws.sync(progress=False)
        assert report.exit_code == 0, report.to_dict()
        found = rows(ws, scheme)
        raws = {source_id: ws.raw("it", scheme.stream, source_id) for source_id, _ in found}
        source_id, raw = next((key, raw) for key, raw in raws.items() if raw is not None)
        plain = msgspec.to_builtins(raw)
        yield Vendor(
            scheme, url, found, plain, source_id, scheme.moment(plain) + timedelta(minutes=1)
        )


@pytest.fixture
def ws(vendor: Vendor, tmp_path: Path) -> Iterator[Workspace]:
    with po.open(tmp_path / "test.duckdb") as workspace:
        workspace.connect("it", vendor.scheme.connector, **vendor.scheme.settings(vendor.url))
        yield workspace


def rows(ws: Workspace, scheme: Scheme) -> Rows:
    query = (
        f"SELECT source_id, content_hash FROM {scheme.table} WHERE NOT deleted ORDER BY source_id"
    )
    return [tuple(row) for row in ws.sql(query).to_pandas(pii="keep").itertuples(index=False)]


@by_vendor
def test_a_right_delivery_lands(ws: Workspace, vendor: Vendor) -> None:
    """Before anything was synced, from nothing but what was sent and fetched for it."""
    body, headers = vendor.delivery()
    report = ws.receive("it", "POST", URL, headers, body, as_of=vendor.at)
    assert report.exit_code == 0, report.to_dict()
    assert report.sources["it"].streams[vendor.scheme.stream].created == 1
    assert vendor.source_id in [source_id for source_id, _ in rows(ws, vendor.scheme)]


@by_vendor
def test_by_delivery_and_by_sync_it_is_the_same_row(ws: Workspace, vendor: Vendor) -> None:
    """Which comes first makes no difference, and a delivery moves no cursor: the sync reads all."""
    body, headers = vendor.delivery()
    assert ws.receive("it", "POST", URL, headers, body, as_of=vendor.at).exit_code == 0
    assert ws.sync(progress=False).exit_code == 0
    assert rows(ws, vendor.scheme) == vendor.rows
    body, headers = vendor.delivery(vendor.at + timedelta(seconds=1))
    report = ws.receive("it", "POST", URL, headers, body, as_of=vendor.at)
    assert report.exit_code == 0, report.to_dict()
    assert report.total("created") == 0
    assert rows(ws, vendor.scheme) == vendor.rows


@by_vendor
def test_a_wrong_signature_is_refused_and_nothing_is_stored(ws: Workspace, vendor: Vendor) -> None:
    body, headers = vendor.delivery()
    with pytest.raises(DeliveryRefused, match="signature is wrong"):
        ws.receive("it", "POST", URL, headers, body + b" ", as_of=vendor.at)
    assert rows(ws, vendor.scheme) == []


@by_vendor
def test_an_unsigned_delivery_is_refused(ws: Workspace, vendor: Vendor) -> None:
    with pytest.raises(DeliveryRefused, match="no signature"):
        ws.receive("it", "POST", URL, {}, vendor.delivery()[0], as_of=vendor.at)


@by_vendor
def test_an_old_delivery_is_refused(ws: Workspace, vendor: Vendor) -> None:
    """Its signature is right; what it tells was long ago."""
    body, headers = vendor.delivery(vendor.at - LONG_AGO)
    with pytest.raises(DeliveryRefused, match="too long ago"):
        ws.receive("it", "POST", URL, headers, body, as_of=vendor.at)
    assert rows(ws, vendor.scheme) == []


@by_vendor
def test_a_repeated_delivery_is_refused(ws: Workspace, vendor: Vendor) -> None:
    body, headers = vendor.delivery()
    assert ws.receive("it", "POST", URL, headers, body, as_of=vendor.at).exit_code == 0
    with pytest.raises(DeliveryRefused, match="received before") as refused:
        ws.receive("it", "POST", URL, headers, body, as_of=vendor.at)
    assert refused.value.repeated


@by_vendor
def test_a_body_that_is_not_the_vendor_s_is_refused(ws: Workspace, vendor: Vendor) -> None:
    body = b'"hello"'
    with pytest.raises(DeliveryRefused):
        ws.receive("it", "POST", URL, vendor.scheme.sign(body, vendor.at), body, as_of=vendor.at)


@one_vendor
def test_answers_tell_a_stranger_nothing(ws: Workspace, vendor: Vendor) -> None:
    body, _ = vendor.delivery()
    assert respond(ws, "it", "POST", URL, {}, body) == (401, "refused")
    assert respond(ws, "other", "POST", URL, {}, body) == (404, "nothing is received here")


@one_vendor
def test_what_was_received_before_is_answered_well(ws: Workspace, vendor: Vendor) -> None:
    """The vendor sends again when our answer was lost."""
    from datetime import UTC

    body, headers = vendor.delivery(datetime.now(UTC))
    first = respond(ws, "it", "POST", URL, headers, body)
    assert (first, respond(ws, "it", "POST", URL, headers, body)) == (
        (200, "stored"),
        (200, "received before"),
    )


@one_vendor
def test_without_a_secret_nothing_is_believed(ws: Workspace, vendor: Vendor) -> None:
    settings = vendor.scheme.settings("http://127.0.0.1:9")
    del settings["webhook_secret"]
    ws.connect("open", vendor.scheme.connector, **settings)
    body, headers = vendor.delivery()
    with pytest.raises(DeliveryRefused, match=r"sources\.open\.webhook_secret"):
        ws.receive("open", "POST", URL, headers, body, as_of=vendor.at)


@one_vendor
def test_a_source_that_is_not_there_is_named(ws: Workspace, vendor: Vendor) -> None:
    with pytest.raises(SettingsError, match='"its"'):
        ws.receive("its", "POST", URL, {}, vendor.delivery()[0])

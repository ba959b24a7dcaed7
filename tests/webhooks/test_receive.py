"""`ws.receive`: a right delivery lands once, a wrong, an old and a repeated one change nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from schemes import LONG_AGO, SCHEMES, URL, Scheme, now

import productops as po
from productops.errors import DeliveryRefused, SettingsError
from productops.webhooks import respond
from productops.workspace import Workspace

by_vendor = pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.connector)


@pytest.fixture
def ws(scheme: Scheme, tmp_path: Path) -> Iterator[Workspace]:
    with scheme.serve() as url, po.open(tmp_path / "test.duckdb") as workspace:
        workspace.connect("it", scheme.connector, **scheme.settings(url))
        yield workspace


def rows(ws: Workspace, scheme: Scheme) -> list[tuple[str, str]]:
    found = ws.sql(f"SELECT source_id, content_hash FROM {scheme.table} ORDER BY source_id")
    return [tuple(row) for row in found.to_pandas(pii="keep").itertuples(index=False)]


@by_vendor
def test_a_right_delivery_lands(ws: Workspace, scheme: Scheme) -> None:
    """Before anything was synced, from nothing but what was sent and fetched for it."""
    body = scheme.body(now())
    report = ws.receive("it", "POST", URL, scheme.sign(body, now()), body)
    assert report.exit_code == 0, report.to_dict()
    assert report.total("created") == 1
    assert scheme.source_id in [source_id for source_id, _ in rows(ws, scheme)]


@by_vendor
def test_by_delivery_and_by_sync_it_is_the_same_row(ws: Workspace, scheme: Scheme) -> None:
    assert ws.sync(progress=False).exit_code == 0
    before = rows(ws, scheme)
    body = scheme.body(now())
    report = ws.receive("it", "POST", URL, scheme.sign(body, now()), body)
    assert report.exit_code == 0, report.to_dict()
    assert report.total("created") == 0
    assert rows(ws, scheme) == before


@by_vendor
def test_a_delivery_moves_no_cursor(ws: Workspace, scheme: Scheme) -> None:
    """What a sync reads afterwards is everything, not what came after the delivery."""
    body = scheme.body(now())
    ws.receive("it", "POST", URL, scheme.sign(body, now()), body)
    first = ws.sync(progress=False)
    assert first.exit_code == 0
    assert len(rows(ws, scheme)) > 1


@by_vendor
def test_a_wrong_signature_is_refused_and_nothing_is_stored(ws: Workspace, scheme: Scheme) -> None:
    body = scheme.body(now())
    headers = scheme.sign(body, now())
    with pytest.raises(DeliveryRefused, match="signature is wrong"):
        ws.receive("it", "POST", URL, headers, body.replace(b"7", b"8"))
    assert rows(ws, scheme) == []


@by_vendor
def test_an_unsigned_delivery_is_refused(ws: Workspace, scheme: Scheme) -> None:
    with pytest.raises(DeliveryRefused, match="no signature"):
        ws.receive("it", "POST", URL, {}, scheme.body(now()))


@by_vendor
def test_an_old_delivery_is_refused(ws: Workspace, scheme: Scheme) -> None:
    """Its signature is right; what it tells was weeks ago."""
    body = scheme.body(now() - LONG_AGO)
    with pytest.raises(DeliveryRefused, match="too long ago"):
        ws.receive("it", "POST", URL, scheme.sign(body, now() - LONG_AGO), body)
    assert rows(ws, scheme) == []


@by_vendor
def test_a_repeated_delivery_is_refused_and_answered_as_received(
    ws: Workspace, scheme: Scheme
) -> None:
    body, at = scheme.body(now()), now()
    first = respond(ws, "it", "POST", URL, scheme.sign(body, at), body)
    with pytest.raises(DeliveryRefused, match="received before"):
        ws.receive("it", "POST", URL, scheme.sign(body, at), body)
    again = respond(ws, "it", "POST", URL, scheme.sign(body, at), body)
    assert (first, again) == ((200, "stored"), (200, "received before"))


@pytest.mark.parametrize("scheme", SCHEMES[:1], ids=["zendesk"])
def test_answers_tell_a_stranger_nothing(ws: Workspace, scheme: Scheme) -> None:
    body = scheme.body(now())
    assert respond(ws, "it", "POST", URL, {}, body) == (401, "refused")
    assert respond(ws, "other", "POST", URL, {}, body) == (404, "nothing is received here")


@pytest.mark.parametrize("scheme", SCHEMES[:1], ids=["zendesk"])
def test_without_a_secret_nothing_is_believed(ws: Workspace, scheme: Scheme) -> None:
    settings = scheme.settings("http://127.0.0.1:9")
    del settings["webhook_secret"]
    ws.connect("open", scheme.connector, **settings)
    body = scheme.body(now())
    with pytest.raises(DeliveryRefused, match=r"sources\.open\.webhook_secret"):
        ws.receive("open", "POST", URL, scheme.sign(body, now()), body)


@pytest.mark.parametrize("scheme", SCHEMES[:1], ids=["zendesk"])
def test_a_source_that_is_not_there_is_named(ws: Workspace, scheme: Scheme) -> None:
    with pytest.raises(SettingsError, match='"its"'):
        ws.receive("its", "POST", URL, {}, scheme.body(now()))

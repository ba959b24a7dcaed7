"""Children of a stream that needs another wait for it; and a record may say what of it counts as a change."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import msgspec
from shelf import Envelope

from productops.kit import (
    Answer,
    Auth,
    Can,
    ConnectorSettings,
    Instance,
    NoAuth,
    Page,
    Request,
    Run,
)
from productops.model import FeedbackItem, FieldDefinition
from productops.store.base import Store
from productops.sync.engine import sync
from productops.sync.report import SyncReport
from productops.sync.source import Source
from productops.transport.base import Observer


class _Form(msgspec.Struct):
    id: str
    name: str
    seen: int


class _Said(msgspec.Struct):
    id: str
    form: str


class _Forms:
    name, wire, can = "forms", _Form, Can(incremental=True)

    def start(self, run: Run) -> Iterable[Request]:
        yield Request(path="/forms/1")

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        number = int(request.path.rpartition("/")[2])
        child = Request(path=f"/said/{number}", stream="said", partition=str(number))
        following = Request(path=f"/forms/{number + 1}") if number < 3 else None
        cursor = "read" if following is None else None
        return Page(answer.decode(Envelope).records, following, cursor, children=[child])

    def identify(self, record: _Form) -> tuple[str, str | None]:
        return record.id, None

    def content(self, record: _Form) -> str:
        return record.name

    def normalise(self, record: _Form, run: Run) -> Iterable[FieldDefinition]:
        yield FieldDefinition(**run.key(FieldDefinition, record.id), name=record.name)


class _Answers:
    name, needs, below, wire = "said", ("forms",), ("forms",), _Said
    can = Can(incremental=True, deletes=True)

    def start(self, run: Run) -> Iterable[Request]:
        return ()

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        if request.state == "census":
            return Page(present=[one["id"] for one in answer.decode(dict)["records"]])
        return Page(answer.decode(Envelope).records)

    def identify(self, record: _Said) -> tuple[str, str | None]:
        return record.id, None

    def normalise(self, record: _Said, run: Run) -> Iterable[FeedbackItem]:
        form = run.seen("forms", record.form)
        yield FeedbackItem(**run.key(FeedbackItem, record.id), title=form.name if form else None)

    def census(self, run: Run) -> Iterable[Request]:
        for number in range(1, 4):
            yield Request(path=f"/said/{number}", state="census")


class _Tool:
    name, settings, hosts = "tool", ConnectorSettings, {"api": "https://tool.example"}
    streams = (_Forms(), _Answers())

    def auth(self, settings: ConnectorSettings) -> Auth:
        return NoAuth()

    def open(self, settings: ConnectorSettings) -> Request:
        return Request(path="/me")

    def opened(self, request: Request, answer: Answer) -> Request | Instance:
        return Instance("tool.example")


class _Side:
    """The tool's side: three forms with one answer each; *seen* moves without meaning anything."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.seen = 0
        self.extra: list[str] = []

    def send(self, request: Request) -> Answer:
        self.calls.append(request.path)
        _, _, kind, number = (
            f"/{request.path}".split("/") if request.path != "/me" else ["", "", "", ""]
        )
        return Answer(200, msgspec.json.encode({"records": self._records(kind, number)}))

    def _records(self, kind: str, number: str) -> list[dict[str, Any]]:
        if kind == "forms":
            return [{"id": number, "name": f"Form {number}", "seen": self.seen}]
        extra = [{"id": one, "form": number} for one in self.extra if number == "1"]
        return [{"id": f"a{number}", "form": number}, *extra]

    def settle(self, request: Request) -> Request:
        return request

    def close(self) -> None:
        return


def run(side: _Side, store: Store, at: datetime) -> SyncReport:
    def reach(observer: Observer, stop: threading.Event) -> Any:
        return side

    return sync([Source("tool", _Tool(), ConnectorSettings(), reach)], store, now=at)


def test_children_wait_for_what_their_stream_needs(store: Store, now: datetime) -> None:
    """They are asked for when the last form is read, so that each finds its form."""
    side = _Side()

    report = run(side, store, now)

    assert report.exit_code == 0
    assert side.calls[:4] == ["/me", "/forms/1", "/forms/2", "/forms/3"]
    assert sorted(side.calls[4:]) == ["/said/1", "/said/2", "/said/3"]
    titles = [row["title"] for row in store.sql("SELECT title FROM feedback ORDER BY 1").rows()]
    assert titles == ["Form 1", "Form 2", "Form 3"]


def test_a_record_whose_content_stays_is_unchanged(store: Store, now: datetime) -> None:
    """It keeps the payload it was first seen with, and what was made with it is not made again."""
    side = _Side()
    run(side, store, now)
    side.seen = 7

    report = run(side, store, now + timedelta(hours=1))

    forms = report.sources["tool"].streams["forms"]
    assert (forms.fetched, forms.unchanged, forms.updated) == (3, 3, 0)
    assert report.sources["tool"].streams["said"].renormalised == 0
    (held,) = store.sql(
        "SELECT payload FROM _raw WHERE stream = 'forms' AND source_id = '1'"
    ).rows()
    assert '"seen":0' in held["payload"]


def test_what_a_census_finds_below_another_stream_makes_both_be_read_again(
    store: Store, now: datetime
) -> None:
    """The stream has no start of its own: what leads to it is read from the start."""
    side = _Side()
    run(side, store, now)
    original, side.extra = _Answers.read, ["b"]

    class Forgetful(_Answers):
        def read(self, request: Request, answer: Answer, run: Run) -> Page:
            page = original(self, request, answer, run)
            kept = [one for one in page.records if b'"b"' not in bytes(one)]
            return Page(kept, present=page.present)

    class Tool(_Tool):
        streams = (_Forms(), Forgetful())

    source = Source("tool", Tool(), ConnectorSettings(), lambda *_: side)
    later = sync([source], store, now=now + timedelta(days=30))

    assert "the next sync reads all again" in str(later.sources["tool"].streams["said"].warnings)
    run(side, store, now + timedelta(days=31))
    ids = [
        row["source_id"] for row in store.sql("SELECT source_id FROM feedback ORDER BY 1").rows()
    ]
    assert ids == ["a1", "a2", "a3", "b"]

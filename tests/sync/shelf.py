"""A small fictional vendor, to try the engine on: items with notes below them, and kinds as context.

Synthetic. The vendor is a dict; its transport answers from it, and misbehaves on request.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import msgspec

from productops.errors import RecordRejected
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
from productops.model import Comment, FeedbackItem, FieldDefinition
from productops.sync.source import Source
from productops.transport.base import Observer


class ItemWire(msgspec.Struct):
    id: int
    title: str
    updated: str
    kind: str = ""
    gone: bool = False
    notes: int = 0


class KindWire(msgspec.Struct):
    id: str
    name: str


class NoteWire(msgspec.Struct):
    id: int
    item: int
    text: str


class Envelope(msgspec.Struct):
    records: list[msgspec.Raw]
    next: int | None = None


class Kinds:
    name, wire, can = "kinds", KindWire, Can(deletes=True)

    def start(self, run: Run) -> Iterable[Request]:
        yield Request(path="/kinds")

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        return Page(answer.decode(Envelope).records)

    def identify(self, record: KindWire) -> tuple[str, str | None]:
        return record.id, None

    def normalise(self, record: KindWire, run: Run) -> Iterable[FieldDefinition]:
        yield FieldDefinition(**run.key(FieldDefinition, record.id), name=record.name)


def peek(raw: msgspec.Raw) -> dict[str, Any]:
    try:
        return msgspec.json.decode(raw, type=dict)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return {}


class Items:
    name, needs, wire = "items", ("kinds",), ItemWire
    can = Can(incremental=True, deletes=True, counts=True)

    def start(self, run: Run) -> Iterable[Request]:
        query = {"after": str(run.cursor() or 0), "size": run.page_size or 10}
        yield Request(path="/items", query=query, page_size="size")

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        if request.state == "census":
            ids = [item["id"] for item in answer.decode(dict)["records"]]
            return Page(present=map(str, ids))
        envelope = answer.decode(Envelope)
        items = [peek(raw) for raw in envelope.records]
        children = [
            Request(path=f"/items/{item['id']}/notes", of=str(item["id"]), stream="notes")
            for item in items
            if item.get("notes")
        ]
        if envelope.next is None:
            return Page(envelope.records, children=children)
        following = request.ask(after=envelope.next) if envelope.records else None
        return Page(envelope.records, following, str(envelope.next), children=children)

    def identify(self, record: ItemWire) -> tuple[str, str | None]:
        return str(record.id), record.updated

    def normalise(self, record: ItemWire, run: Run) -> Iterable[FeedbackItem]:
        if record.title == "refuse":
            raise RecordRejected("it asks to be refused", field="title")
        if record.title == "crash":
            raise KeyError("crash")
        kind = run.seen("kinds", record.kind)
        yield FeedbackItem(
            **run.key(FeedbackItem, str(record.id)),
            title=record.title,
            tags=[kind.name] if kind else [],
            source_updated_at=record.updated,
            deleted=record.gone,
            deleted_at=record.updated if record.gone else None,
        )

    def census(self, run: Run) -> Iterable[Request]:
        yield Request(path="/ids", state="census")

    def count(self, run: Run) -> Request:
        return Request(path="/count")

    def counted(self, answer: Answer) -> int:
        return int(answer.decode(dict)["count"])


class Notes:
    name, wire = "notes", NoteWire

    def start(self, run: Run) -> Iterable[Request]:
        return ()

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        return Page(answer.decode(Envelope).records)

    def identify(self, record: NoteWire) -> tuple[str, str | None]:
        return str(record.id), None

    def normalise(self, record: NoteWire, run: Run) -> Iterable[Comment]:
        yield Comment(
            **run.key(Comment, str(record.id)),
            parent_id=run.ref(FeedbackItem, record.item),
            body=record.text,
        )


class Shelf:
    name, settings, hosts = "shelf", ConnectorSettings, {"api": "https://shelf.example"}
    streams = (Kinds(), Items(), Notes())

    def auth(self, settings: ConnectorSettings) -> Auth:
        return NoAuth()

    def open(self, settings: ConnectorSettings) -> Request:
        return Request(path="/me")

    def opened(self, request: Request, answer: Answer) -> Request | Instance:
        return Instance("shelf.example", account="Shelf")


@dataclass
class Vendor:
    """The vendor's side: items by position (a later change moves an item to the end), notes, kinds."""

    items: list[dict[str, Any]] = field(default_factory=list)
    kinds: dict[str, str] = field(default_factory=lambda: {"k": "Billing"})
    calls: list[str] = field(default_factory=list)
    before: Callable[[Request], Answer | None] = lambda request: None
    counted: int | None = None
    position: int = 0

    @classmethod
    def of(cls, number: int, **more: Any) -> Vendor:
        vendor = cls(**more)
        for i in range(1, number + 1):
            vendor.put(i, notes=2 if i % 10 == 0 else 0)
        return vendor

    def put(self, number: int, title: str = "", **more: Any) -> None:
        self.items = [item for item in self.items if item["id"] != number]
        self.position += 1
        position = self.position
        updated = f"2026-01-01T00:{position // 60 % 60:02}:{position % 60:02}Z"
        new = {"id": number, "title": title or f"Item {number}", "updated": updated, "kind": "k"}
        self.items.append({**new, **more, "position": position})

    def remove(self, number: int) -> None:
        self.items = [item for item in self.items if item["id"] != number]

    def answer(self, request: Request) -> Answer:
        asked = "&".join(f"{k}={v}" for k, v in sorted(request.query.items()))
        self.calls.append(f"{request.path}?{asked}")
        own = self.before(request)
        return own or Answer(200, msgspec.json.encode(self._body(request)), url=request.path)

    def _body(self, request: Request) -> Any:
        path = request.path
        if path == "/items":
            after, size = int(request.query["after"]), int(request.query["size"])
            page = [i for i in self.items if i["position"] > after][:size]
            return {"records": page, "next": page[-1]["position"] if page else after}
        if path == "/kinds":
            return {"records": [{"id": k, "name": v} for k, v in self.kinds.items()]}
        if path == "/ids":
            return {"records": [{"id": i["id"]} for i in self.items if not i.get("gone")]}
        if path == "/count":
            return {"count": len(self.items) if self.counted is None else self.counted}
        if path.endswith("/notes"):
            number = int(path.split("/")[2])
            rows = [{"id": number * 100 + n, "item": number, "text": f"note {n}"} for n in range(2)]
            return {"records": rows}
        return {}


@dataclass
class VendorTransport:
    vendor: Vendor
    observer: Observer

    def send(self, request: Request) -> Answer:
        self.observer.sent(request)
        return self.vendor.answer(request)

    def settle(self, request: Request) -> Request:
        return request

    def close(self) -> None:
        pass


def shelf(vendor: Vendor, name: str = "shelf", **settings: Any) -> Source:
    """A source that reads *vendor*."""

    def reach(observer: Observer, stop: threading.Event) -> VendorTransport:
        return VendorTransport(vendor, observer)

    return Source(name, Shelf(), ConnectorSettings(**settings), reach)

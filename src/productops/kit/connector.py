"""What a connector is: declarations and pure functions. The engine does everything else.

A connector never sends, sleeps, loops over pages, opens a file or signs a token; it turns
*(request, answer)* into *(records, where to go next)*.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol, TypedDict

from ..model.base import Record
from .auth import Auths
from .settings import ConnectorSettings
from .wire import Answer, Cursor, Page, Request


@dataclass(frozen=True, slots=True)
class Instance:
    """Who answered when the source was opened.

    Attributes:
        name: the source instance in ids (`acme.zendesk.com`); `instance` in the settings overrides it. Empty where
            the vendor knows no name of the account: then it is the source's name in the settings.
        account: the name a person knows it by.
        timezone: IANA name of the account's zone.
        plan, scopes: as far as the source tells.
        features: switches that streams ask about (`community`).
        hosts: hosts found while opening, by name; they replace the connector's own.
        user: who we are there, for messages.
        warnings: what the user should know now (a credential that ends soon).
        detail: anything else the connector's streams need; JSON-able.
    """

    name: str
    account: str = ""
    timezone: str = "UTC"
    plan: str = ""
    scopes: tuple[str, ...] = ()
    features: frozenset[str] = frozenset()
    hosts: Mapping[str, str] = field(default_factory=dict)
    user: str = ""
    warnings: tuple[str, ...] = ()
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pace:
    """At most *requests* in *seconds*: a limit that the source documents, but whose answers do not tell of it."""

    requests: int
    seconds: float = 1.0


class Key(TypedDict):
    """The identity part of the envelope, ready to be passed to a record: `Feedback(**run.key(…), …)`."""

    id: str
    source: str
    source_instance: str
    source_id: str


class Run(Protocol):
    """What a stream may know of the run it is part of; read-only."""

    @property
    def settings(self) -> Any:
        """The source's settings, an instance of the connector's `settings` model."""

    @property
    def instance(self) -> Instance:
        """What opening the source told."""

    @property
    def now(self) -> datetime:
        """The start of the run (UTC); the only clock there is."""

    @property
    def since(self) -> datetime | None:
        """Nothing modified before is wanted."""

    @property
    def page_size(self) -> int | None:
        """Records a page, if the user set it."""

    def cursor(self, partition: str = "") -> Cursor | None:
        """Where this partition starts: what a page gave as its `cursor`.

        A moment comes already less the lookback; None reads from `since` or the beginning.
        """

    def seen(self, stream: str, source_id: str) -> Any | None:
        """A record of a stream in `needs`, decoded into that stream's `wire`."""

    def versions(self, stream: str, source_id: str) -> list[Any]:
        """Every version held of a record of a stream in `needs`, oldest first.

        A stream that others need may ask for its own: a form's earlier versions still name the questions
        that were deleted from it. The version that is being normalised may or may not be among them.
        """

    def ids(self, stream: str) -> Collection[str]:
        """Source ids held of a stream in `needs`, gone ones too."""

    def live(self, stream: str) -> Collection[str]:
        """Source ids held of a stream in `needs` that are not gone."""

    def key(self, table: type[Record], source_id: str) -> Key:
        """The identity of a row this raw record yields."""

    def ref(self, table: type[Record], source_id: str | int | None) -> str | None:
        """The id of another record; None stays None."""

    def map(self, vocabulary: str, *words: str | None) -> str:
        """Our word for the source's: the user's overrides, the connector's table, the shared one."""

    def overridden(self, vocabulary: str, word: str | None) -> str | None:
        """The user's own mapping of *word*, if there is one; it wins over anything the source says."""


@dataclass(frozen=True, slots=True)
class Can:
    """What a stream can do, so that a measure can say why it has no answer."""

    incremental: bool = False
    deletes: bool = False
    history: bool = False
    counts: bool = False


class Stream(Protocol):
    """One kind of record of a source.

    Besides what is listed here the engine understands, where a stream has them:

    - `needs`: names of context streams that are complete before this one starts;
    - `wire`: a msgspec Struct of the fields that are read, or `dict` for everything;
    - `can` (`Can`), `lookback` (a timedelta), `reads` (names of the tables it yields);
    - `optional`: true where an account may lack the stream, so that a refusal is a warning;
    - `census(run) -> Iterable[Request]`: requests whose pages give every id as `present`;
    - `missing(ids, run) -> Iterable[Request]`: of ids a census did not find, which are deleted (`gone`), which
      are there after all (`present`) or put away (`archived`); the rest is not visible to us;
    - `seek(records, run) -> Iterable[Request]`: the same, for a stream that has to see what is held of them;
    - `count(run) -> Request | None` with `counted(answer) -> int`: the source's own number.

    - `content(record) -> Any`: what of a record counts as a change, JSON-able; one whose content stays is unchanged
      and keeps the payload it was first seen with (a survey whose date moves with each response);
    - `part_of: str`: a stream whose source ids this one's are, or begin with (`4711:1`); what goes there, goes here;
    - `lists_whole = True`: pages say with `Page.whole` that they gave everything below something;
    - `shares(run) -> Iterable[str]`: tables of which several of its records may yield the same row (a customer named in
      two lines of a file); everywhere else a row belongs to one record;
    - `below: tuple[str, ...]`: streams whose pages lead to this one, which are read with it;

    A stream whose `start` gives nothing is filled by children that other streams name it in
    (`Request(stream=…)`). A stream that is listed whole every time and says `Can(deletes=True)` needs
    no census: what the listing lacks is gone.
    """

    @property
    def name(self) -> str:
        """Unique within the connector."""

    def start(self, run: Run) -> Iterable[Request] | None:
        """One request a partition; None where it is not read with these settings, and what is held of it stays."""

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        """The page in *answer*; again with `answer.also` if the page asked for it."""

    def identify(self, record: Any) -> tuple[str, str | None]:
        """Source id and version (an updated_at, an etag) of a decoded record."""

    def normalise(self, record: Any, run: Run) -> Iterable[Record]:
        """The rows a decoded record yields.

        Raises:
            RecordRejected: it does not fit; the engine sets it aside with the reason.
        """


class Connector(Protocol):
    """A source of records.

    Besides what is listed here the engine understands, where a connector has them:

    - `vocabulary`: its own words, by vocabulary; `paces`: bucket → `Pace`, kept for requests of that bucket;
    - `grants`: where its scopes are ticked, one sentence; it is told with every scope that is missing;
    - `day`: when a day's quota starts anew, one sentence; it is told where the source's answer does not say.
    """

    @property
    def name(self) -> str:
        """As in `connector = "…"` and in the `source` column."""

    @property
    def settings(self) -> type[ConnectorSettings]:
        """The model of its settings."""

    @property
    def hosts(self) -> Mapping[str, str]:
        """Host name → base URL; `{key}` takes a value of the settings."""

    @property
    def streams(self) -> Iterable[Any]:
        """Its streams (`Stream`), in the order they are listed to a person."""

    def auth(self, settings: Any) -> Auths:
        """How to sign in; host name → how, where the hosts take different credentials."""

    def open(self, settings: Any) -> Request:
        """The first request of the opening chain: who am I?"""

    def opened(self, request: Request, answer: Answer) -> Request | Instance:
        """The next request of the chain, or what it found."""


DEFAULT_LOOKBACK = timedelta(0)

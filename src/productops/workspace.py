"""What a user holds: sources, a store, and the verbs between them."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from functools import cached_property, partial
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from .checks import Checks
from .display.progress import choose
from .errors import SettingsError, did_you_mean
from .interrupts import stoppable
from .model import TABLES
from .render import Way
from .settings import Settings, SourceKeys, load, of_dict, of_store
from .settings.schema import STORE
from .settings.secrets import Unreadable, reference
from .sync.report import Problem, SourceCheck, SourceReport
from .wiring import Sources

if TYPE_CHECKING:
    from pydantic import SecretStr

    from .inventory import Inventory
    from .plugins import Plugins
    from .status import Status
    from .store.base import Decision
    from .store.duck import DuckStore
    from .store.export import ExportReport
    from .store.reading import Reading
    from .store.tables import Table
    from .sync.report import RenormaliseReport, Show, SyncReport, VerifyReport

SETTINGS = "productops.toml"
LOCK_WAIT = 10.0
PLURALS = {f"{name}s": name for name in TABLES if f"{name}s" not in TABLES} | {"people": "person"}
"""`ws.tools` is `ws.tool`."""


def open(  # noqa: A001 - `productops.open` is how it is called
    path_or_settings: str | PathLike[str] | Mapping[str, Any] | None = None,
    *,
    lock_wait: float = LOCK_WAIT,
) -> Workspace:
    """Open a workspace.

    Args:
        path_or_settings: a store (`acme.duckdb`), a settings file (`productops.toml`), a folder with either,
            or a mapping with the settings' keys. By default `productops.toml` here if there is one, else
            `productops.duckdb`.
        lock_wait: seconds to wait for a store that somebody else uses.

    Raises:
        SettingsError: all mistakes in the settings at once.
    """
    workspace = Workspace(_settings(path_or_settings), lock_wait=lock_wait)
    workspace.settings.check(workspace.plugins)
    return workspace


def _settings(given: str | PathLike[str] | Mapping[str, Any] | None) -> Settings:
    if isinstance(given, Mapping):
        return of_dict(given, Path.cwd())
    path = Path(given).expanduser() if given is not None else Path()
    if path.is_dir():
        inside = path / SETTINGS
        return load(inside) if inside.exists() else of_store(path / STORE)
    return load(path) if path.suffix == ".toml" else of_store(path)


class Workspace:
    """Sources, a store, and the verbs between them. Close it, or use it as a context manager.

    Every table is an attribute, as it is in the store at that moment: `ws.feedback`, `ws.person`, `ws.tools`.

    Attributes:
        settings: what was read when it was opened.
        lock_wait: seconds to wait for a store that somebody else uses.
    """

    def __init__(
        self, settings: Settings, *, plugins: Plugins | None = None, lock_wait: float = LOCK_WAIT
    ) -> None:
        self.settings = settings
        self.lock_wait = lock_wait
        self._given_plugins = plugins
        self._sources = Sources(settings)

    def connect(self, name: str, connector: str, **settings: Any) -> None:
        """Add a source for as long as this process lives.

        Args:
            name: what to call it.
            connector: which connector reads it (`zendesk`).
            settings: its keys as in the settings file; a secret may also be given as it is.

        Raises:
            SettingsError: all mistakes in them at once.
        """
        keys = SourceKeys(name, connector, settings, Path.cwd(), from_file=False)
        self._sources.add(keys, self.plugins)

    def sync(
        self,
        sources: str | Collection[str] | None = None,
        *,
        full: bool = False,
        limit: int | None = None,
        progress: Show | bool | None = None,
        as_of: datetime | None = None,
    ) -> SyncReport:
        """Fetch what is new or changed; whatever was begun before goes on where it stopped.

        Ctrl-C and SIGTERM end it cleanly: what is fetched is kept, and the report says that it was stopped.

        Args:
            sources: names of sources; all by default.
            full: read again from the beginning (`since`), then look for what was deleted.
            limit: stop each stream after the page with its *limit*-th record; 1 or more.
            progress: None shows progress on a terminal or in a notebook, True anywhere, False nowhere; a
                function is called for each step.
            as_of: the moment of the run (aware), by which it is told what is due again; now by default.

        Returns:
            What happened. A source that fails does not raise; `report.raise_for_failure()` does.

        Raises:
            SettingsError: mistakes in the settings, a secret that cannot be read, an unknown source.
            StoreError: the store is locked or damaged.
        """
        from .sync.engine import sync

        if limit is not None and limit < 1:
            raise SettingsError(f"{limit} is no number of records; give 1 or more", where="limit")
        good, broken = self._sources.chosen(sources, self.plugins)
        # asks every plugin, so that one that does not work is named in the report
        self.plugins.connectors()
        with self._locked(), choose(progress) as show, stoppable(show.notice) as stop:
            report = sync(
                good, self.store, now=as_of or _now(), full=full, limit=limit, show=show, plugins=self.plugins, stop=stop
            )  # fmt: skip
        for source in broken:
            problem = Problem.of(source.error)
            report.sources[source.name] = SourceReport(source.connector, problem=problem)
        return report

    def receive(
        self,
        source: str,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes,
        *,
        as_of: datetime | None = None,
    ) -> SyncReport:
        """Bring in what a source sent by itself (a webhook); the same record by `sync` is the same row.

        Args:
            source: the source's name in the settings, which the address it sends to should hold.
            method, url, headers, body: the request as it arrived; *url* with scheme and host, as the source called it.
            as_of: when it arrived (aware); now by default. An old one is refused.

        Returns:
            What it changed; see `report.exit_code` for whether all of it is stored.

        Raises:
            DeliveryRefused: it is not signed by the source, too old, or was received before. Nothing is stored.
            SettingsError: there is no such source, or it receives nothing.
            StoreLocked: a sync is running; the source will send it again.
        """
        from .kit.webhooks import Arrived
        from .sync.receiving import receive

        low = {name.lower(): value for name, value in headers.items()}
        arrived = Arrived(method, url, low, body)
        good, broken = self._sources.chosen(source, self.plugins)
        for one in broken:
            raise one.error
        with self._locked(), stoppable(lambda _: None) as stop:
            return receive(
                good[0], self.store, arrived, now=as_of or _now(), plugins=self.plugins, stop=stop
            )

    def check(self, sources: str | Collection[str] | None = None) -> Checks:
        """Ask each source whether it answers, and as whom; reads nothing, writes nothing."""
        from .sync.verify import check

        good, broken = self._sources.chosen(sources, self.plugins)
        with choose(progress=False) as show, stoppable(show.notice) as stop:
            found = Checks(check(good, now=_now(), stop=stop))
        for source in broken:
            found[source.name] = SourceCheck(source.connector, problem=Problem.of(source.error))
        return found

    def verify(
        self,
        sources: str | Collection[str] | None = None,
        *,
        progress: Show | bool | None = None,
        as_of: datetime | None = None,
    ) -> VerifyReport:
        """Compare with the sources' own records and counts; names what is missing. *as_of*: when; now by default."""
        from .sync.verify import verify

        good, broken = self._sources.chosen(sources, self.plugins)
        with self._locked(), choose(progress) as show, stoppable(show.notice) as stop:
            report = verify(good, self.store, now=as_of or _now(), show=show, stop=stop)
        report.problems |= {source.name: Problem.of(source.error) for source in broken}
        return report

    def renormalise(self, dry_run: bool = False) -> RenormaliseReport:
        """Apply changed mappings to what is stored, without fetching. *dry_run* says what would change."""
        from .sync.renormalise import renormalise

        good, broken = self._sources.chosen(None, self.plugins, secrets=False)
        with self._locked():
            report = renormalise(
                good, self.store, now=_now(), dry_run=dry_run, plugins=self.plugins
            )
        report.problems |= {source.name: Problem.of(source.error) for source in broken}
        return report

    def status(self) -> Status:
        """What the store holds, how fresh it is, and what waits."""
        from .status import Status, not_synced, status

        path, sources = self.settings.store, self._sources.connectors()
        if not path.exists():
            return Status(str(path), sources=not_synced(sources))
        with self.store.connection.use(write=False) as con:
            return status(path, sources, lambda query: con.execute(query).fetchall())

    def table(self, name: str, deleted: bool = False) -> Table:
        """A table as it is now; with *deleted*, the rows that are gone from the source too.

        Raises:
            SettingsError: there is no such table.
        """
        return self.store.table(PLURALS.get(name, name), deleted=deleted)

    def sql(self, query: str) -> Table:
        """The result of one SELECT over all tables.

        Raises:
            SettingsError: it is not one SELECT, or not understood.
        """
        return self.store.sql(query)

    def inventory(self, as_of: datetime | None = None) -> Inventory:
        """The tools, each made one of all that sources say of it, and every answer about them.

        Args:
            as_of: the moment (aware) that it is told for; now by default.
        """
        from .inventory import of_store

        return of_store(self.store, self.settings, as_of or _now())

    def decide(
        self,
        kind: str,
        subject: str,
        *,
        by: str | None = None,
        as_of: datetime | None = None,
        **detail: Any,
    ) -> str:
        """Keep a decision; it lies over what sources say, whatever they say later.

        Args:
            kind: one of `catalogue.decisions.KINDS`, as `same_tool`.
            subject: id of the row that it is about.
            by: who decided.
            as_of: when; now by default.
            detail: what was decided, by the kind's names.

        Returns:
            Its id, with which it can be undone.

        Raises:
            SettingsError: there is no such kind, or it says something else.
        """
        from .catalogue.decisions import decision_id
        from .store.base import Decision

        decided = decision_id(kind, subject, detail)
        with self._locked():
            self.store.decide(Decision(decided, kind, subject, detail, as_of or _now(), by))
        return decided

    def undo(self, decision: str) -> None:
        """Take a decision back, as if it had never been made.

        Raises:
            SettingsError: there is none with this id.
        """
        with self._locked():
            if not self.store.undo(decision):
                hint = "Those that stand: productops decisions list."
                raise SettingsError(f'there is no decision "{decision}"', where="undo", hint=hint)

    def decisions(self) -> list[Decision]:
        """What was decided and not undone, oldest first."""
        return self.store.decisions()

    def reading(self) -> AbstractContextManager[Reading]:
        """The file itself instead of copies, for large tables: `with ws.reading() as store: store.table("feedback")`.

        No sync can write while it lasts.
        """
        return self.store.reading()

    def export(self, to: str | PathLike[str], format: str = "parquet") -> ExportReport:  # noqa: A002 - as documented
        """Write every table as a folder below *to*, only what changed since the last export there.

        Args:
            to: a folder.
            format: `parquet` or `delta`.
        """
        return self.store.export(os.fspath(to), format)

    def raw(self, source: str, stream: str, source_id: str) -> Any:
        """The record of *source* (its name, or its connector's) as received last, as plain data; None if not held.

        Raises:
            SettingsError: there is no such source, or it has no such stream.
        """
        names = self._sources.connectors()
        with self.store.reading() as reading:
            return reading.raw(source, stream, source_id, names, self.plugins.connector)

    def close(self) -> None:
        """Let go of the store."""
        if "store" in self.__dict__:
            self.store.close()

    @cached_property
    def plugins(self) -> Plugins:
        """The installed plugins, or those the workspace was made with."""
        from . import plugins

        return self._given_plugins or plugins.load()

    @cached_property
    def store(self) -> DuckStore:
        """The store; its file is opened when something is read or written."""
        from .store import open_store

        how, salt = self.settings.shape.privacy.display, self.settings.shape.privacy.salt
        display = Way(how, partial(_read, salt, self.settings.folder)) if salt else how
        return open_store(self.settings.store, self.lock_wait, display)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """One run at a time, and the file is free as soon as it ended."""
        from .store.lock import sync_lock

        with sync_lock(self.settings.store, self.lock_wait):
            try:
                yield
            finally:
                self.store.rest()

    def __getattr__(self, name: str) -> Table:
        if name in TABLES or name in PLURALS:
            return self.table(name)
        near = did_you_mean(name, [*dir(type(self)), *TABLES]) if not name.startswith("_") else ""
        raise AttributeError(f'a workspace has no table or method "{name}". {near}'.rstrip())

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *TABLES, "tools"})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *ended: object) -> None:
        self.close()

    def __repr__(self) -> str:
        names = ", ".join(self._sources.connectors()) or "none"
        return f"Workspace({str(self.settings.store)!r}, sources: {names})"

    def _repr_html_(self) -> str:
        return self.status()._repr_html_()


def _read(salt: SecretStr, folder: Path) -> str:
    kept = reference(salt.get_secret_value())
    try:
        return kept.read(folder) if kept else salt.get_secret_value()
    except Unreadable as error:
        raise SettingsError(error.what, where="privacy.salt", hint=error.hint) from None


def _now() -> datetime:
    return datetime.now(UTC)

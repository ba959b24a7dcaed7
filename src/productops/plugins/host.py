"""What plugins offer, asked for so that none of them can do harm."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, Any, TypeVar

from ..errors import PluginError, SettingsError, did_you_mean
from .checks import tampered, wrong_connector
from .registry import BrokenPlugin, Call, Registry, gist, plain, told

if TYPE_CHECKING:
    from ..hookspecs import Suggestion
    from ..kit.connector import Connector
    from ..model import FeedbackItem
    from ..model.base import Record
    from ..sync.report import SyncReport

T = TypeVar("T")
GROUP = "productops"
SWITCH = "PRODUCTOPS_PLUGINS"
"""Environment variable: empty for no plugins, a comma list for only these."""
OFFICIAL = (
    "zendesk", "jira", "hubspot", "typeform", "google_forms", "surveymonkey", "tally", "files",
    "inventory",
)  # fmt: skip
"""Connectors of this project, installed or not."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of `productops plugins`. *broken*: what is wrong with it, empty where nothing is."""

    name: str
    distribution: str
    version: str
    hooks: tuple[str, ...]
    broken: str


def _installed() -> Iterable[EntryPoint]:
    return entry_points(group=GROUP)


def load(
    names: Iterable[str] | None = None,
    *,
    extra: Iterable[object] = (),
    points: Callable[[], Iterable[EntryPoint]] = _installed,
    environ: Mapping[str, str] = os.environ,
) -> Plugins:
    """The installed plugins, none of them imported yet.

    Args:
        names: only these entry points; all by default.
        extra: further plugins (modules or objects), registered now.
        points: where entry points come from.
        environ: where `PRODUCTOPS_PLUGINS` is looked up.

    Raises:
        PluginError: one of *extra* does not fit the hooks.
    """
    wanted = None if names is None else {plain(name) for name in names}
    if (switch := environ.get(SWITCH)) is not None:
        allowed = {plain(name) for name in switch.split(",")}
        wanted = allowed if wanted is None else wanted & allowed
    found = sorted(points(), key=lambda point: (plain(point.name), point.value))
    plugins = Plugins(p for p in found if wanted is None or plain(p.name) in wanted)
    for plugin in extra:
        plugins.register(plugin, getattr(plugin, "__name__", type(plugin).__name__))
    return plugins


class Plugins:
    """The plugins of one process. Threads may share it."""

    def __init__(self, points: Iterable[EntryPoint] = ()) -> None:
        self._registry = Registry(points)
        self._lock = threading.RLock()
        self._connectors: dict[str, Connector] = {}
        self._asked: set[str] = set()
        self._failures: dict[str, tuple[str, int]] = {}

    @property
    def broken(self) -> list[BrokenPlugin]:
        """Plugins, and parts of plugins, that cannot be used; as far as they were needed."""
        return list(self._registry.broken)

    def register(self, plugin: object, name: str) -> None:
        """Add a plugin of this process, for a script or a test.

        Raises:
            PluginError: it does not fit the hooks, or the name is taken.
        """
        self._registry.register(plugin, name)

    def names(self) -> list[str]:
        """Names of the connectors that work; loads all plugins."""
        return list(self.connectors())

    def connectors(self) -> dict[str, Connector]:
        """Every connector that works, by name; loads all plugins."""
        self._registry.load()
        self._gather()
        return dict(sorted(self._connectors.items()))

    def connector(self, name: str) -> Connector:
        """The connector *name*: its own plugin is loaded first, the others only if it is not there.

        Raises:
            PluginError: it is installed and cannot be used.
            SettingsError: there is none of that name.
        """
        wanted = plain(name)
        for only in (wanted, None):
            self._registry.load(only)
            self._gather()
            if wanted in self._connectors:
                return self._connectors[wanted]
        for broken in self.broken:
            if plain(broken.name) == wanted:
                raise PluginError(broken.error, where=broken.name, hint=_mend(broken.distribution))
        raise SettingsError(f'there is no connector "{name}"', hint=self._instead(wanted))

    def sandboxes(self) -> dict[str, Any]:
        """Every sandbox class, by the connector it stands in for; loads all plugins."""
        self._registry.load()
        found: dict[str, Any] = {}
        for _plugin, offered in self._ask("productops_sandboxes", _by_connector):
            found.update(offered)
        return dict(sorted(found.items()))

    @property
    def enriches(self) -> bool:
        """Whether any plugin has `productops_enrich`; loads all plugins."""
        self._registry.load()
        return bool(self._registry.impls("productops_enrich"))

    def enrich(self, records: list[Record]) -> list[Record]:
        """*records* after every plugin's turn; a turn that raises, loses or changes one is undone."""
        hook = "productops_enrich"
        for plugin, call in self._registry.impls(hook):
            turn = self._guarded(plugin, hook, partial(_enriched, call, records))
            if turn is None:
                continue
            if wrong := tampered(records, turn):
                self._failed(plugin, hook, *wrong)
            else:
                records = turn
        return records

    def redact(self, text: str) -> str:
        """*text* after every plugin's turn; a turn that raises changes nothing."""
        hook = "productops_redact"
        self._registry.load()
        for plugin, call in self._registry.impls(hook):
            turn = self._guarded(plugin, hook, partial(_redacted, call, text))
            text = text if turn is None else turn
        return text

    def route(self, feedback: FeedbackItem) -> list[tuple[str, Suggestion]]:
        """(plugin, suggestion) of every plugin that has one."""
        self._registry.load()
        answers = self._ask("productops_route", _same, feedback=feedback)
        return list(answers)

    def synced(self, report: SyncReport) -> None:
        """Tell every plugin, then name in *report* what failed since the last time, hooks and plugins."""
        self._registry.load()
        for _ in self._ask("productops_synced", _same, report=report):
            pass
        with self._lock:
            report.broken_hooks += [f"{one.name}: {one.error}" for one in self.broken]
            report.broken_hooks += sorted(map(_counted, self._failures.items()))
            self._failures.clear()

    def listing(self) -> list[Listed]:
        """Every plugin with what it hooks into and what is wrong with it; loads all."""
        self.connectors()
        return [self._listed(name) for name in self._registry.names()]

    def _gather(self) -> None:
        """Ask plugins not asked before for their connectors."""
        with self._lock:
            for plugin, call in self._registry.impls("productops_connectors"):
                if plugin not in self._asked:
                    self._asked.add(plugin)
                    self._take(plugin, call)

    def _take(self, plugin: str, call: Call) -> None:
        try:
            offered = list(call())
        except (Exception, SystemExit) as error:  # noqa: BLE001 - one plugin must not stop the others
            self._registry.blame(plugin, f"productops_connectors raised {told(error)}")
            return
        for connector in offered:
            if wrong := wrong_connector(connector):
                self._registry.blame(plugin, wrong)
            elif connector.name in self._connectors:
                self._registry.blame(plugin, f"a connector {connector.name} is there already")
            else:
                self._connectors[connector.name] = connector

    def _ask(self, hook: str, finish: Callable[[Any], T], **given: Any) -> Iterator[tuple[str, T]]:
        """(plugin, answer) of every plugin that has *hook*, has an answer and does not raise."""
        for plugin, call in self._registry.impls(hook):
            answer = self._guarded(plugin, hook, partial(_finished, call, finish, given))
            if answer is not None:
                yield plugin, answer

    def _guarded(self, plugin: str, hook: str, work: Callable[[], T]) -> T | None:
        try:
            return work()
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a hook that raises changes nothing
            self._failed(plugin, hook, f"raised {type(error).__name__}", gist(error))
            return None

    def _failed(self, plugin: str, hook: str, what: str, example: str) -> None:
        with self._lock:
            first, times = self._failures.get(f"{plugin}: {hook} {what}", (example, 0))
            self._failures[f"{plugin}: {hook} {what}"] = (first, times + 1)

    def _listed(self, name: str) -> Listed:
        registry = self._registry
        broken = "; ".join(one.error for one in self.broken if one.name == name)
        return Listed(
            name,
            registry.distribution(name),
            registry.version(name),
            registry.hooks_of(name),
            broken,
        )

    def _instead(self, wanted: str) -> str:
        """What to do when a connector is not there."""
        if wanted in OFFICIAL:
            return f"Install it: python -m pip install productops-{wanted.replace('_', '-')}"
        installed = self.names()
        known = f"Installed: {', '.join(installed) or 'none'}."
        return f"{did_you_mean(wanted, {*installed, *OFFICIAL})} {known}".strip()


def _finished(call: Call, finish: Callable[[Any], T], given: Mapping[str, Any]) -> T:
    return finish(call(**given))


def _same(answer: Any) -> Any:
    return answer


def _by_connector(sandboxes: Iterable[Any]) -> dict[str, Any]:
    return {sandbox.connector: sandbox for sandbox in sandboxes}


def _enriched(call: Call, records: list[Record]) -> list[Record]:
    return list(call(records=list(records)))


def _redacted(call: Call, text: str) -> str:
    redacted = call(text=text)
    if not isinstance(redacted, str):
        raise TypeError(f"gave {type(redacted).__name__}, not text")
    return redacted


def _mend(distribution: str) -> str:
    again = f"Install it again: python -m pip install --force-reinstall {distribution}. "
    return f"{again if distribution else ''}`productops plugins` lists what is broken and why."


def _counted(failure: tuple[str, tuple[str, int]]) -> str:
    what, (first, times) = failure
    if times == 1:
        return f"{what}: {first}" if first else what
    return f"{what} ({times} times, first: {first})" if first else f"{what} ({times} times)"

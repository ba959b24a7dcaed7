"""Loads plugins when they are needed, each on its own, and keeps why one could not be."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from importlib.metadata import EntryPoint
from typing import Any

import pluggy

from .. import hookspecs
from ..errors import PluginError
from .checks import HOOKS, strays

Call = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class BrokenPlugin:
    """A plugin, or a part of one, that cannot be used. *error* says why, in one line."""

    name: str
    distribution: str
    error: str


class Registry:
    """Plugins by name: those loaded, those pending, and those broken.

    Attributes:
        origin: entry points by plugin name; plugins registered in this process have none.
        broken: what cannot be used, in the order it was met.
    """

    def __init__(self, points: Iterable[EntryPoint]) -> None:
        self.origin: dict[str, EntryPoint] = {}
        self.broken: list[BrokenPlugin] = []
        self._pending = list(points)
        self._lock = threading.RLock()
        self._manager = pluggy.PluginManager("productops")
        self._manager.add_hookspecs(hookspecs)

    def load(self, name: str | None = None) -> None:
        """Load the pending entry points of that name, or all."""
        with self._lock:
            chosen = [p for p in self._pending if name is None or plain(p.name) == name]
            self._pending = [point for point in self._pending if point not in chosen]
            for point in chosen:
                self._load(point)

    def register(self, plugin: object, name: str) -> None:
        """Add a plugin of this process.

        Raises:
            PluginError: it does not fit the hooks, or the name is taken.
        """
        with self._lock:
            wrong = [*strays(plugin), *self._admit(plugin, name)]
        if wrong:
            raise PluginError(wrong[0], where=name)

    def impls(self, hook: str) -> list[tuple[str, Call]]:
        """(plugin, function) of every loaded plugin that has *hook*, by name; any arguments may be given."""
        found = self._manager.hook.__dict__[hook].get_hookimpls()
        calls = [(impl.plugin_name, partial(_call, impl.function, impl.argnames)) for impl in found]
        return sorted(calls, key=lambda call: call[0])

    def hooks_of(self, name: str) -> tuple[str, ...]:
        """The hooks a plugin has."""
        return tuple(hook for hook in HOOKS if any(name == one for one, _ in self.impls(hook)))

    def names(self) -> list[str]:
        """Every plugin met so far, broken ones too."""
        loaded = (name for name, _ in self._manager.list_name_plugin())
        return sorted({*loaded, *self.origin, *(broken.name for broken in self.broken)})

    def blame(self, name: str, error: str) -> None:
        """Note that a plugin, or a part of it, cannot be used."""
        entry = BrokenPlugin(name, self.distribution(name), error)
        with self._lock:
            if entry not in self.broken:
                self.broken.append(entry)

    def distribution(self, name: str) -> str:
        """The name to install or remove it by; empty for a plugin of this process."""
        point = self.origin.get(name)
        return point.dist.name if point and point.dist else ""

    def version(self, name: str) -> str:
        """Version of its distribution."""
        point = self.origin.get(name)
        return point.dist.version if point and point.dist else ""

    def _load(self, point: EntryPoint) -> None:
        """Import one plugin. Foreign code may raise anything, or even leave."""
        self.origin[point.name] = point
        try:
            plugin = point.load()
        except (Exception, SystemExit) as error:  # noqa: BLE001 - one plugin must not stop the others
            self.blame(point.name, f"does not load: {told(error)}")
            return
        for wrong in [*self._admit(plugin, point.name), *strays(plugin)]:
            self.blame(point.name, wrong)

    def _admit(self, plugin: object, name: str) -> list[str]:
        """Give it to pluggy, which compares the arguments of its hooks with ours."""
        try:
            self._manager.register(plugin, name)
        except (pluggy.PluginValidationError, ValueError) as error:
            if self._manager.get_plugin(name) is plugin:
                self._manager.unregister(plugin)
            return [told(error)]
        return []


def plain(name: str) -> str:
    """Plugins may be written with - or _."""
    return name.strip().lower().replace("-", "_")


def told(error: BaseException) -> str:
    """An exception in one short line."""
    text = gist(error)
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def gist(error: BaseException) -> str:
    """What an exception says, on one short line."""
    return " ".join(str(error).split())[:300]


def _call(function: Call, names: tuple[str, ...], **given: Any) -> Any:
    """Call with the arguments it wants; a hook may leave out what it does not need."""
    return function(**{name: given[name] for name in names})

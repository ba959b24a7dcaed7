"""What can be wrong with a plugin, found by looking at it. Pure functions; an empty text means nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from inspect import isroutine
from typing import TYPE_CHECKING, Any

from .. import hookspecs
from ..errors import did_you_mean

if TYPE_CHECKING:
    from ..model.base import Record

PREFIX = "productops_"
HOOKS = tuple(name for name in vars(hookspecs) if name.startswith(PREFIX))
_PARTS = ("name", "settings", "hosts", "streams", "auth", "open", "opened")


def strays(plugin: object) -> Iterator[str]:
    """Functions that look like hooks and are none: pluggy would pass over them in silence."""
    for name in dir(plugin):
        value = getattr(plugin, name, None) if name.startswith(PREFIX) else None
        if not isroutine(value):
            continue
        if name not in HOOKS:
            yield f"{name} is no hook. {_nearest(name)}"
        elif not hasattr(value, "productops_impl"):
            yield f"{name} lacks the decorator @hookimpl, so it is never called"


def _nearest(name: str) -> str:
    """The hook that was meant; the prefix, which all share, tells nothing."""
    near = did_you_mean(name.removeprefix(PREFIX), [hook.removeprefix(PREFIX) for hook in HOOKS])
    return near.replace('"', f'"{PREFIX}', 1) or f"Hooks: {', '.join(HOOKS)}."


def wrong_connector(connector: object) -> str:
    """What a connector lacks of the contract in `kit.Connector`."""
    label = getattr(connector, "name", None) or type(connector).__name__
    if isinstance(connector, type):
        return f"{connector.__name__} is a class; give an instance, {connector.__name__}()"
    missing = [part for part in _PARTS if not hasattr(connector, part)]
    if missing:
        return f"the connector {label} lacks {', '.join(missing)}"
    if not isinstance(label, str) or not label.isidentifier() or not label.islower():
        return f"the connector's name {label!r} is not lower-case letters, digits and _"
    uncallable = [
        part for part in ("auth", "open", "opened") if not callable(_part(connector, part))
    ]
    return f"{', '.join(uncallable)} of the connector {label} is no function" if uncallable else ""


def tampered(before: Sequence[Record], after: Iterable[Record]) -> tuple[str, str] | None:
    """What `productops_enrich` may not do: lose a row, or change a field that was filled.

    Gives what it did, the same for every row, and the first row that it did it to.
    """
    held = {record.id: record for record in after}
    for old in before:
        new = held.get(old.id)
        if new is None:
            return "lost a row", f"{old.table} {old.source_id}"
        if new is not old and (field := _changed(old, new)):
            return f"changed {field}, which was filled", f"{old.table} {old.source_id}"
    return None


def _changed(old: Record, new: Record) -> str:
    for field in type(old).model_fields:
        value = getattr(old, field)
        if value not in (None, [], {}, "unknown") and getattr(new, field, None) != value:
            return field
    return ""


def _part(connector: object, name: str) -> Any:
    return getattr(connector, name)

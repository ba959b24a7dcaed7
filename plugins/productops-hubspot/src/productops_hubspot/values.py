"""Values of properties: always text or null, whatever their type; `""` means that it was cleared.

https://developers.hubspot.com/docs/api-reference/2026-03/crm/properties
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from productops.errors import RecordRejected
from productops.kit import Run
from productops.kit.rows import moment
from productops.model import CustomValue

from .kinds import Kind, is_own
from .lists_wire import Property
from .wire import Crm

_MOST_DIGITS = 14
"""Of a moment in milliseconds, up to the year 5138."""
_DAY = len("2026-01-31")


def millis(at: datetime) -> int:
    """A moment as filters want it."""
    return round(at.astimezone(UTC).timestamp() * 1000)


def text(record: Crm, name: str) -> str | None:
    """A property's value; the v1 API wraps it in an object."""
    held = (record.properties or {}).get(name)
    if isinstance(held, Mapping):
        held = held.get("value")
    if isinstance(held, bool):
        return str(held).lower()
    return str(held) if isinstance(held, str | int | float) and held != "" else None


def texts(record: Crm, name: str) -> list[str]:
    """The values of a property that may have several."""
    return split(text(record, name))


def split(value: str | None) -> list[str]:
    """`"a;b"` → two values."""
    return [part.strip() for part in (value or "").split(";") if part.strip()]


def amount(record: Crm, name: str) -> Decimal | None:
    """A number; None where there is none.

    Raises:
        RecordRejected: it is no finite number.
    """
    value = text(record, name)
    if value is None:
        return None
    try:
        found = Decimal(value)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or abs(found.adjusted()) > 30:  # noqa: PLR2004 - no column holds more digits
        raise RecordRejected(f"{name} is no number", field=name)
    return found


def when(record: Crm, name: str) -> datetime | None:
    """A moment; see `as_moment`."""
    return as_moment(text(record, name), name)


def as_moment(value: object, field: str) -> datetime | None:
    """ISO 8601, a day (midnight UTC), or milliseconds since 1970, as forms and the v1 API write them.

    Raises:
        RecordRejected: it is none of them.
    """
    if value is None or value == "":
        return None
    written = str(value)
    if written.lstrip("-").isdecimal():
        if len(written) > _MOST_DIGITS:
            raise RecordRejected(f"{field} is out of range", field=field)
        return datetime.fromtimestamp(int(written) / 1000, UTC)
    return moment(f"{written}T00:00:00Z" if len(written) == _DAY else written, field)


def label(kind: str, name: str, value: str | None, run: Run) -> str | None:
    """The label of an enumeration's value, as people see it; the value where nothing is known of it."""
    if value is None:
        return None
    known = run.seen("properties", f"{kind}.{name}")
    return _labelled(known, value) if isinstance(known, Property) else value


def _labelled(known: Property, value: str) -> str:
    found = (each.label for each in known.property.options or () if each.value == value)
    return next(found, None) or value


def custom(kind: Kind, record: Crm, run: Run) -> dict[str, CustomValue]:
    """Filled properties that the account defined itself, with their names and labels of today."""
    found = {}
    for name in record.properties or ():
        value = None if name in kind.properties else text(record, name)
        known = None if value is None else run.seen("properties", f"{kind.name}.{name}")
        if isinstance(known, Property) and value is not None and is_own(known):
            found[name] = CustomValue(
                name=known.property.label, type=known.property.type, value=_shown(known, value)
            )
    return found


def _shown(known: Property, value: str) -> Any:
    if known.property.field_type == "checkbox":
        return [_labelled(known, part) for part in split(value)]
    if known.property.type == "bool" or known.property.field_type == "booleancheckbox":
        return {"true": True, "false": False}.get(value, value)
    return _labelled(known, value) if known.property.type == "enumeration" else value

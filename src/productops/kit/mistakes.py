"""Mistakes in what a person wrote, in plain words: where, what, and what to do; all of them at once.

The value of a mistyped key may well be a secret, so no message here echoes one; the key's place is enough to
find it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import PydanticCustomError

from ..errors import SettingsError, did_you_mean

Place = tuple[str | int, ...]
NO_FILE = "the settings"
"""What settings are called that stand in no file."""
_TOLD = "told"


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing to mend.

    Attributes:
        secret: a credential cannot be read, which only a run needs.
        place: the keys that lead to it, where they are known.
    """

    where: str
    what: str
    hint: str = ""
    secret: bool = False
    place: Place = ()

    def __str__(self) -> str:
        return " ".join(part for part in (f"{self.where}: {self.what}.", self.hint) if part)


def dotted(place: Place) -> str:
    """`("routes", 0, "when")` → `routes[0].when`."""
    text = ""
    for part in place:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def raise_all(mistakes: Sequence[Mistake], file: str) -> None:
    """Raise all *mistakes* as one error, or nothing if there is none."""
    if not mistakes:
        return
    problems = [str(mistake) for mistake in mistakes]
    if len(mistakes) == 1:
        only = mistakes[0]
        raise SettingsError(
            f"{only.what}",
            where=only.where,
            hint=only.hint or f"Correct {file}.",
            problems=problems,
        )
    verb = "have" if file == NO_FILE else "has"
    raise SettingsError(
        f"{file} {verb} {len(mistakes)} mistakes",
        hint="Correct them, then run again:",
        problems=problems,
    )


def unknown_key(place: Place, known: Iterable[str]) -> Mistake:
    """A key that nobody reads, with the nearest one that somebody does."""
    names = sorted(known)
    near = did_you_mean(str(place[-1]), names)
    hint = near or f"Known here: {', '.join(names)}."
    return Mistake(dotted(place), "unknown key", hint, place=tuple(place))


def wrong(what: str, hint: str) -> PydanticCustomError:
    """What a validator raises that knows what to do about a value; `translate` tells both."""
    return PydanticCustomError(_TOLD, "{what}", {"what": what, "hint": hint})


def translate(
    error: ValidationError,
    model: type[BaseModel],
    place: Place,
    words: Mapping[str, str] | None = None,
) -> list[Mistake]:
    """What pydantic found in *model* below *place*, in plain words.

    Args:
        words: what to say of some types of error instead, for files that are not written in TOML.
    """
    found = error.errors(include_url=False)
    return [_translated(one, model, place, words or {}) for one in found]


def _translated(
    found: Mapping[str, Any], model: type[BaseModel], place: Place, words: Mapping[str, str]
) -> Mistake:
    path = tuple(part for part in found["loc"] if not _is_pydantic_tag(part))
    at = (*place, *path)
    if found["type"] == "extra_forbidden":
        return unknown_key(at, _fields_at(model, path[:-1]))
    what = words.get(found["type"]) or _WORDS.get(found["type"], _own_words)(found)
    return Mistake(dotted(at), what, _hint(found), place=at)


def _hint(found: Mapping[str, Any]) -> str:
    """What its validator says, or the nearest of the values that it may have."""
    if found["type"] == "literal_error" and isinstance(found["input"], str):
        return did_you_mean(found["input"], re.findall("'([^']*)'", found["ctx"]["expected"]))
    return str(found["ctx"]["hint"]) if found["type"] == _TOLD else ""


def _is_pydantic_tag(part: str | int) -> bool:
    """Parts of a location that name a branch of a union or a validator, not a key."""
    return isinstance(part, str) and ("[" in part or part in {"str", "int", "float", "bool"})


def _fields_at(model: type[BaseModel], path: Place) -> list[str]:
    """Keys known at *path* inside *model*."""
    for part in path:
        field = model.model_fields.get(str(part))
        inner = _model_in(field.annotation) if field else None
        model = inner or model
    return list(model.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((m for part in get_args(annotation) if (m := _model_in(part))), None)


def _own_words(found: Mapping[str, Any]) -> str:
    text = str(found["msg"]).removeprefix("Value error, ").removeprefix("Assertion failed, ")
    return text[:1].lower() + text[1:].rstrip(".")


def _fixed(text: str) -> Callable[[Mapping[str, Any]], str]:
    return lambda _found: text


def _choice(found: Mapping[str, Any]) -> str:
    return f"must be one of {found['ctx']['expected']}".replace("'", '"')


def _bound(word: str, key: str) -> Callable[[Mapping[str, Any]], str]:
    return lambda found: f"must be {word} {found['ctx'][key]}"


_DATE = _fixed("must be a date, like 2025-01-01")
_MOMENT = _fixed("must be a date or a moment, like 2025-01-01 or 2025-01-01T09:00:00Z")
_NUMBER = _fixed("must be a whole number")
_SWITCH = _fixed("must be true or false")
_TEXT = _fixed('must be text, in quotes: "…"')
_TABLE = _fixed("must be a table of keys")
_LIST = _fixed('must be a list, like ["…", "…"]')

_WORDS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "missing": _fixed("is missing"),
    "literal_error": _choice,
    "string_type": _TEXT,
    "string_too_short": _fixed("must not be empty"),
    "int_type": _NUMBER,
    "int_parsing": _NUMBER,
    "int_from_float": _NUMBER,
    "float_type": _fixed("must be a number"),
    "float_parsing": _fixed("must be a number"),
    "bool_type": _SWITCH,
    "bool_parsing": _SWITCH,
    "dict_type": _TABLE,
    "model_type": _TABLE,
    "model_attributes_type": _TABLE,
    "list_type": _LIST,
    "tuple_type": _LIST,
    "date_type": _DATE,
    "date_parsing": _DATE,
    "date_from_datetime_parsing": _DATE,
    "datetime_type": _MOMENT,
    "datetime_parsing": _MOMENT,
    "datetime_from_date_parsing": _MOMENT,
    "timezone_aware": _MOMENT,
    "time_delta_type": _fixed("must be a duration, like 90s, 15m, 1h or 2d"),
    "greater_than": _bound("more than", "gt"),
    "greater_than_equal": _bound("at least", "ge"),
    "less_than": _bound("less than", "lt"),
    "less_than_equal": _bound("at most", "le"),
}

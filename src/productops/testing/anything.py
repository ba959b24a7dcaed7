"""Records as no vendor should send them: whole ones with some of their parts spoilt, at any depth.

Random JSON hardly gets past the first key; a spoilt record gets as far as the part that is spoilt.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

Path = tuple[str | int, ...]
_TEXTS = (
    "", "0", "2026-01-05T09:00:00Z", "2026-01-05T09:00:00", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z",
    "0001-01-01T00:00:00+23:59", "2026-01-05", "not a date", "\U0001f600", "x" * 300, "-1", "1e400", "NaN",
)  # fmt: skip
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=12)
    | st.sampled_from(_TEXTS)
)
"""Values that fit one column and break another."""
ANY_JSON = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)


def spoilt(whole: Any, most: int = 3) -> st.SearchStrategy[Any]:
    """*whole* (JSON) with up to *most* of its parts replaced, left out, or put twice."""
    paths = sorted(_paths(whole), key=repr)
    change = st.tuples(
        st.sampled_from(paths), st.sampled_from(("replace", "remove", "twice")), ANY_JSON
    )
    return st.lists(change, max_size=most).map(lambda changes: _changed(whole, changes))


def _paths(value: Any, above: Path = ()) -> Iterator[Path]:
    yield above
    parts = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, part in parts:
        yield from _paths(part, (*above, key))


def _changed(whole: Any, changes: list[tuple[Path, str, Any]]) -> Any:
    root = [deepcopy(whole)]
    for path, how, value in changes:
        *above, last = (0, *path)
        holder: Any = root
        for key in above:
            holder = _part(holder, key)
        if _part(holder, last) is not _MISSING:
            _change(holder, last, how, value)
    return root[0] if root else None


_MISSING = object()


def _part(holder: Any, key: Any) -> Any:
    """What stands there; an earlier change may have taken it away."""
    try:
        return holder[key] if isinstance(holder, dict | list) else _MISSING
    except (KeyError, IndexError, TypeError):
        return _MISSING


def _change(holder: Any, key: Any, how: str, value: Any) -> None:
    if how == "remove":
        del holder[key]
    elif how == "twice" and isinstance(holder, list):
        holder.insert(key, deepcopy(holder[key]))
    else:
        holder[key] = value

"""The filter of keys: what was noted is always known, what was not hardly ever."""

from __future__ import annotations

from productops.store.known import Known
from productops.sync.known import MANY, Written


def test_what_was_noted_is_known() -> None:
    known = Known(["a"])
    keys = [f"key {number}" for number in range(20_000)]
    assert len(known.perhaps("a", keys)) < 3
    assert known.perhaps("a", keys) == keys
    assert known.held("a", keys) == keys
    assert len(known.held("a", [f"other {number}" for number in range(20_000)])) < 3


def test_a_table_that_held_something_may_hold_everything() -> None:
    assert Known(["a"]).perhaps("b", ["x"]) == ["x"]


def test_many_ids_are_remembered_as_few_are() -> None:
    """Exactly at first; of very many, all that were written and hardly one that was not."""
    written = Written()
    few = [str(number) for number in range(MANY)]
    written.add(few)
    assert written.perhaps([*few, "x"]) == few
    more = [f"m{number}" for number in range(MANY)]
    written.add(more)
    assert written.perhaps(few + more) == few + more
    assert len(written.perhaps([f"not {number}" for number in range(10_000)])) < 3

"""What is made from context once a run: a form as its questions, which every response asks for again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

T = TypeVar("T")


def per_run(make: Callable[[Any, str], T]) -> Callable[[Any, str], T]:
    """*make*(run, key), called once for each key of a run; context is complete before a stream starts, and stays.

    What was made goes with its run.
    """
    held: WeakKeyDictionary[Any, dict[str, T]] = WeakKeyDictionary()

    def found(run: Any, key: str) -> T:
        made = held.setdefault(run, {})
        if key not in made:
            made[key] = make(run, key)
        return made[key]

    return found

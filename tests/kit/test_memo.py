"""What is made from context is made once a run."""

from __future__ import annotations

from productops.kit.memo import per_run


class _Run:
    def __init__(self, name: str) -> None:
        self.name = name


def test_it_is_made_once_for_each_key_of_a_run() -> None:
    """Asked for again it is the same; another key, or another run, has its own."""
    made: list[str] = []

    def make(run: _Run, key: str) -> list[str]:
        made.append(f"{run.name}/{key}")
        return [run.name, key]

    questions = per_run(make)
    monday, tuesday = _Run("monday"), _Run("tuesday")

    assert questions(monday, "a") is questions(monday, "a")
    assert questions(monday, "b") == ["monday", "b"]
    assert questions(tuesday, "a") == ["tuesday", "a"]
    assert made == ["monday/a", "monday/b", "tuesday/a"]

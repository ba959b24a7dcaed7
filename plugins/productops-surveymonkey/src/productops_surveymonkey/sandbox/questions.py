"""Questions of every family, as the details of a survey hold them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Question = dict[str, Any]


class Writer:
    """Makes the questions of one survey; ids follow from its own, and stay whatever is added or deleted.

    Args:
        survey: its id.
    """

    def __init__(self, survey: int) -> None:
        self.survey = survey

    def id(self, number: int) -> int:
        """Of the question with this number."""
        return self.survey * 100 + number

    def question(
        self, number: int, family: str, subtype: str, heading: str, **more: Any
    ) -> Question:
        """A question without anything to choose."""
        return {
            "id": str(self.id(number)),
            "visible": True,
            "family": family,
            "subtype": subtype,
            "sorting": None,
            "required": None,
            "validation": None,
            "forced_ranking": False,
            "headings": [{"heading": heading}],
            **more,
        }

    def choices(
        self,
        number: int,
        texts: Sequence[str],
        weights: Sequence[int] | None = None,
        *,
        first: int = 1,
    ) -> list[dict[str, Any]]:
        """Choices of a question; *first* is the number of the first id."""
        found = [
            {
                "id": str(self.id(number) * 100 + first + index),
                "position": index + 1,
                "visible": True,
                "text": text,
                "quiz_options": {"score": 0},
            }
            for index, text in enumerate(texts)
        ]
        for choice, weight in zip(found, weights or (), strict=False):
            choice |= {"weight": weight, "is_na": False, "description": ""}
        return found

    def rows(
        self, number: int, texts: Sequence[str], kinds: Sequence[str] = ()
    ) -> list[dict[str, Any]]:
        """Lines of a question; *kinds* where each asks for a piece of contact data."""
        found: list[dict[str, Any]] = [
            {
                "id": str(self.id(number) * 100 + 51 + index),
                "position": index + 1,
                "visible": True,
                "text": text,
            }
            for index, text in enumerate(texts)
        ]
        for row, kind in zip(found, kinds, strict=False):
            row |= {"type": kind, "required": False}
        return found

    def other(self, number: int, text: str, *, choice: bool) -> dict[str, Any]:
        """A text box beside the choices; *choice*: it is one of them."""
        return {
            "id": str(self.id(number) * 100 + 91),
            "position": 0,
            "visible": True,
            "text": text,
            "is_answer_choice": choice,
            "num_chars": 50,
            "num_lines": 1,
        }

    def nps(self, number: int, product: str) -> Question:
        """How likely is it that you would recommend us: the weights are those of groups, not of steps."""
        texts = ["Not at all likely - 0", *map(str, range(1, 10)), "Extremely likely - 10"]
        answers = {
            "rows": self.rows(number, [""]),
            "choices": self.choices(number, texts, [-100] * 7 + [0, 0, 100, 100]),
        }
        heading = f"How likely is it that you would recommend {product} to a friend or colleague?"
        return self.question(number, "matrix", "rating", heading, answers=answers)

    def stars(self, number: int, heading: str) -> Question:
        """Five stars."""
        answers = {
            "rows": self.rows(number, [""]),
            "choices": self.choices(number, [""] * 5, range(1, 6)),
        }
        shown = {"display_type": "emoji", "display_subtype": "star"}
        return self.question(
            number, "matrix", "rating", heading, answers=answers, display_options=shown
        )

"""What surveys and forms say: how many answered, what they scored, and on which scale.

A score without a known scale is counted and never averaged; kinds and scales are never averaged together.
"""

from __future__ import annotations

from typing import Any

from ..render import Section
from .asking import Ask, number, percent, plural, words

_ANSWERED = """
    WITH forms AS (SELECT source, count(*) AS n FROM survey WHERE NOT deleted GROUP BY 1),
    sent AS (
        SELECT source, count(*) AS n, count(*) FILTER (NOT coalesce(completed, true)) AS part
        FROM response WHERE NOT deleted GROUP BY 1
    ), said AS (
        SELECT source, count(*) FILTER (NOT skipped AND NOT not_shown) AS n,
            count(*) FILTER (skipped) AS skipped, count(*) FILTER (not_shown) AS not_shown
        FROM answer WHERE NOT deleted GROUP BY 1
    ), texts AS (
        SELECT source, count(*) AS n FROM feedback
        WHERE NOT deleted AND kind = 'survey_answer' GROUP BY 1
    )
    SELECT source, forms.n AS surveys, sent.n AS responses, part, said.n AS answers, skipped,
        not_shown, coalesce(texts.n, 0) AS texts
    FROM sent LEFT JOIN forms USING (source) LEFT JOIN said USING (source)
    LEFT JOIN texts USING (source) ORDER BY source"""
_SCORED = """
    SELECT source, rating_type, coalesce(scale_known, false) AS known, worst_rating, best_rating,
        count(*) AS n, avg(rating_value) AS mean,
        count(*) FILTER (response_group = 'promoter') AS up,
        count(*) FILTER (response_group = 'detractor') AS down,
        count(*) FILTER (response_group = 'satisfied') AS content
    FROM rating WHERE NOT deleted AND rating_value IS NOT NULL
    GROUP BY ALL ORDER BY source, rating_type, known DESC, worst_rating, best_rating"""


def surveys(ask: Ask) -> list[Section]:
    """Who answered, and the scores; none where nobody was asked."""
    answered, scored = ask(_ANSWERED), ask(_SCORED)
    found = []
    if answered:
        columns = (
            "from",
            "surveys",
            "responses",
            "partial",
            "answers",
            "skipped",
            "not shown",
            "texts",
        )
        texts = sum(row[-1] for row in answered)
        note = f"{plural(texts, 'text')} in people's own words; each is a piece of feedback, too."
        found.append(Section("Surveys", columns, answered, [note]))
    if scored:
        heads = ("from", "kind", "scale", "n", "figure")
        shown = [
            (row[0], _kind(row[1]), _scale(*row[2:5]), row[5], _figure(*row)) for row in scored
        ]
        found.append(Section("Scores", heads, shown, _notes(scored)))
    return found


def _kind(kind: str) -> str:
    return kind.upper() if len(kind) <= 4 else words(kind)  # noqa: PLR2004 - NPS, CSAT, CES


def _scale(known: bool, worst: Any, best: Any) -> str:
    return f"{number(worst)} to {number(best)}" if known else "not known"


def _figure(
    _: str, kind: str, known: bool, __: Any, ___: Any, n: int, mean: Any, up: int, down: int, content: int
) -> str:  # fmt: skip
    if not known:
        return "not averaged"
    if kind == "nps":
        return f"NPS {100 * (up - down) / n:+.0f}"
    return f"{percent(content, n)} satisfied" if kind == "csat" else f"mean {float(mean):.1f}"


def _notes(scored: Any) -> list[str]:
    total, blind = sum(row[5] for row in scored), sum(row[5] for row in scored if not row[2])
    known = f"The scale of {'every one' if not blind else f'{total - blind:,}'} is known"
    rest = f"; {blind:,} are counted and not averaged" if blind else ""
    return [f"n = {total:,} scores. {known}{rest}. Kinds and scales are not averaged together."]

"""What the company publishes and its customers discuss: help articles, community posts."""

from __future__ import annotations

from dataclasses import dataclass

from .cases import AREAS
from .company import HISTORY, Company
from .dice import Dice
from .life import DAY
from .phrases import PHRASES

TOPICS = ("Feature requests", "Questions and answers", "Announcements")
CATEGORIES = ("Getting started", "Using {product}", "Administration")
SECTIONS = 6
_ANSWERS = ("none", "none", "planned", "planned", "completed", "not_planned")


@dataclass(frozen=True, slots=True)
class Article:
    """A help article. *edits* are epoch seconds, the first is when it was written."""

    index: int
    section: int
    title: str
    body: str
    author: int
    draft: bool
    edits: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Voice:
    """A vote (*value* 1 or -1) or a comment (*text*) of a person or, if *official*, a colleague."""

    at: int
    author: int
    value: int = 1
    text: str = ""
    official: bool = False


@dataclass(frozen=True, slots=True)
class Post:
    """A community post, with all comments and votes it will ever get, oldest first."""

    index: int
    topic: int
    title: str
    body: str
    author: int
    written: int
    answer: str
    answered: int
    comments: tuple[Voice, ...]
    votes: tuple[Voice, ...]


def articles(company: Company) -> int:
    """How many articles there are."""
    return 16 + min(company.size // 500, 400)


def article(company: Company, index: int) -> Article:
    """The article with this number."""
    dice = Dice(company.seed, "article", index)
    words = PHRASES["en"]
    area = AREAS[index % len(AREAS)]
    written = company.founded + dice.between(1, 600) * DAY + dice.below(DAY)
    edits = sorted(written + dice.between(1, 400) * DAY for _ in range(dice.below(4)))
    title = dice.pick(("How to set up {area}", "What to check if {area} fails", "{area}: limits"))
    steps = "".join(f"<li>{text}</li>" for text in words.asks["question"])
    body = f"<p>{words.openings['praise'][0]}</p><ul>{steps}</ul><p>See also {company.product}.</p>"
    return Article(
        index=index,
        section=index % SECTIONS,
        title=title.format(area=words.areas[area]).capitalize(),
        body=body.format(area=words.areas[area]),
        author=dice.below(company.colleagues),
        draft=dice.chance(0.1),
        edits=tuple(company.quiet(at) for at in (written, *edits)),
    )


def _written(company: Company, index: int) -> int:
    step = HISTORY / (posts_in_history(company) + 1)
    return company.quiet(company.founded + step * (index + 1))


def posts_in_history(company: Company) -> int:
    """How many posts there are at the start of the clock."""
    return 12 + min(company.size // 50, 1_000)


def posts(company: Company, now: int) -> int:
    """How many posts have been written by *now*."""
    count = posts_in_history(company)
    while _written(company, count) <= now:
        count += 1
    return count


def post(company: Company, index: int) -> Post:
    """The post with this number."""
    dice = Dice(company.seed, "post", index)
    words = PHRASES[dice.pick(("en", "en", "en", "de", "fr", "es", "ja"))]
    area = dice.pick(AREAS)
    written = _written(company, index)
    slots = {
        "area": words.areas[area],
        "product": company.product,
        "n": dice.between(3, 30),
        "m": 2,
    }
    slots |= {"plan": "Business", "code": "E-1107", "team": "operations", "day": "2025-11-03"}
    people = max(1, company.people(written))
    answer = dice.pick(_ANSWERS)
    detail = dice.pick(words.details[area])
    return Post(
        index=index,
        topic=index % 2,
        title=dice.pick(words.subjects["request"]).format_map(slots),
        body=f"<p>{dice.pick(words.openings['request'])}</p><p>{detail}</p>".format_map(slots),
        author=dice.below(people),
        written=written,
        answer=answer,
        answered=company.quiet(written + dice.between(5, 90) * DAY) if answer != "none" else 0,
        comments=_voices(company, dice, written, people, tuple(words.answers)),
        votes=_voices(company, dice, written, people, ()),
    )


def _voices(
    company: Company, dice: Dice, since: int, people: int, texts: tuple[str, ...]
) -> tuple[Voice, ...]:
    """Comments where *texts* are given, votes of distinct people otherwise."""
    found: dict[int, Voice] = {}
    for _ in range(dice.below(6 if texts else 25)):
        at = company.quiet(since + dice.between(1, 200) * DAY + dice.below(DAY))
        official = bool(texts) and dice.chance(0.2)
        author = dice.below(company.colleagues if official else people)
        found[len(found) if texts else author] = Voice(
            at=at,
            author=author,
            value=1 if texts or dice.chance(0.85) else -1,
            text=dice.pick(texts) if texts else "",
            official=official,
        )
    return tuple(sorted(found.values(), key=lambda voice: (voice.at, voice.author)))

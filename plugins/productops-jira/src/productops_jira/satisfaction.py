"""What customers thought of a request: asked for only where the issue's own field says that somebody answered.

https://developer.atlassian.com/cloud/jira/service-desk/rest/api-group-request/#api-rest-servicedeskapi-request-requestidorkey-feedback-get
"""

# ruff: noqa: ARG002 - the kit fixes the signatures

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from decimal import Decimal

from msgspec import Raw, Struct

from productops.kit import Answer, Can, Page, Request, Run
from productops.kit.ratings import Scale, rating_columns
from productops.kit.rows import Int, row
from productops.model import FeedbackItem, Person, Rating, Record

from .common import utc

STARS = Scale(Decimal(1), Decimal(5))


class Words(Struct, gc=False):
    """The customer's remark."""

    body: str | None = None


class Score(Struct, gc=False):
    """One to five stars."""

    rating: Int | None = None
    comment: Words | None = None


class ScoreRecord(Struct, gc=False):
    """A record of the satisfaction stream; *at* and *by* come from the issue."""

    issue: str
    score: Score
    at: str | None = None
    by: str | None = None


class Satisfaction:
    """Feedback on requests → `rating`; asked for by the pages of issues."""

    name = "satisfaction"
    needs: tuple[str, ...] = ()
    below: tuple[str, ...] = ("issues",)
    part_of = "issues"
    wire = ScoreRecord
    can = Can(incremental=True)
    lookback = timedelta(0)
    optional = True
    reads = ("rating",)

    def start(self, run: Run) -> Iterable[Request]:
        """Issues that changed name it."""
        return []

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        """The score of one request; one that was taken back is gone."""
        if answer.status in request.expect:
            return Page(gone=[request.state["issue"]])
        return Page(records=[{**request.state, "score": Raw(answer.body)}])

    def identify(self, record: ScoreRecord) -> tuple[str, str | None]:
        """The issue's id: a request is rated once."""
        return record.issue, None

    def normalise(self, record: ScoreRecord, run: Run) -> Iterable[Record]:
        """The rating."""
        return _rows(record, run)


def _rows(record: ScoreRecord, run: Run) -> Iterator[Record]:
    score = record.score.rating
    if score is None:
        return
    at = utc(record.at, "at")
    yield row(
        Rating,
        run,
        f"{record.issue}:csat",
        occurred_at=at,
        source_created_at=at,
        **rating_columns("csat", Decimal(score), STARS),
        rating_explanation=(record.score.comment.body if record.score.comment else None) or None,
        feedback_id=run.ref(FeedbackItem, record.issue),
        person_id=run.ref(Person, record.by),
    )

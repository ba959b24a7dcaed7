"""Good/bad ratings from before the surveys. All payloads are made up."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from zd import AT, LATER, NOW, first, of, read, ref, rows

from productops.model import FeedbackItem, Person

RATING: dict[str, Any] = {
    "id": 62, "score": "bad", "comment": "Took too long", "reason": "The issue took too long to resolve",
    "ticket_id": 5, "requester_id": 101, "assignee_id": 102, "group_id": 301, "created_at": AT, "updated_at": LATER,
}  # fmt: skip


def test_a_whole_legacy_rating() -> None:
    """Bad is 0 of 0 to 1."""
    assert of("rating", rows("satisfaction_ratings", RATING)) == [{
        "source_id": "62",
        "occurred_at": AT,
        "source_created_at": AT,
        "source_updated_at": LATER,
        "custom_fields": {"reason": {"name": "Reason", "type": "text", "value": RATING["reason"]}},
        "rating_type": "csat",
        "rating_value": "0",
        "worst_rating": "0",
        "best_rating": "1",
        "scale_known": True,
        "normalized": "0",
        "response_group": "dissatisfied",
        "source_group": "bad",
        "rating_explanation": "Took too long",
        "feedback_id": ref("satisfaction_ratings", FeedbackItem, 5),
        "person_id": ref("satisfaction_ratings", Person, 101),
    }]  # fmt: skip


@pytest.mark.parametrize(
    ("score", "count"), [("good", 1), ("offered", 0), ("unoffered", 0), (None, 0)]
)
def test_a_rating_that_was_only_offered_is_no_opinion(score: Any, count: int) -> None:
    """Even where the source's filter lets it through."""
    assert len(rows("satisfaction_ratings", RATING | {"score": score})) == count


def test_legacy_ratings_end_where_surveys_begin() -> None:
    """From then on Zendesk mirrors survey answers into them."""
    assert first("satisfaction_ratings").query == {"page[size]": 100, "score": "received"}
    ended = first("satisfaction_ratings", detail={"surveys_since": 5}, cursor=NOW)
    assert ended.query["end_time"] == 5
    assert ended.query["start_time"] == int(NOW.timestamp()) - 3600
    link = (
        {"has_more": True},
        {
            "next": "https://acme.zendesk.com/api/v2/satisfaction_ratings.json?page%5Bafter%5D=n&score=received"
        },
    )
    page = read(
        "satisfaction_ratings",
        {"satisfaction_ratings": [RATING], "meta": link[0], "links": link[1]},
    )
    assert page.next is not None
    assert page.next.query == {"page[after]": "n", "score": "received"}
    last = read(
        "satisfaction_ratings", {"satisfaction_ratings": [], "meta": {"has_more": False}}, page.next
    )
    assert last.cursor == datetime.fromisoformat(LATER)

"""Articles and the community: whole rows, and posts that are visited again only once they move. Made-up payloads."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from zd import AT, LATER, NOW, STREAMS, first, of, read, ref, rows, run

from productops.model import FeedbackItem, Person, Topic

STAMP = {"created_at": AT, "updated_at": LATER}
OURS = {"occurred_at": AT, "source_created_at": AT, "source_updated_at": LATER}
POST: dict[str, Any] = {
    "id": 70, "title": "Dark mode", "details": "<p>Please, <b>dark</b> mode.</p>", "author_id": 101, "topic_id": 7,
    "status": "not_planned", "vote_sum": 3, "vote_count": 5, "comment_count": 2,
    "html_url": "https://acme.zendesk.com/hc/p/70", **STAMP,
}  # fmt: skip


def test_a_whole_article() -> None:
    """Its section by name."""
    article = {
        "id": 60, "title": "Export", "body": "<h1>Export</h1><p>Choose&nbsp;it.</p>", "locale": "en-us",
        "author_id": 102, "section_id": 61, "label_names": ["csv"], "draft": False, "promoted": True,
        "outdated": False, "vote_sum": -1, "vote_count": 3, "html_url": "https://acme.zendesk.com/hc/60",
        "edited_at": AT, **STAMP,
    }  # fmt: skip
    (row,) = of(
        "article",
        rows("articles", article, context={"sections": {"61": {"id": 61, "name": "How to"}}}),
    )
    assert row == {
        "source_id": "60", "source_url": "https://acme.zendesk.com/hc/60", **OURS, "title": "Export",
        "body": article["body"], "body_format": "html", "body_plain": "Export\n\nChoose it.", "language": "en-us",
        "author_id": ref("articles", Person, 102), "section": "How to", "labels": ["csv"], "draft": False,
        "promoted": True, "outdated": False, "vote_sum": -1, "vote_count": 3, "edited_at": AT,
    }  # fmt: skip
    assert of("article", rows("articles", article))[0]["section"] == "61"


def test_a_whole_post() -> None:
    """Feedback from the community; its topic says what kind."""
    post, link = rows(
        "posts", POST, context={"topics": {"7": {"id": 7, "name": "Feature Requests"}}}
    )
    person = ref("posts", Person, 101)
    assert of("feedback", [post]) == [{
        "source_id": "70", "source_url": "https://acme.zendesk.com/hc/p/70", **OURS, "kind": "feature_request",
        "title": "Dark mode", "body": POST["details"], "body_format": "html", "body_plain": "Please, dark mode.",
        "body_clean": "Please, dark mode.",
        "channel": "community", "author_id": person, "submitted_by_id": person, "status": "not_planned",
        "status_category": "declined", "vote_count": 5,
    }]  # fmt: skip
    assert of("link", [link]) == [{
        "source_id": "70:about:7", "occurred_at": AT, "from_id": ref("posts", FeedbackItem, 70),
        "to_id": ref("posts", Topic, "7"), "link_type": "about", "source_type": "topic_id",
    }]  # fmt: skip


@pytest.mark.parametrize(
    ("status", "category"),
    [
        ("none", None),
        (None, None),
        ("planned", "todo"),
        ("answered", "done"),
        ("completed", "done"),
    ],
)
def test_states_of_a_post(status: Any, category: Any) -> None:
    """No state is unknown, not open."""
    assert (
        of("feedback", rows("posts", POST | {"status": status}))[0].get("status_category")
        == category
    )


def test_a_whole_comment_and_vote() -> None:
    """They hang on their post."""
    comment = {
        "id": 71,
        "body": "<p>+1</p>",
        "author_id": 102,
        "post_id": 70,
        "vote_count": 0,
        "html_url": "https://acme.zendesk.com/hc/c/71",
        **STAMP,
    }
    vote = {"id": 71, "user_id": 103, "value": -1, "item_id": 70, "item_type": "Post", **STAMP}
    post = ref("post_activity", FeedbackItem, 70)
    assert of("comment", rows("post_activity", {"comment": comment})) == [{
        "source_id": "71", "source_url": "https://acme.zendesk.com/hc/c/71", **OURS, "parent_id": post,
        "author_id": ref("post_activity", Person, 102), "body": "<p>+1</p>", "body_format": "html",
        "body_plain": "+1", "body_clean": "+1", "channel": "community", "vote_count": 0,
    }]  # fmt: skip
    assert of("vote", rows("post_activity", {"vote": vote})) == [{
        "source_id": "71", **OURS, "item_id": post, "voter_id": ref("post_activity", Person, 103), "weight": -1,
        "via": "zendesk_community",
    }]  # fmt: skip
    stream = STREAMS["post_activity"]
    identities = [
        stream.identify(msgspec.convert(each, stream.wire))[0]
        for each in ({"comment": comment}, {"vote": vote})
    ]
    assert identities == ["comment:71", "vote:71"]


def posts(*ages: int, more: bool = True) -> dict[str, Any]:
    """A page of posts, last changed so many days ago."""
    listed = [
        POST | {"id": 100 + age, "updated_at": f"{NOW - timedelta(days=age):%Y-%m-%dT%H:%M:%SZ}"}
        for age in ages
    ]
    return {"posts": listed, "meta": {"has_more": more, "after_cursor": "n"}}


def test_posts_are_read_newest_first_until_what_is_known() -> None:
    """Two pages in any case, since a vote need not move a post; then up to the cursor."""
    known = NOW - timedelta(days=5)
    one = read("posts", posts(1, 6), cursor=known)
    assert one.next is not None
    two = read("posts", posts(7, 8), one.next, cursor=known)
    assert (two.next, two.cursor) == (None, NOW - timedelta(days=1))
    fresh = read("posts", posts(2, 3), one.next, cursor=known)
    assert fresh.next is not None
    assert fresh.cursor is None


def test_only_an_order_that_can_be_seen_ends_the_walk() -> None:
    """A source that ignores the order is read to its end."""
    request = first("posts").with_(state={"page": 2})
    assert read("posts", posts(8, 2, 9), request, cursor=NOW - timedelta(days=5)).next is not None


def test_posts_from_before_since_are_left_out() -> None:
    """`since` is by the time of the last change."""
    page = read("posts", posts(1, 20, more=False), since="2026-01-05")
    assert [each.of for each in page.children] == ["101", "101"]
    assert len(page.records) == 1
    assert page.cursor == NOW - timedelta(days=1)


def test_a_post_is_visited_for_what_hangs_below_it() -> None:
    """Comments and votes, where it has any; the engine drops the visits to posts that have not moved."""
    body = {
        "posts": [POST, POST | {"id": 72, "comment_count": 0, "vote_count": 0}],
        "meta": {"has_more": False},
    }
    visits = read("posts", body).children
    assert [(each.stream, each.of, each.path) for each in visits] == [
        ("post_activity", "70", "/api/v2/community/posts/70/comments"),
        ("post_activity", "70", "/api/v2/community/posts/70/votes"),
    ]
    votes = read("post_activity", {"votes": [{"id": 1}], "meta": {"has_more": False}}, visits[1])
    assert [list(record) for record in votes.records] == [["vote"]]
    assert read("post_activity", {}, visits[0], status=404).records == ()
    assert list(STREAMS["post_activity"].start(run("post_activity"))) == []


@pytest.mark.parametrize("name", ["articles", "posts"])
def test_a_census_lists_and_what_it_missed_is_looked_up(name: str) -> None:
    """One by one, since neither can be shown many at a time."""
    stream = STREAMS[name]
    (listing,) = stream.census(run(name))
    body = {name: [{"id": 1}, {"id": 2}], "meta": {"has_more": False}}
    assert list(read(name, body, listing).present) == ["1", "2"]
    (lookup,) = stream.missing(["3"], run(name))
    assert lookup.path.endswith(f"/{name}/3")
    assert list(read(name, {}, lookup, status=404).gone) == ["3"]
    assert list(read(name, {name[:-1]: {"id": 3}}, lookup).present) == ["3"]


def test_a_post_that_does_not_fit_is_set_aside_and_not_lost() -> None:
    """It has no place in the order, and still is a record."""
    page = read(
        "posts",
        {"posts": [{"id": 1, "updated_at": 5}, POST], "meta": {"has_more": False}},
        since="2026-01-01",
    )
    assert len(page.records) == 2
    assert page.cursor == datetime(2026, 1, 6, 10, 30, tzinfo=UTC)

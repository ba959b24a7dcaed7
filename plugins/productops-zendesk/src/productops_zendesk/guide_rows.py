"""Articles, posts, comments on posts and votes as rows."""

from __future__ import annotations

from collections.abc import Iterator

from productops.kit import Run
from productops.kit.rows import row
from productops.kit.text import bodies, html_to_text
from productops.model import Article as ArticleRow
from productops.model import Comment, FeedbackItem, Link, Record, Topic, Vote

from .common import person
from .guide_wire import Article, Post, PostComment, PostVote


def article_row(article: Article, run: Run) -> Record:
    """An article; its section by name where that is known."""
    section = None if article.section_id is None else str(article.section_id)
    known = run.seen("sections", section) if section else None
    return row(
        ArticleRow,
        run,
        str(article.id),
        source_url=article.html_url,
        occurred_at=article.created_at,
        source_created_at=article.created_at,
        source_updated_at=article.updated_at,
        title=article.title or article.name,
        body=article.body,
        body_format="html" if article.body else None,
        body_plain=html_to_text(article.body) if article.body else None,
        language=article.locale,
        author_id=person(run, article.author_id),
        section=known.name if known else section,
        labels=article.label_names or [],
        draft=article.draft,
        promoted=article.promoted,
        outdated=article.outdated,
        vote_sum=article.vote_sum,
        vote_count=article.vote_count,
        edited_at=article.edited_at,
    )


def post_rows(post: Post, run: Run) -> Iterator[Record]:
    """A post as a piece of feedback, and its topic; the topic's name says what kind it is."""
    topic_id = None if post.topic_id is None else str(post.topic_id)
    topic = run.seen("topics", topic_id) if topic_id else None
    status = None if post.status in (None, "none") else post.status
    yield row(
        FeedbackItem,
        run,
        str(post.id),
        source_url=post.html_url,
        occurred_at=post.created_at,
        source_created_at=post.created_at,
        source_updated_at=post.updated_at,
        kind=run.map("kind", topic.name if topic else None),
        title=post.title,
        **bodies(post.details, "html"),
        channel="community",
        author_id=person(run, post.author_id),
        submitted_by_id=person(run, post.author_id),
        status=status,
        status_category=run.map("status", status and status.replace("_", " ")),
        vote_count=post.vote_count,
    )
    if topic_id:
        yield row(
            Link,
            run,
            f"{post.id}:about:{topic_id}",
            occurred_at=post.created_at,
            from_id=run.ref(FeedbackItem, post.id),
            to_id=run.ref(Topic, topic_id),
            link_type="about",
            source_type="topic_id",
        )


def comment_row(comment: PostComment, run: Run) -> Record:
    """A comment on a post; the community is public."""
    return row(
        Comment,
        run,
        str(comment.id),
        source_url=comment.html_url,
        occurred_at=comment.created_at,
        source_created_at=comment.created_at,
        source_updated_at=comment.updated_at,
        parent_id=run.ref(FeedbackItem, comment.post_id),
        author_id=person(run, comment.author_id),
        **bodies(comment.body, "html"),
        channel="community",
        vote_count=comment.vote_count,
    )


def vote_row(vote: PostVote, run: Run) -> Record:
    """A vote for or against a post."""
    return row(
        Vote,
        run,
        str(vote.id),
        occurred_at=vote.created_at,
        source_created_at=vote.created_at,
        source_updated_at=vote.updated_at,
        item_id=run.ref(FeedbackItem, vote.item_id),
        voter_id=person(run, vote.user_id),
        weight=1 if vote.value is None else vote.value,
        via="zendesk_community",
    )

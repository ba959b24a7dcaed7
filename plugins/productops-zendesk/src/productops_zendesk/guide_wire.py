"""What we read of the help centre and the community.

https://developer.zendesk.com/api-reference/help_center/help-center-api/introduction/
"""

from __future__ import annotations

from msgspec import Raw, Struct

from productops.kit.rows import Id, Int

from .paging import TimeEnvelope


class Article(Struct, gc=False):
    """An article of the help centre, in its source language."""

    id: Int
    title: str | None = None
    name: str | None = None
    body: str | None = None
    locale: str | None = None
    author_id: Id | None = None
    section_id: Id | None = None
    label_names: list[str] | None = None
    draft: bool | None = None
    promoted: bool | None = None
    outdated: bool | None = None
    vote_sum: Int | None = None
    vote_count: Int | None = None
    html_url: str | None = None
    created_at: str | None = None
    updated_at: str | None = None
    edited_at: str | None = None


class Post(Struct, gc=False):
    """A post of the community."""

    id: Int
    title: str | None = None
    details: str | None = None
    author_id: Id | None = None
    topic_id: Id | None = None
    status: str | None = None
    vote_sum: Int | None = None
    vote_count: Int | None = None
    comment_count: Int | None = None
    html_url: str | None = None
    created_at: str | None = None
    updated_at: str | None = None


class PostComment(Struct, gc=False):
    """A comment on a post."""

    id: Int
    body: str | None = None
    author_id: Id | None = None
    post_id: Id | None = None
    vote_sum: Int | None = None
    vote_count: Int | None = None
    html_url: str | None = None
    created_at: str | None = None
    updated_at: str | None = None


class PostVote(Struct, gc=False):
    """One person's vote for (1) or against (-1) a post."""

    id: Int
    user_id: Id | None = None
    value: Int | None = None
    item_id: Id | None = None
    created_at: str | None = None
    updated_at: str | None = None


class Moved(Struct, gc=False):
    """The parts of a post that tell when it moved and what hangs below it."""

    id: Int
    updated_at: str | None = None
    vote_count: Int | None = None
    comment_count: Int | None = None


class Activity(Struct, gc=False):
    """A record of the post_activity stream: a comment or a vote."""

    comment: PostComment | None = None
    vote: PostVote | None = None


class ArticlesPage(TimeEnvelope, kw_only=True):
    """`help_center/incremental/articles`."""

    articles: list[Raw]

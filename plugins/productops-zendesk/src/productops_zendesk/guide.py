"""The help centre and the community: articles, posts, and what people say and vote below a post."""

# ruff: noqa: ARG002 - the kit fixes the signatures

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from msgspec import Raw

from productops.errors import RecordRejected
from productops.kit import Answer, Can, Page, Request, Run
from productops.kit.rows import guarded
from productops.model import Record

from .guide_rows import article_row, comment_row, post_rows, vote_row
from .guide_wire import Activity, Article, ArticlesPage, Moved, Post
from .paging import (
    CENSUS,
    is_census,
    list_next,
    list_records,
    list_start,
    peek,
    time_cursor,
    time_next,
    time_start,
)
from .presence import by_id, is_search, missed, present

ARTICLES = "/api/v2/help_center/incremental/articles"
ALL_ARTICLES = "/api/v2/help_center/articles"
POSTS = "/api/v2/community/posts"
# So many pages are read even when nothing on them is new: a vote need not move `updated_at`
ALWAYS = 2


class Articles:
    """Articles → `article`; read where the account has a help centre."""

    name = "articles"
    needs: tuple[str, ...] = ("sections",)
    wire = Article
    can = Can(incremental=True, deletes=True)
    lookback = timedelta(0)
    optional = True
    reads = ("article",)

    def start(self, run: Run) -> Iterable[Request]:
        """One walk through those that changed; this export ends where `next_page` is null."""
        return [time_start(run, ARTICLES)]

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        """A page of articles, or of ids only."""
        if is_census(request):
            return present(list_records(answer, "articles"), list_next(request, answer))
        if is_search(request):
            return by_id(request, answer)
        page = answer.decode(ArticlesPage)
        follow = time_next(request, page, len(page.articles), answer.url)
        return Page(records=page.articles, next=follow, cursor=time_cursor(page))

    def identify(self, article: Article) -> tuple[str, str | None]:
        """Id and last change."""
        return str(article.id), article.updated_at

    @guarded
    def normalise(self, article: Article, run: Run) -> Iterable[Record]:
        """The article."""
        yield article_row(article, run)

    def census(self, run: Run) -> Iterable[Request]:
        """The list of all articles."""
        return [list_start(run, ALL_ARTICLES).with_(state=CENSUS)]

    def missing(self, ids: Sequence[str], run: Run) -> Iterable[Request]:
        """One by one: an article that was removed is not found."""
        return missed(ALL_ARTICLES, ids, many=False)


class Posts:
    """Posts of the community → `feedback`, `link` to their topic."""

    name = "posts"
    needs: tuple[str, ...] = ("topics",)
    wire = Post
    can = Can(incremental=True, deletes=True)
    lookback = timedelta(0)
    optional = True
    reads = ("feedback", "link")

    def start(self, run: Run) -> Iterable[Request]:
        """Newest first."""
        return [_newest_first(run)]

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        """A page of posts, or of ids only."""
        if is_search(request):
            return by_id(request, answer)
        raws = list_records(answer, "posts")
        if is_census(request):
            return present(raws, list_next(request, answer))
        return _until_known(request, answer, raws, run)

    def identify(self, post: Post) -> tuple[str, str | None]:
        """Id and last change."""
        return str(post.id), post.updated_at

    @guarded
    def normalise(self, post: Post, run: Run) -> Iterable[Record]:
        """The post as a piece of feedback."""
        return post_rows(post, run)

    def census(self, run: Run) -> Iterable[Request]:
        """The list of all posts."""
        return [list_start(run, POSTS).with_(state=CENSUS)]

    def missing(self, ids: Sequence[str], run: Run) -> Iterable[Request]:
        """One by one: a post that was removed is not found."""
        return missed(POSTS, ids, many=False)


class PostActivity:
    """Comments and votes on posts → `comment`, `vote`.

    There is no list of all comments, so the stream `posts` sends us to each post that has moved.
    """

    name = "post_activity"
    needs: tuple[str, ...] = ()
    below = ("posts",)
    wire = Activity
    can = Can(incremental=True)
    lookback = timedelta(0)
    optional = True
    reads = ("comment", "vote")

    def start(self, run: Run) -> Iterable[Request]:
        """Nothing of its own."""
        return []

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        """A page of comments or votes; none where the post is gone."""
        if answer.status in request.expect:
            return Page()
        kind = request.state["below"]
        records = [{kind.removesuffix("s"): raw} for raw in list_records(answer, kind)]
        return Page(records=records, next=list_next(request, answer))

    def identify(self, record: Activity) -> tuple[str, str | None]:
        """Id, marked with what it is the id of, and last change."""
        for kind, part in (("comment", record.comment), ("vote", record.vote)):
            if part is not None:
                return f"{kind}:{part.id}", part.updated_at
        raise RecordRejected("neither a comment nor a vote")

    @guarded
    def normalise(self, record: Activity, run: Run) -> Iterable[Record]:
        """The comment or the vote."""
        if record.comment is not None:
            yield comment_row(record.comment, run)
        if record.vote is not None:
            yield vote_row(record.vote, run)


def _newest_first(run: Run) -> Request:
    return list_start(run, POSTS, sort_by="updated_at").with_(state={"page": 1})


def _until_known(request: Request, answer: Answer, raws: Sequence[Raw], run: Run) -> Page:
    """A page of posts, the last one where the rest has been read before.

    Only an order that can be seen in the answer ends the walk early.
    """
    moments = [_moment(post.updated_at) for raw in raws if (post := peek(raw, Moved))]
    held = run.cursor()
    known = held if isinstance(held, datetime) else run.since
    follow = list_next(request, answer)
    if (
        known is not None
        and request.state["page"] >= ALWAYS
        and moments
        and moments[-1] < known
        and moments == sorted(moments, reverse=True)
    ):
        follow = None
    newest = max([*moments, _moment(request.state.get("newest"))])
    state = {"page": request.state["page"] + 1, "newest": newest.isoformat()}
    wanted = [raw for raw in raws if run.since is None or _changed(raw) >= run.since]
    return Page(
        records=wanted,
        children=_visits(wanted, run),
        next=follow and follow.with_(state=state),
        cursor=newest if follow is None and newest > _NEVER else None,
    )


_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def _moment(text: str | None) -> datetime:
    """A moment for the cursor; what is none is told when the record is read in full."""
    try:
        found = datetime.fromisoformat(text) if text else _NEVER
    except ValueError:
        return _NEVER
    return found if found.tzinfo else _NEVER


def _changed(raw: Raw) -> datetime:
    """A post that does not fit is wanted, so that it is set aside."""
    post = peek(raw, Moved)
    return (
        _moment(post.updated_at) if post and post.updated_at else datetime.max.replace(tzinfo=UTC)
    )


def _visits(raws: Sequence[Raw], run: Run) -> list[Request]:
    """The requests for what hangs below posts; the engine drops those of posts that have not moved."""
    posts = [found for raw in raws if (found := peek(raw, Moved))]
    return [
        list_start(run, f"{POSTS}/{post.id}/{kind}").with_(
            stream="post_activity", of=str(post.id), expect=(403, 404), state={"below": kind}
        )
        for post in posts
        for kind, count in (("comments", post.comment_count), ("votes", post.vote_count))
        if count != 0
    ]

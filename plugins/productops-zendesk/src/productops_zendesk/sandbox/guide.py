"""Help centre and community in the vendor's shape.

https://developer.zendesk.com/api-reference/help_center/help-center-api/introduction/
"""

from __future__ import annotations

from typing import Any

from productops.sandbox import library
from productops.sandbox.library import Voice

from . import ids
from .account import STAMP, Account

LOCALE = "en-us"
_SECTION, _CATEGORY, _TOPIC = 10_000, 20_000, 30_000
_VOICES = 64


def _pages(account: Account, kind: str, id_: int) -> dict[str, str]:
    return {
        "url": f"{account.host}/api/v2/help_center/{LOCALE}/{kind}/{id_}.json",
        "html_url": f"{account.host}/hc/{LOCALE}/{kind}/{id_}",
    }


def articles(account: Account) -> list[int]:
    """Positions (last edit, article), in order."""

    def make() -> list[int]:
        found = []
        for index in range(library.articles(account.company)):
            past = [at for at in library.article(account.company, index).edits if at <= account.now]
            found += [past[-1] << STAMP | index] if past else []
        return sorted(found)

    return account.listed("articles", make)


def article(account: Account, position: int) -> dict[str, Any]:
    """A help article."""
    index, edited = position & (1 << STAMP) - 1, position >> STAMP
    held = library.article(account.company, index)
    id_ = ids.made(ids.HELP, index)
    return {
        "id": id_,
        **_pages(account, "articles", id_),
        "author_id": ids.made(ids.STAFF, held.author),
        "comments_disabled": False,
        "draft": held.draft,
        "promoted": index % 7 == 0,
        "position": 0,
        "vote_sum": index % 5,
        "vote_count": index % 5,
        "section_id": ids.made(ids.HELP, _SECTION + held.section),
        "created_at": ids.iso(held.edits[0]),
        "updated_at": ids.iso(edited),
        "edited_at": ids.iso(edited),
        "name": held.title,
        "title": held.title,
        "source_locale": LOCALE,
        "locale": LOCALE,
        "outdated": False,
        "outdated_locales": [],
        "user_segment_id": None,
        "permission_group_id": ids.made(ids.HELP, 40_000),
        "content_tag_ids": [],
        "label_names": [],
        "body": held.body,
    }


def _shelf(account: Account, kind: str, id_: int, name: str, index: int) -> dict[str, Any]:
    founded = ids.iso(account.company.founded)
    return {
        "id": id_,
        **_pages(account, kind, id_),
        "position": index,
        "created_at": founded,
        "updated_at": founded,
        "name": name,
        "description": "",
        "locale": LOCALE,
        "source_locale": LOCALE,
        "outdated": False,
    }


def section(account: Account, index: int) -> dict[str, Any]:
    """A section of the help centre."""
    of = index % len(library.CATEGORIES)
    shape = _shelf(
        account, "sections", ids.made(ids.HELP, _SECTION + index), f"Topics {index + 1}", index
    )
    return shape | {
        "category_id": ids.made(ids.HELP, _CATEGORY + of),
        "sorting": "manual",
        "parent_section_id": None,
        "theme_template": "section_page",
    }


def category(account: Account, index: int) -> dict[str, Any]:
    """A category of the help centre."""
    name = library.CATEGORIES[index].format(product=account.company.product)
    return _shelf(account, "categories", ids.made(ids.HELP, _CATEGORY + index), name, index)


def topic(account: Account, index: int) -> dict[str, Any]:
    """A community topic."""
    id_ = ids.made(ids.HELP, _TOPIC + index)
    founded = ids.iso(account.company.founded)
    return {
        "id": id_,
        "url": f"{account.host}/api/v2/help_center/community/topics/{id_}.json",
        "html_url": f"{account.host}/hc/{LOCALE}/community/topics/{id_}",
        "name": library.TOPICS[index],
        "description": None,
        "position": index,
        "follower_count": 1,
        "community_id": ids.made(ids.HELP, 50_000),
        "created_at": founded,
        "updated_at": founded,
        "manageable_by": "managers",
        "user_segment_id": None,
    }


def posts(account: Account) -> list[int]:
    """All posts, oldest first."""
    return account.listed("posts", lambda: list(range(library.posts(account.company, account.now))))


def _past(account: Account, voices: tuple[Voice, ...]) -> list[Voice]:
    return [voice for voice in voices if voice.at <= account.now]


def post(account: Account, index: int) -> dict[str, Any]:
    """A community post; votes and comments are counted, only comments and an answer move `updated_at`."""
    held = library.post(account.company, index)
    said, voted = _past(account, held.comments), _past(account, held.votes)
    answered = bool(held.answered) and held.answered <= account.now
    moved = max([held.written, *(voice.at for voice in said), held.answered if answered else 0])
    id_ = ids.made(ids.POST, index)
    return {
        "id": id_,
        "url": f"{account.host}/api/v2/community/posts/{id_}.json",
        "html_url": f"{account.host}/hc/{LOCALE}/community/posts/{id_}",
        "title": held.title,
        "details": held.body,
        "author_id": ids.made(ids.PERSON, held.author),
        "vote_sum": sum(voice.value for voice in voted),
        "vote_count": len(voted),
        "comment_count": len(said),
        "follower_count": 1 + len(voted) // 2,
        "topic_id": ids.made(ids.HELP, _TOPIC + held.topic),
        "status": held.answer if answered else "none",
        "pinned": False,
        "featured": False,
        "closed": False,
        "frozen": False,
        "content_tag_ids": [],
        "non_author_editor_id": None,
        "non_author_updated_at": None,
        "created_at": ids.iso(held.written),
        "updated_at": ids.iso(moved),
    }


def post_comments(account: Account, index: int) -> list[dict[str, Any]]:
    """The comments of a post, oldest first."""
    return [
        {
            "id": ids.POST + 1_000_000 + index * _VOICES + n,
            "url": f"{account.host}/api/v2/community/posts/{ids.made(ids.POST, index)}/comments/{n}.json",
            "body": f"<p>{voice.text}</p>",
            "author_id": ids.user(voice.author, staff=voice.official),
            "vote_sum": 0,
            "vote_count": 0,
            "official": voice.official,
            "post_id": ids.made(ids.POST, index),
            "created_at": ids.iso(voice.at),
            "updated_at": ids.iso(voice.at),
        }
        for n, voice in enumerate(_past(account, library.post(account.company, index).comments))
    ]


def post_votes(account: Account, index: int) -> list[dict[str, Any]]:
    """The votes on a post, oldest first."""
    return [
        {
            "id": ids.POST + 2_000_000 + index * _VOICES + n,
            "url": f"{account.host}/api/v2/votes/{ids.POST + 2_000_000 + index * _VOICES + n}.json",
            "user_id": ids.made(ids.PERSON, voice.author),
            "value": voice.value,
            "item_id": ids.made(ids.POST, index),
            "item_type": "Post",
            "created_at": ids.iso(voice.at),
            "updated_at": ids.iso(voice.at),
        }
        for n, voice in enumerate(_past(account, library.post(account.company, index).votes))
    ]

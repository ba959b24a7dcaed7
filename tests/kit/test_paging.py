"""Where to go next, whatever way a source pages."""

from __future__ import annotations

import pytest

from productops.errors import UnexpectedAnswer
from productops.kit import Request
from productops.kit.paging import by_cursor, by_link, by_offset

PAGE = Request(path="/api/v2/users", query={"page[size]": 100, "role": "end-user"}, stream="users")
LINK = "https://acme.zendesk.example/api/v2/users?page%5Bsize%5D=100&page%5Bafter%5D=abc"


def test_a_cursor_is_added_to_the_same_request() -> None:
    """Everything else of the query stays."""
    following = by_cursor(PAGE, "abc", more=True, param="page[after]")

    assert following == PAGE.ask(**{"page[after]": "abc"})


def test_a_link_is_followed_with_its_whole_query() -> None:
    """And its host is kept for the transport to check."""
    following = by_link(PAGE, LINK)

    assert following is not None
    assert following.query == {"page[size]": "100", "page[after]": "abc"}
    assert (following.link_host, following.stream) == ("acme.zendesk.example", "users")


def test_the_last_page_ends_although_it_has_a_link() -> None:
    """Zendesk gives `links.next` with `has_more: false`."""
    assert by_link(PAGE, LINK, more=False) is None
    assert by_cursor(PAGE, "abc", more=False) is None


@pytest.mark.parametrize("nothing", [None, ""])
def test_without_a_word_on_more_the_way_decides(nothing) -> None:
    """No cursor, no link: the end."""
    assert by_link(PAGE, nothing) is None
    assert by_cursor(PAGE, nothing) is None


@pytest.mark.parametrize("follow", [by_cursor, by_link])
def test_more_without_a_way_is_an_error(follow) -> None:
    """Ending there in silence would lose the rest."""
    with pytest.raises(UnexpectedAnswer, match="says there is more"):
        follow(PAGE, None, more=True)


@pytest.mark.parametrize(
    ("count", "options", "expected"),
    [
        (100, {}, 100),
        (0, {}, None),
        (0, {"more": True}, None),
        (100, {"size": 100}, 100),
        (99, {"size": 100}, None),
        (40, {"total": 500, "size": 100}, 40),
        (100, {"total": 100}, None),
        (100, {"more": False, "total": 500}, None),
        (1, {"more": True, "size": 100}, 1),
    ],
)
def test_an_offset_moves_by_what_came(count, options, expected) -> None:
    """The source's word first, then its total, then whether the page was full; an empty page ends."""
    following = by_offset(PAGE, count, **options)

    assert (following and following.query["offset"]) == expected


def test_offsets_add_up_from_text_too() -> None:
    """A followed link holds its offset as text."""
    following = by_offset(PAGE.ask(startAt="150"), 50, param="startAt")

    assert following is not None
    assert following.query["startAt"] == 200

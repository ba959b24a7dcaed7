"""Where to go next, whatever way a source pages."""

from __future__ import annotations

import pytest

from productops.errors import UnexpectedAnswer
from productops.kit import Request
from productops.kit.paging import by_cursor, by_link, by_offset, by_page, misplaced

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


COUNTED = Request(path="/v3/surveys", query={"page": 1, "per_page": 100}, page_size="per_page")


def test_pages_are_counted_from_one() -> None:
    """Each page has the next number; the source says when it is the last."""
    second = by_page(COUNTED, more=True)

    assert second is not None
    assert second.query == {"page": 2, "per_page": 100}
    assert by_page(second, more=False) is None


def test_a_source_that_gives_less_than_was_asked_for_is_asked_for_that() -> None:
    """It says 40 a page: page 2 is then the 41st record, and its size is no longer a matter of luck."""
    second = by_page(COUNTED, more=True, given=40)

    assert second is not None
    assert second.query == {"page": 2, "per_page": 40}


@pytest.mark.parametrize("halvings", [1, 2, 3, 4])
def test_a_page_asked_for_in_smaller_pieces_leaves_nothing_out(halvings: int) -> None:
    """The engine halves the size under the same number; the page is found again by what was read before it."""
    records = list(range(1000))
    request: Request | None = COUNTED.ask(page=4).with_(state={"read": 300})
    read = set(records[:300])
    for number in range(200):
        assert request is not None
        if number == 0:
            request = request.ask(per_page=100 // 2**halvings)
        page, size = int(str(request.query["page"])), int(str(request.query["per_page"]))
        if right := misplaced(request):
            request = right
            continue
        read.update(records[(page - 1) * size : page * size])
        request = by_page(request, more=page * size < len(records))
        if request is None:
            break

    assert read == set(records)

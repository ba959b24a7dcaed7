"""What Jira could not give together with other issues is asked for by itself, and not lost."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from jc import BY_NAME, answer, read, starts

from productops.errors import UnexpectedAnswer
from productops.kit import Page, Request
from productops.sync.payload import to_payload

KEPT_BACK = [{"id": "2", "errorMessage": "The issue is too large to be returned with others."}]


def hits(*ids: int) -> dict[str, Any]:
    """A page of a search."""
    at = "2026-01-05T10:00:00.000+0100"
    return {"issues": [{"id": str(each), "fields": {"updated": at}} for each in ids]}


def whole(number: int) -> dict[str, Any]:
    """An issue of a software project."""
    project = {"id": "1", "key": "APP", "projectTypeKey": "software"}
    return {"id": str(number), "key": f"APP-{number}", "fields": {"project": project}}


def kept_back(**keys: Any) -> tuple[Page, Request]:
    """The page of a walk of which one issue was kept back, and the request that asks for it."""
    name = next(iter(starts("issues", **keys)))
    walk = starts("issues", **keys)[name]
    told = [{"matches": [{"matchedIssues": []}]}] if keys else []
    bulk = {"issues": [whole(1)], "issueErrors": KEPT_BACK}
    page = read("issues", walk, hits(1, 2), bulk, *told, **keys)
    (again,) = [each for each in page.children if each.path == "/rest/api/3/issue/2"]
    return page, again


def test_an_issue_that_was_kept_back_is_asked_for_by_itself() -> None:
    """Queued with the page, so that the cursor moves past nothing that is lost; with all that hangs below it."""
    page, again = kept_back()
    assert len(page.records) == 1
    assert again.query == {"fields": "*all,-comment,-worklog"}
    alone = read("issues", again, whole(2))
    (record,) = [msgspec.json.decode(to_payload(each)) for each in alone.records]
    assert record == {"feedback": False, "near": [], "issue": whole(2)}
    assert [child.stream for child in alone.children] == ["changelogs", "comments", "remote_links"]


def test_issues_that_take_too_long_together_are_asked_for_one_by_one() -> None:
    """A bulk answer has no page size that could be halved."""
    walk = starts("issues")["10000"]
    (bulk,) = read("issues", walk, hits(1, 2)).also
    assert bulk.expect == (504,)
    page = read("issues", walk, hits(1, 2), answer(b"", 504))
    assert page.records == []
    assert [child.path for child in page.children] == ["/rest/api/3/issue/1", "/rest/api/3/issue/2"]


@pytest.mark.parametrize("status", [403, 404])
def test_an_issue_that_went_away_meanwhile_is_nothing(status: int) -> None:
    """What became of it is the census' business."""
    _, again = kept_back()
    assert read("issues", again, {}, status=status) == Page()


@pytest.mark.parametrize(("selected", "count"), [([], 1), ([2], 0)])
def test_the_side_of_an_issue_by_itself_is_asked_for_too(selected: list[int], count: int) -> None:
    """A project's walk leaves what `feedback_jql` selects to that query's own walk."""
    keys = {"feedback_jql": "labels = voice"}
    _, again = kept_back(**keys)
    (asked,) = read("issues", again, whole(2), **keys).also
    assert asked.body == {"issueIds": [2], "jqls": ["labels = voice"]}
    told = {"matches": [{"matchedIssues": selected}]}
    assert len(read("issues", again, whole(2), told, **keys).records) == count


def comments_page(body: Any, status: int = 200) -> Page:
    """What the comments stream reads from a bulk answer."""
    page = read("issues", starts("issues")["10000"], hits(1, 2), {"issues": [whole(1), whole(2)]})
    (asked,) = [each for each in page.children if each.stream == "comments"]
    return read("comments", asked, body, status=status)


@pytest.mark.parametrize(
    "bulk",
    [
        {"issues": [], "issueErrors": KEPT_BACK},
        {"issues": [{"id": "2", "fields": {}}]},
        {"issues": [{"id": "2", "fields": {"comment": {"comments": "?"}}}]},
    ],
)
def test_comments_that_were_kept_back_are_asked_for_by_issue(bulk: Any) -> None:
    """Also those of an issue that came without them, or in a shape nobody knows."""
    page = comments_page(bulk)
    assert [child.path for child in page.children] == ["/rest/api/3/issue/2/comment"]


def test_comments_that_take_too_long_together_are_asked_for_by_issue() -> None:
    """As many requests as issues, and none is lost."""
    page = comments_page(b"", 504)
    paths = [child.path for child in page.children]
    assert paths == ["/rest/api/3/issue/1/comment", "/rest/api/3/issue/2/comment"]


def test_a_comment_that_does_not_tell_who_may_see_it_is_named() -> None:
    """It is set aside, and its text is not held."""
    odd = {"id": "7", "jsdPublic": "perhaps", "body": "secret"}
    page = comments_page({"issues": [{"id": "2", "fields": {"comment": {"comments": [odd]}}}]})
    (record,) = page.records
    assert b"secret" not in to_payload(record)
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(record, BY_NAME["comments"].wire)


def test_a_worklog_whose_issue_was_kept_back_is_not_put_on_the_wrong_side() -> None:
    """The page is asked for again, and fails by name if that does not help."""
    listed = starts("worklogs")["updated"].with_(path="/rest/api/3/worklog/list", method="POST")
    body = [{"id": "5", "issueId": "2"}]
    with pytest.raises(UnexpectedAnswer, match="1 issues"):
        read("worklogs", listed, body, answer({"issues": [], "issueErrors": KEPT_BACK}))

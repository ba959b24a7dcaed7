"""What a census misses: deleted, put away with its project, hidden from us, or there after all."""

from __future__ import annotations

from typing import Any

import msgspec
from jc import BY_NAME, answer, read, run

from productops.kit import Page, Request

ISSUES = BY_NAME["issues"]


def seek(*issues: tuple[str, str | None], secured: str = "") -> list[Request]:
    """The look-ups of issues of projects."""
    held = [
        {
            "id": each,
            "fields": {
                **({"project": {"id": project}} if project else {}),
                "security": {"id": "1"} if each == secured else None,
            },
        }
        for each, project in issues
    ]
    told = [msgspec.json.encode({"issue": one}) for one in held]
    records = [msgspec.json.decode(each, type=ISSUES.wire) for each in told]
    return list(ISSUES.seek(records, run("issues")))


def test_a_census_lists_ids_project_by_project() -> None:
    """5,000 a page, and every page of them."""
    asked = list(ISSUES.census(run("issues")))
    assert [each.body["jql"] for each in asked] == [
        'project in ("APP") order by key asc',
        'project in ("HELP") order by key asc',
    ]
    assert (asked[0].body["maxResults"], asked[0].body["fields"]) == (5000, ["id"])
    page = read("issues", asked[0], {"issues": [{"id": "1"}, {"id": "2"}], "nextPageToken": "b"})
    assert list(page.present) == ["1", "2"]
    assert page.next is not None
    assert page.next.body["nextPageToken"] == "b"


def test_a_census_of_a_project_that_went_away_lists_nothing() -> None:
    """Then its issues are looked up."""
    asked = next(iter(ISSUES.census(run("issues"))))
    page = read("issues", asked, {"errorMessages": ["x"]}, status=400)
    assert page.next is not None
    assert read("issues", page.next, {}, status=404) == Page()


def test_projects_are_asked_for_first() -> None:
    """One answer may explain all of a project's issues."""
    first, second, rest = seek(("1", "10000"), ("2", "10002"), ("3", "10000"), ("4", None))[0:3]
    assert (first.path, rest.path) == ("/rest/api/3/issue/4", "/rest/api/3/project/10002")
    assert (second.path, second.state["ids"]) == ("/rest/api/3/project/10000", ["1", "3"])
    told = read("issues", rest, {"id": "10002", "archived": True})
    assert told == Page(archived=["2"])
    assert read("issues", second, {}, status=404) == Page(gone=[])
    assert read("issues", second, {"id": "10000", "deleted": True}).gone == ["1", "3"]


def test_a_project_in_the_bin_takes_its_issues_along() -> None:
    """It may answer 404 itself; the list of projects knows it."""
    (asked,) = seek(("1", "10009"))
    known = {"projects": {"10009": {"id": "10009", "key": "BIN", "deleted": True}}}
    assert read("issues", asked, {}, status=404, context=known).gone == ["1"]


def test_issues_of_a_live_project_are_asked_for_one_by_one() -> None:
    """404 is deleted, 403 hidden, a date put away; twenty at a time, until all are told."""
    ids = [(str(n), "10000") for n in range(25)]
    (asked,) = seek(*ids, secured="3")
    page = read("issues", asked, {"id": "10000"})
    assert page.next is not None
    more = read("issues", page.next, {}, status=404)
    assert [each.path for each in more.also] == [f"/rest/api/3/issue/{n}" for n in range(1, 20)]
    shown: list[Any] = [
        answer({"id": "1", "fields": {}}),
        answer({"id": "2", "fields": {"archiveddate": "2026"}}),
    ]
    rest = [*shown, answer({}, 404), answer({}, 403), *(answer({"id": "5"}) for _ in range(15))]
    told = read("issues", page.next, {}, *rest, status=404)
    assert told.gone == ["0"]
    assert told.archived == ["2"]
    assert set(told.present) == {"1", *(str(n) for n in range(5, 20))}
    assert told.next is not None
    assert told.next.state["ids"] == [str(n) for n in range(20, 25)]

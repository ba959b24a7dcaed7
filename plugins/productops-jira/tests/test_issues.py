"""The walk through the issues: what is asked, what is kept, where a later run starts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from jc import BY_NAME, NOW, PROJECTS, answer, read, run, starts

from productops.errors import SettingsError, UnexpectedAnswer
from productops.kit import Page, Request
from productops.sync.payload import to_payload

UNTIL = "updated <= 1768478400000"
ORDER = "order by updated asc, key asc"


def hit(number: int, updated: str = "2026-01-05T10:00:00.000+0100") -> dict[str, Any]:
    """An issue as a search shows it."""
    return {"id": str(number), "fields": {"updated": updated}}


def whole(
    number: int, project: str = "software", key: str = "APP", **fields: Any
) -> dict[str, Any]:
    """An issue as it is hydrated."""
    of = {"id": "1", "key": key, "projectTypeKey": project}
    return {"id": str(number), "key": f"{key}-{number}", "fields": {"project": of, **fields}}


def found(page: Page) -> list[Any]:
    """The records of a page, as they are stored."""
    return [msgspec.json.decode(to_payload(record)) for record in page.records]


def test_each_live_project_is_a_walk_of_its_own() -> None:
    """By its quoted key, up to the start of the run; an archived one is not searched."""
    asked = starts("issues")
    assert {name: each.body["jql"] for name, each in asked.items()} == {
        "10000": f'(project in ("APP")) and ({UNTIL}) {ORDER}',
        "10001": f'(project in ("HELP")) and ({UNTIL}) {ORDER}',
    }
    assert asked["10000"].body["fields"] == ["updated"]
    assert asked["10000"].body["maxResults"] == 500


def test_only_wanted_projects_are_read() -> None:
    """One that is not shown to us is a mistake that is told, not a silence."""
    assert set(starts("issues", projects=["help"])) == {"10001"}
    with pytest.raises(SettingsError, match='no project "HLEP"') as caught:
        starts("issues", projects=["HLEP"])
    assert (caught.value.where, 'Did you mean "HELP"' in caught.value.hint) == ("projects", True)


def test_projects_that_are_all_put_away_are_told() -> None:
    """Nothing read is no success; one that was read before is left to the census, which says what became of it."""
    with pytest.raises(SettingsError, match="no issues of OLD") as caught:
        starts("issues", projects=["OLD"])
    assert caught.value.where == "projects"
    assert set(starts("issues", projects=["OLD", "APP"])) == {"10000"}
    read_before = run("issues", projects=["OLD"], cursor=NOW)
    read_before.checkpoints = {"10002": read_before.checkpoints[""]}
    assert list(BY_NAME["issues"].start(read_before)) == []


def test_a_later_run_starts_a_lookback_before_the_newest_change() -> None:
    """Search is behind by minutes; without a cursor `since` is where it starts."""
    cursor = datetime(2026, 1, 10, tzinfo=UTC)
    stream_run = run("issues", cursor=cursor)
    assert stream_run.cursor("") == datetime(2026, 1, 9, 23, tzinfo=UTC)
    asked = starts("issues", since="2026-01-01")["10000"].body["jql"]
    assert "updated >= 1767225600000" in asked


def test_the_clock_of_the_profile_where_milliseconds_are_refused() -> None:
    """The upper bound is a minute later, since literals have no seconds."""
    detail, zone = {"epoch": False}, "America/Los_Angeles"
    asked = starts("issues", detail=detail, timezone=zone, since="2026-01-01")["10000"].body["jql"]
    assert 'updated >= "2025-12-31 16:00"' in asked
    assert 'updated <= "2026-01-15 04:01"' in asked


def test_a_page_of_ids_asks_for_the_issues_themselves() -> None:
    """A hundred at a time, without comments and worklogs, which have streams of their own."""
    request = starts("issues")["10000"]
    page = read("issues", request, {"issues": [hit(n) for n in range(250)], "nextPageToken": "b"})
    assert page.records == ()
    assert [len(each.body["issueIdsOrKeys"]) for each in page.also] == [100, 100, 50]
    assert page.also[0].body["fields"] == ["*all", "-comment", "-worklog"]


def test_only_the_end_of_a_walk_moves_the_cursor() -> None:
    """To the newest change the walk has shown, and never past its upper bound."""
    first = starts("issues")["10000"]
    body = {
        "issues": [hit(1), hit(2, "2026-01-05T12:00:00.000+0100")],
        "nextPageToken": "b",
        "isLast": True,
    }
    page = read("issues", first, body, {"issues": [whole(1), whole(2)]})
    assert page.cursor is None
    assert page.next is not None
    assert page.next.body["nextPageToken"] == "b"
    last = read("issues", page.next, {"issues": [hit(3)]}, {"issues": [whole(3)]})
    assert (last.next, last.cursor) == (None, datetime(2026, 1, 5, 11, tzinfo=UTC))
    late = read(
        "issues",
        first,
        {"issues": [hit(4, "2026-02-01T00:00:00.000+0000")]},
        {"issues": [whole(4)]},
    )
    assert late.cursor == NOW


def test_a_moment_that_is_none_costs_no_page() -> None:
    """The issue itself is set aside when it is read; the walk goes on by the moments of the others."""
    page = read(
        "issues",
        starts("issues")["10000"],
        {"issues": [hit(1), hit(2, "yesterday")], "isLast": True},
        {"issues": [whole(1), whole(2)]},
    )
    assert len(page.records) == 2
    assert page.cursor == datetime(2026, 1, 5, 9, tzinfo=UTC)


def test_an_empty_walk_moves_nothing() -> None:
    """No rows are no reason to start later."""
    page = read("issues", starts("issues")["10000"], {"issues": [], "isLast": True})
    assert (page.cursor, page.next, page.also) == (None, None, ())


def test_sides_go_by_the_type_of_project() -> None:
    """Neighbours too, by the key of theirs; what is gone meanwhile is left out."""
    linked = {
        "issuelinks": [{"outwardIssue": {"id": "9", "key": "HELP-9"}}],
        "parent": {"id": "8", "key": "APP-8"},
    }
    issues = [
        whole(1, **linked),
        whole(2, "service_desk", "HELP"),
        whole(3, "product_discovery", "IDEA"),
    ]
    hits = {"issues": [hit(n) for n in (1, 2, 3, 4)]}
    page = read("issues", starts("issues")["10000"], hits, {"issues": issues})
    assert [(one["feedback"], one["near"]) for one in found(page)] == [
        (False, ["9"]),
        (True, []),
        (True, []),
    ]


def test_what_hangs_below_a_page() -> None:
    """Histories and comments in bulk, remote links one by one; each knows which side its issue is on."""
    issues = [whole(1), whole(2, "service_desk", "HELP", customfield_9={"rating": 4}, customfield_8="2026-01-05",
                              reporter={"accountId": "qm:1"})]  # fmt: skip
    kinds = {"customfield_9": "sd-request-feedback", "customfield_8": "sd-request-feedback-date"}
    fields = {
        key: {"id": key, "schema": {"custom": f"com.atlassian.servicedesk:{kind}"}}
        for key, kind in kinds.items()
    }
    page = read("issues", starts("issues")["10000"], {"issues": [hit(1), hit(2)]}, {"issues": issues},
                context={"fields": fields})  # fmt: skip
    assert [(child.stream, child.path, child.of, child.state) for child in page.children] == [
        ("changelogs", "/rest/api/3/changelog/bulkfetch", "", {"feedback": ["2"]}),
        ("comments", "/rest/api/3/issue/bulkfetch", "", {"feedback": ["2"]}),
        ("remote_links", "/rest/api/3/issue/1/remotelink", "1", {"issue": "1", "feedback": False}),
        ("remote_links", "/rest/api/3/issue/2/remotelink", "2", {"issue": "2", "feedback": True}),
        (
            "satisfaction",
            "/rest/servicedeskapi/request/2/feedback",
            "2",
            {"issue": "2", "at": "2026-01-05", "by": "qm:1"},
        ),
    ]


def test_feedback_jql_is_a_walk_of_its_own_wherever_its_issues_are() -> None:
    """What it selects comes by it alone; everything else is work, a service desk's too."""
    jql = "labels = voice or issuetype = Idea"
    asked = starts("issues", feedback_jql=jql)
    (own,) = [name for name in asked if name.startswith("feedback:")]
    assert asked[own].body["jql"] == f"({jql}) and ({UNTIL}) {ORDER}"
    mark = own.removeprefix("feedback")
    assert set(asked) == {own, f"10000{mark}", f"10001{mark}"}
    assert set(starts("issues", feedback_jql="labels = x")).isdisjoint(asked)

    hits = {"issues": [hit(1), hit(2)]}
    also = read("issues", asked[own], hits, feedback_jql=jql).also
    assert also[1].body == {"issueIds": [1, 2], "jqls": [jql]}
    bodies = (
        {"issues": [whole(1), whole(2, "service_desk", "HELP")]},
        {"matches": [{"matchedIssues": [1]}]},
    )
    work = read("issues", asked[f"10000{mark}"], hits, *bodies, feedback_jql=jql)
    assert [(one["issue"]["id"], one["feedback"]) for one in found(work)] == [("2", False)]
    evidence = read("issues", asked[own], hits, *bodies, feedback_jql=jql)
    assert {one["feedback"] for one in found(evidence)} == {True}


def test_a_site_that_cannot_match_is_asked_by_its_search() -> None:
    """A hundred at a time; half an answer would put issues on the wrong side."""
    keys: dict[str, Any] = {
        "feedback_jql": "labels = voice or labels = vip",
        "detail": {"match": False},
    }
    walk = next(each for name, each in starts("issues", **keys).items() if name.startswith("10000"))
    hits = {"issues": [hit(1), hit(2)]}
    also = read("issues", walk, hits, **keys).also
    assert also[1].body["jql"] == "(labels = voice or labels = vip) and (id in (1, 2))"
    whole_ones = {"issues": [whole(1), whole(2)]}
    page = read("issues", walk, hits, whole_ones, {"issues": [{"id": "1"}]}, **keys)
    assert [one["issue"]["id"] for one in found(page)] == ["2"]
    for half in ({"issues": [], "nextPageToken": "b"}, {}, {"matches": [{"errors": ["no field"]}]}):
        with pytest.raises(UnexpectedAnswer, match="feedback_jql"):
            read("issues", walk, hits, whole_ones, half, **keys)


def test_a_token_that_is_too_old_starts_the_walk_anew() -> None:
    """It lives for seven days; a run that was left for longer loses time, not issues."""
    first = starts("issues")["10000"]
    second = first.with_(body={**first.body, "nextPageToken": "old"})
    page = read("issues", second, {"errorMessages": ["expired"]}, status=400)
    assert page.next is not None
    assert "nextPageToken" not in page.next.body


def test_a_project_that_went_away_is_not_a_wrong_query() -> None:
    """Jira answers 400 for both, so the project is asked for."""
    refused = {"errorMessages": ["The value 'APP' does not exist for the field 'project'."]}
    page = read("issues", starts("issues")["10000"], refused, status=400)
    assert page.next is not None
    assert page.next.path == "/rest/api/3/project/APP"
    assert read("issues", page.next, {}, status=404) == Page()
    with pytest.raises(UnexpectedAnswer, match="does not exist for the field"):
        read("issues", page.next, PROJECTS["10000"])


def test_a_feedback_query_that_fails_later_names_its_setting() -> None:
    """A field may be removed from the site after the source was opened."""
    jql = "cf[1] = x"
    own = next(
        each
        for name, each in starts("issues", feedback_jql=jql).items()
        if name.startswith("feedback")
    )
    with pytest.raises(SettingsError, match="no such field") as caught:
        read("issues", own, {"errorMessages": ["no such field"]}, status=400, feedback_jql=jql)
    assert caught.value.where == "feedback_jql"


def test_an_issue_is_its_id_in_its_newest_version() -> None:
    """A move changes the key, not the id; the version is in UTC, so that no profile changes it."""
    stream = BY_NAME["issues"]
    fields = {"updated": "2026-01-05T10:00:00.000+0100"}
    told = msgspec.json.encode({"issue": {"id": "7", "key": "NEW-1", "fields": fields}})
    one = msgspec.json.decode(told, type=stream.wire)
    assert stream.identify(one) == ("7", "2026-01-05T09:00:00.000Z")


def test_the_estimate_is_bounded_and_of_what_is_read() -> None:
    """It says nothing of a part of the issues."""
    stream = BY_NAME["issues"]
    asked = stream.count(run("issues", projects=["TO"], feedback_jql="labels = x"))
    assert isinstance(asked, Request)
    assert asked.body["jql"] == f'((project in ("TO") or (labels = x))) and ({UNTIL})'
    assert stream.counted(answer({"count": 12})) == 12
    assert stream.count(run("issues", since="2026-01-01")) is None

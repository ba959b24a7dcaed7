"""The sandbox's issues and what hangs below them."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

import pytest
from sandbox_calls import API, connect, fetch

from productops_jira.sandbox import JiraSandbox

BUSY = 10_005


@pytest.fixture(scope="module")
def sandbox():
    return JiraSandbox(size=200)


@pytest.fixture(scope="module")
def client(sandbox):
    return connect(sandbox)


def kinds(node):
    """All node types of a document."""
    yield node["type"]
    for child in node.get("content", ()):
        yield from kinds(child)


def test_bulkfetch_gives_what_there_is_in_order_of_ids(client):
    """Keys, ids, either case; what is not there is named; nothing comes twice."""
    answer = fetch(client, ["10003", "FERN-100", "fern-103", "FERN-99999", "10"]).json()
    assert [row["id"] for row in answer["issues"]] == ["10000", "10003"]
    assert {row["id"] for row in answer["issueErrors"]} == {"FERN-99999", "10"}
    assert "permission" in answer["issueErrors"][0]["errorMessage"]


def test_bulkfetch_refuses_none_and_more_than_100(client):
    """400."""
    assert fetch(client, []).status_code == 400
    assert fetch(client, [str(n) for n in range(101)]).status_code == 400
    assert client.post(f"{API}/issue/bulkfetch", content=b"{").status_code == 400


def test_fields_are_chosen(client):
    """`*all` has what `*navigable` has not; a name, and a name taken away."""
    navigable = set(fetch(client, ["10000"]).json()["issues"][0]["fields"])
    every = set(fetch(client, ["10000"], fields=["*all"]).json()["issues"][0]["fields"])
    assert {"comment", "worklog", "attachment"} == (every - navigable) & {
        "comment",
        "worklog",
        "attachment",
    }
    two = fetch(client, ["10000"], fields=["summary", "customfield_10040", "nonsense"]).json()[
        "issues"
    ][0]
    assert set(two["fields"]) == {"summary", "customfield_10040"}
    less = fetch(client, ["10000"], fields=["*all", "-description"]).json()["issues"][0]
    assert every - set(less["fields"]) == {"description"}


def test_there_are_110_custom_fields_and_two_lists_of_them(client, sandbox):
    """`/field` has those of single projects, `/field/search` has not; a name may stand twice."""
    custom = [row for row in client.get(f"{API}/field").json() if row["custom"]]
    assert len(custom) == len({row["id"] for row in custom}) == 110
    names = [row["name"] for row in custom]
    assert names.count("Product area") == 2
    rows, start = [], 0
    while True:
        page = client.get(f"{API}/field/search", params={"type": "custom", "startAt": start}).json()
        rows += page["values"]
        if page["isLast"]:
            break
        start += page["maxResults"]
    scoped = {row["id"] for row in custom if "scope" in row}
    assert {row["id"] for row in rows} == {row["id"] for row in custom} - scoped
    assert len(scoped) == 4


def test_values_fit_their_fields(client):
    """By the type that `schema` gives."""
    shapes = {"string": (str, dict), "number": float, "option": dict, "user": dict, "array": list, "date": str,
              "datetime": str, "option-with-child": dict, "group": dict, "version": dict}  # fmt: skip
    schema = {
        row["id"]: row["schema"] for row in client.get(f"{API}/field").json() if row["custom"]
    }
    filled = set()
    for row in fetch(client, [str(10_000 + n) for n in range(100)], fields=["*all"]).json()[
        "issues"
    ]:
        for key, value in row["fields"].items():
            if key in schema and value is not None and schema[key]["type"] in shapes:
                assert isinstance(value, shapes[schema[key]["type"]]), key
                filled.add(key)
    assert len(filled) > 80


def test_issues_are_as_big_as_real_ones(client):
    """8 to 18 KB with all fields."""
    answer = fetch(client, [str(10_000 + n) for n in range(100)], fields=["*all"])
    assert 8_000 < len(answer.content) / len(answer.json()["issues"]) < 18_000


def test_text_is_adf_or_null_in_several_languages(client):
    """Lists, tables, panels, mentions, code, tasks, media and more; some issues have no description."""
    found, texts, missing = set(), "", 0
    for start in (0, 100):
        rows = fetch(
            client, [str(10_000 + start + n) for n in range(100)], fields=["summary", "description"]
        )
        for row in rows.json()["issues"]:
            texts += row["fields"]["summary"]
            document = row["fields"]["description"]
            missing += document is None
            found |= set(kinds(document)) if document else set()
    assert {"doc", "paragraph", "bulletList", "table", "panel", "codeBlock", "mention", "taskList", "mediaSingle",
            "inlineCard", "expand", "status", "date", "emoji", "blockquote", "rule"} <= found  # fmt: skip
    assert missing > 3
    assert any("ぁ" <= letter <= "ん" for letter in texts)


def test_a_changelog_is_complete_only_by_itself(client):
    """Over 400 entries: 40 inside the issue, newest first; all of them in pages, oldest first."""
    inside = fetch(client, [str(BUSY)], expand=["changelog"]).json()["issues"][0]["changelog"]
    assert (len(inside["histories"]), inside["total"] > 400) == (40, True)
    rows, start = [], 0
    while start < inside["total"]:
        page = client.get(f"{API}/issue/{BUSY}/changelog", params={"startAt": start}).json()
        rows += page["values"]
        start += page["maxResults"]
    assert len(rows) == len({row["id"] for row in rows}) == inside["total"]
    at = [datetime.fromisoformat(row["created"]) for row in rows]
    assert at == sorted(at)
    assert [row["id"] for row in inside["histories"]] == [row["id"] for row in rows[:-41:-1]]


@pytest.mark.parametrize("size", [100, 1_000, 10_000])
def test_changelogs_in_bulk_are_the_sandboxes_own_log(sandbox, client, size):
    """Every entry of every issue once, by token, whatever the page."""
    body = {"issueIdsOrKeys": [str(id_) for id_ in sandbox.issue_ids()], "maxResults": size}
    found, token = [], None
    while True:
        page = client.post(
            f"{API}/changelog/bulkfetch", json=body | ({"nextPageToken": token} if token else {})
        ).json()
        for group in page["issueChangeLogs"]:
            found += [
                (int(group["issueId"]), int(row["id"]), row["items"])
                for row in group["changeHistories"]
            ]
        token = page.get("nextPageToken")
        if token is None:
            break
    assert sorted(found, key=lambda row: row[:2]) == sorted(
        sandbox.histories(), key=lambda row: row[:2]
    )


def test_changelogs_in_bulk_are_ordered_by_date(client):
    """The newest entries of one issue stand behind older ones of another: pages cut through issues."""
    body = {"issueIdsOrKeys": ["10000", str(BUSY), "10002"], "maxResults": 50}
    page = client.post(f"{API}/changelog/bulkfetch", json=body).json()
    rest = client.post(
        f"{API}/changelog/bulkfetch", json=body | {"nextPageToken": page["nextPageToken"]}
    ).json()

    def moments(part):
        rows = (row for group in part["issueChangeLogs"] for row in group["changeHistories"])
        return sorted(datetime.fromisoformat(row["created"]) for row in rows)

    assert len(moments(page)) == 50
    assert moments(page)[-1] <= moments(rest)[0]


def test_changelogs_of_single_fields_and_with_numbers_for_times():
    """`fieldIds` leaves out the rest; a site may write times as milliseconds."""
    client = connect(JiraSandbox(size=60, epoch_histories=True))
    body = {"issueIdsOrKeys": [str(BUSY)], "fieldIds": ["status"]}
    (group,) = client.post(f"{API}/changelog/bulkfetch", json=body).json()["issueChangeLogs"]
    items = [item for row in group["changeHistories"] for item in row["items"]]
    assert {item["field"] for item in items} == {"status"}
    assert all(isinstance(row["created"], int) for row in group["changeHistories"])
    states = [(item["from"], item["to"]) for item in items]
    assert all(left[1] == right[0] for left, right in pairwise(states))


def test_the_changelog_ends_where_the_issue_stands(sandbox, client):
    """The last change of status, summary and priority leads to what the issue says now."""
    for id_ in sandbox.issue_ids()[:60]:
        row = client.get(f"{API}/issue/{id_}", params={"fields": "status,priority,summary"}).json()[
            "fields"
        ]
        now = {
            "status": row["status"]["name"],
            "priority": row["priority"]["name"],
            "summary": row["summary"],
        }
        told = {}
        for _, items in ((h, i) for issue, h, i in sandbox.histories() if issue == id_):
            told |= {item["field"]: item["toString"] for item in items if item["field"] in now}
        assert told == {key: now[key] for key in told}

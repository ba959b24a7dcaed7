"""The sandbox's search: JQL, time zones, an index that is behind, and paging by token."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sandbox_calls import API, EVERYTHING, connect, ids, refusal, search, walk

from productops_jira.sandbox import JiraSandbox

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def sandbox():
    return JiraSandbox(size=200)


@pytest.fixture(scope="module")
def client(sandbox):
    return connect(sandbox)


@pytest.mark.parametrize("size", [7, 100, 5_000])
def test_every_visible_issue_once_whatever_the_page(sandbox, client, size):
    """In the order asked for; the last page has no token, and none has a total."""
    rows = walk(client, EVERYTHING, maxResults=size, fields=["updated"])
    assert sorted(int(row["id"]) for row in rows) == sandbox.issue_ids()
    stamps = [datetime.fromisoformat(row["fields"]["updated"]) for row in rows]
    assert stamps == sorted(stamps)


def test_the_shape_of_a_page(client):
    """`isLast` and a token, no `total`; ids alone unless fields are asked for."""
    page = search(client, EVERYTHING, maxResults=3).json()
    assert set(page) == {"issues", "isLast", "nextPageToken"}
    assert page["isLast"] is False
    assert [list(row) for row in page["issues"]] == [["id"]] * 3
    last = search(client, "key = FERN-100").json()
    assert (set(last), last["isLast"]) == ({"issues", "isLast"}, True)


def test_get_and_post_find_the_same(client):
    """The same query, sent either way."""
    asked = {"jql": "project = FERN ORDER BY key DESC", "maxResults": 5, "fields": "summary,status"}
    got = client.get(f"{API}/search/jql", params=asked).json()
    body = asked | {"fields": ["summary", "status"]}
    assert got == client.post(f"{API}/search/jql", json=body).json()
    assert set(got["issues"][0]["fields"]) == {"summary", "status"}


def test_pages_are_small_where_rows_are_wide(client):
    """5,000 only for ids and keys."""
    assert len(search(client, EVERYTHING, maxResults=5_000).json()["issues"]) > 100
    assert (
        len(search(client, EVERYTHING, maxResults=5_000, fields=["*all"]).json()["issues"]) == 100
    )


@pytest.mark.parametrize(
    ("jql", "expected"),
    [
        ("ORDER BY key", "Unbounded JQL queries are not allowed here"),
        ("", "Unbounded JQL queries are not allowed here"),
        ("project = AND", "'AND' is a reserved JQL word"),
        ("project = FERN AND (", "(line 1, character 21)"),
        ("project FERN", "Expecting operator but got 'FERN'"),
        ("project = FERN ORDER key", "Expecting 'BY' but got 'key'"),
        ("project = {", "The character '{' is a reserved JQL character"),
        ("flavour = 1", "Field 'flavour' does not exist or you do not have permission"),
        ("project = NOPE", "The value 'NOPE' does not exist for the field 'project'."),
        ("project = SEC", "The value 'SEC' does not exist for the field 'project'."),
        ("issuetype = Opera", "The value 'Opera' does not exist for the field 'issuetype'."),
        ("key = FERN-99999", "An issue with key 'FERN-99999' does not exist for field 'key'."),
        ("updated >= soon", "Date value 'soon' for field 'updated' is invalid."),
        ("updated >= '2026-13-40'", "Date value '2026-13-40' for field 'updated' is invalid."),
        ("updated ~ 1", "The operator '~' is not supported by the 'updated' field."),
        ("project = FERN ORDER BY mood", "Not able to sort using field 'mood'."),
    ],
)
def test_bad_jql_is_refused_in_the_vendors_words(client, jql, expected):
    """400, what is wrong, and where; `jql/parse` says the same without running anything."""
    status, message = refusal(search(client, jql))
    assert (status, expected in message) == (400, True)
    parsed = client.post(f"{API}/jql/parse", json={"queries": [jql]}).json()["queries"][0]
    if "Unbounded" not in expected and "sort" not in expected:
        assert parsed["errors"] == [message]
    count = client.post(f"{API}/search/approximate-count", json={"jql": jql})
    assert refusal(count) == (400, message)


def test_sizes_out_of_bounds_are_refused(client):
    """More than 5,000, or none."""
    for size in (0, 5_001):
        assert refusal(search(client, EVERYTHING, maxResults=size)) == (
            400,
            "The max results parameter has to be between 1 and 5,000.",
        )
    assert search(client, EVERYTHING, maxResults="many").status_code == 400


def test_conditions_combine(client):
    """and, or, not, brackets, lists, emptiness, words."""
    every = set(ids(client, EVERYTHING))
    fern = set(ids(client, "project = FERN"))
    quoted = set(ids(client, 'project in ("AND", "Fernhill Mobile", 10002)'))
    assert fern
    assert quoted
    assert set(ids(client, "NOT project = FERN AND updated > 0")) == every - fern
    assert set(ids(client, 'project = FERN OR project in ("AND", MOB, HELP)')) == fern | quoted
    open_ = set(ids(client, "project = FERN AND resolution IS EMPTY"))
    done = set(ids(client, "project = FERN AND (resolution IS NOT EMPTY)"))
    assert (open_ | done, open_ & done, bool(open_), bool(done)) == (fern, set(), True, True)
    assert set(ids(client, "project = FERN AND statusCategory = Done")) <= done
    bugs = ids(client, "project = FERN AND issuetype = Bug")
    assert set(bugs) < fern
    assert ids(client, 'key in (FERN-100, "fern-101", 10002)') == [10_000, 10_001, 10_002]
    assert ids(client, 'text ~ "single sign-on" AND project = FERN')


def test_order_by_several_fields(client):
    """Descending within ascending; ids at last, so that nothing is doubled."""
    rows = walk(
        client,
        "updated > 0 ORDER BY project ASC, priority DESC, id DESC",
        fields=["project", "priority"],
    )
    places = [
        (int(r["fields"]["project"]["id"]), int(r["fields"]["priority"]["id"]), -int(r["id"]))
        for r in rows
    ]
    assert places == sorted(places)


def test_the_count_is_that_of_the_search(client):
    """Nothing is hidden from one and shown by the other."""
    for jql in (EVERYTHING, "project = HELP", "updated >= -30d"):
        answer = client.post(f"{API}/search/approximate-count", json={"jql": jql})
        assert answer.json() == {"count": len(ids(client, jql))}


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Asia/Tokyo", "UTC"])
def test_dates_are_read_in_the_callers_zone_to_the_minute(zone):
    """The same words mean another moment for another caller; milliseconds mean the same for all."""
    sandbox = JiraSandbox(size=100, zone=zone)
    client = connect(sandbox)
    row = walk(client, EVERYTHING, fields=["updated"])[40]
    at = datetime.fromisoformat(row["fields"]["updated"])
    assert at.utcoffset() == at.astimezone(ZoneInfo(zone)).utcoffset()
    assert row["fields"]["updated"][-5:] == at.strftime("%z")
    minute = at.strftime("%Y-%m-%d %H:%M")
    later = (at + timedelta(minutes=1)).strftime("%Y/%m/%d %H:%M")
    inside = ids(client, f'updated >= "{minute}" AND updated < "{later}"')
    assert int(row["id"]) in inside
    assert int(row["id"]) not in ids(client, f'updated > 0 AND updated < "{minute}"')
    ms = int(at.timestamp() * 1_000)
    assert int(row["id"]) in ids(client, f"updated >= {ms} AND updated < {ms + 1}")
    assert client.get(f"{API}/myself").json()["timeZone"] == zone


def test_a_site_without_epoch_milliseconds():
    """They are refused like any wrong date."""
    client = connect(JiraSandbox(size=50, epoch_bounds=False))
    status, message = refusal(search(client, "updated >= 1700000000000"))
    assert (status, "Date value '1700000000000'" in message) == (400, True)
    assert ids(client, "updated >= '2000-01-01'")


def test_the_index_is_behind_and_reconciliation_is_not():
    """An edit is found only after the lag, unless its issue is named in `reconcileIssues`."""
    sandbox = JiraSandbox(size=80, index_lag=90)
    client = connect(sandbox)
    chosen = sandbox.issue_ids()[3]
    bound = f"updated >= {int(sandbox.company.clock.now.timestamp() * 1_000)}"
    sandbox.edit(chosen)
    sandbox.advance(timedelta(seconds=60))
    assert ids(client, bound) == []
    assert ids(client, bound, reconcileIssues=[chosen]) == [chosen]
    sandbox.advance(timedelta(seconds=30))
    assert ids(client, bound) == [chosen]


def test_the_index_may_be_behind_with_some_issues_more_than_with_others():
    """The oldest four, edited at once, are found one after the other."""
    sandbox = JiraSandbox(size=80, index_lag=(0, 90))
    client = connect(sandbox)
    bound = f"updated >= {int(sandbox.company.clock.now.timestamp() * 1_000)}"
    some = sandbox.issue_ids()[:4]
    for one in some:
        sandbox.edit(one)
    for found in range(1, 5):
        assert ids(client, bound) == some[:found]
        sandbox.advance(timedelta(seconds=30))


def test_issues_are_matched_against_queries():
    """Only what was asked about, query by query; a broken query has its errors, the others their answer."""
    sandbox = JiraSandbox(size=80, index_lag=90)
    client = connect(sandbox)
    some, fern = sandbox.issue_ids()[:30], set(ids(client, "project = FERN"))
    sandbox.hide(some[:1])
    jqls = ["project = FERN", "project != FERN", "nonsense = 1", "project ="]

    def told(**more):
        return client.post(f"{API}/jql/match", json={"issueIds": some, "jqls": jqls, **more})

    rows = told().json()["matches"]
    assert rows[0] == {"matchedIssues": [i for i in some[1:] if i in fern], "errors": []}
    assert rows[1] == {"matchedIssues": [i for i in some if i not in fern], "errors": []}
    assert [(row["matchedIssues"], len(row["errors"])) for row in rows[2:]] == [([], 1)] * 2
    assert told(issueIds=list(range(1_001))).status_code == 400
    assert told(jqls="project = FERN").status_code == 400
    sandbox.move(some[1:2], "IDEA")
    assert told().json()["matches"][0] == rows[0]
    sandbox.advance(timedelta(seconds=90))
    assert some[1] not in told().json()["matches"][0]["matchedIssues"]


def test_an_edit_in_the_middle_of_a_walk_loses_nothing():
    """The issue moves to the end; everything else comes once."""
    sandbox = JiraSandbox(size=80)
    client = connect(sandbox)
    first = search(client, EVERYTHING, maxResults=30).json()
    seen = [int(row["id"]) for row in first["issues"]]
    sandbox.edit(seen[0])
    body = first
    while "nextPageToken" in body:
        body = search(client, EVERYTHING, maxResults=30, nextPageToken=body["nextPageToken"]).json()
        seen += [int(row["id"]) for row in body["issues"]]
    assert seen[-1] == seen[0]
    assert sorted(seen[1:]) == sandbox.issue_ids()


def test_a_token_lasts_a_week_and_belongs_to_its_query(client):
    """Afterwards, and for another query, it is refused."""
    sandbox = JiraSandbox(size=80)
    client = connect(sandbox)
    token = search(client, EVERYTHING, maxResults=5).json()["nextPageToken"]
    assert search(client, EVERYTHING, nextPageToken=token).status_code == 200
    assert search(client, "project = FERN", nextPageToken=token).status_code == 400
    assert search(client, EVERYTHING, nextPageToken="broken").status_code == 400
    sandbox.advance(timedelta(days=8))
    assert search(client, EVERYTHING, nextPageToken=token).status_code == 400


@pytest.mark.parametrize("path", ["/rest/api/3/search", "/rest/api/2/search"])
def test_the_old_search_is_gone(client, path):
    """410, with the way to the new one."""
    for answer in (client.get(path), client.post(path, json={"jql": EVERYTHING})):
        status, message = refusal(answer)
        assert status == 410
        assert "/rest/api/3/search/jql" in message

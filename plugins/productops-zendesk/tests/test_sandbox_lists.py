"""The sandbox's lists and records: both ways of paging, filters, and what is not there."""

from __future__ import annotations

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from productops_zendesk.sandbox import ZendeskSandbox

CURSOR_LISTS = {
    "tickets": "tickets",
    "users": "users",
    "organizations": "organizations",
    "groups": "groups",
    "group_memberships": "group_memberships",
    "brands": "brands",
    "ticket_fields": "ticket_fields",
    "deleted_users": "deleted_users",
    "guide/survey_responses": "survey_responses",
    "help_center/articles": "articles",
    "help_center/sections": "sections",
    "community/topics": "topics",
    "community/posts": "posts",
}


def connect(sandbox: ZendeskSandbox) -> httpx.Client:
    token = sandbox.credentials("bearer")["access_token"]
    headers = {"authorization": f"Bearer {token}"}
    url = "http://zd.example/api/v2/"
    return httpx.Client(transport=sandbox.transport(), base_url=url, headers=headers)


@pytest.fixture(scope="module")
def sandbox():
    return ZendeskSandbox(size=400)


@pytest.fixture(scope="module")
def client(sandbox):
    return connect(sandbox)


def by_cursor(client: httpx.Client, path: str, **params) -> list[dict]:
    answer = client.get(path, params={"page[size]": 50, **params}).json()
    name = next(key for key in answer if isinstance(answer[key], list))
    rows = answer[name]
    while answer["meta"]["has_more"]:
        answer = client.get(answer["links"]["next"]).json()
        rows += answer[name]
    return rows


def by_offset(client: httpx.Client, path: str, **params) -> list[dict]:
    answer = client.get(path, params=params).json()
    name = next(key for key in answer if isinstance(answer[key], list))
    rows, count = answer[name], answer["count"]
    while answer["next_page"]:
        answer = client.get(answer["next_page"]).json()
        rows += answer[name]
    assert len(rows) == count
    return rows


@settings(max_examples=4, deadline=None)
@given(size=st.integers(1, 50))
@pytest.mark.parametrize(("path", "name"), CURSOR_LISTS.items())
def test_every_list_by_cursor_gives_every_row_once(client, path, name, size):
    """Whatever the page size, a walk is the whole list in one order."""
    whole = by_cursor(client, path)
    assert name in client.get(path).json()
    walked = by_cursor(client, path, **{"page[size]": size})
    assert walked == whole
    assert len({row["id"] for row in whole}) == len(whole) > 0


@pytest.mark.parametrize(
    "path", sorted(set(CURSOR_LISTS) - {"ticket_fields", "guide/survey_responses"})
)
def test_offset_paging_gives_the_same_rows(client, path):
    """Both ways of paging read one list."""
    assert by_offset(client, path, per_page=7) == by_cursor(client, path)


@pytest.mark.parametrize("path", ["tickets", "community/posts"])
def test_backwards_is_the_same_list(client, path):
    """`page[before]` of a page leads to the page before it."""
    first = client.get(path, params={"page[size]": 5}).json()
    second = client.get(first["links"]["next"]).json()
    back = {"page[size]": 5, "page[before]": second["meta"]["before_cursor"]}
    name = path.rsplit("/", 1)[-1]
    assert client.get(path, params=back).json()[name] == first[name]


def test_links_next_may_be_there_at_the_end(client):
    """Only `has_more` ends a list of the Support API; the page after the last is empty."""
    answer = client.get("groups", params={"page[size]": 100}).json()
    assert answer["meta"]["has_more"] is False
    beyond = client.get(answer["links"]["next"]).json()
    assert beyond["groups"] == []
    assert beyond["meta"] == {"has_more": False, "after_cursor": None, "before_cursor": None}


def test_offset_paging_ends_at_page_100(client):
    """400 beyond it, as since 2024."""
    assert client.get("tickets", params={"page": 100}).status_code == 200
    refused = client.get("tickets", params={"page": 101})
    assert refused.status_code == 400
    assert refused.json()["error"] == "InvalidPaginationDepth"


def test_a_page_holds_at_most_a_hundred(client):
    """Larger sizes are cut, except where the vendor refuses them."""
    assert len(client.get("tickets", params={"page[size]": 1000}).json()["tickets"]) == 100
    assert client.get("guide/survey_responses", params={"page[size]": 51}).status_code == 400
    assert client.get("tickets", params={"page[size]": "many"}).status_code == 400
    assert client.get("tickets", params={"page[size]": 5, "page[after]": "!"}).status_code == 400


def test_json_suffix_is_the_same_endpoint(client):
    """`.json` may be written anywhere."""
    for path in ("tickets", "users/me", "tickets/2", "help_center/articles", "account/settings"):
        assert client.get(f"{path}.json").status_code == client.get(path).status_code == 200
        assert set(client.get(f"{path}.json").json()) == set(client.get(path).json())


def exported(client: httpx.Client) -> list[dict]:
    return client.get("incremental/tickets/cursor", params={"start_time": 0}).json()["tickets"]


def test_lists_leave_out_deleted_and_archived_tickets_but_ids_find_archived_ones(client):
    """A full read through the list loses history; by id it is there, unless deleted."""
    rows = exported(client)
    listed = {row["id"] for row in by_cursor(client, "tickets")}
    deleted = {row["id"] for row in rows if row["status"] == "deleted"}
    archived = {row["id"] for row in rows} - listed - deleted
    assert archived
    assert all(row["status"] == "closed" for row in rows if row["id"] in archived)
    assert client.get(f"tickets/{min(archived)}").json()["ticket"]["id"] == min(archived)
    assert client.get(f"tickets/{min(deleted)}").status_code == 404
    for child in ("comments", "audits"):
        assert client.get(f"tickets/{min(deleted)}/{child}").status_code == 404


def test_a_ticket_is_the_same_wherever_it_is_read(client):
    """Export, list, by id and by several ids agree."""
    rows = {row["id"]: row for row in exported(client)}
    listed = by_cursor(client, "tickets")
    assert all(row == rows[row["id"]] for row in listed)
    some = [row["id"] for row in listed[:3]]
    assert client.get(f"tickets/{some[0]}").json()["ticket"] == rows[some[0]]
    several = client.get("tickets/show_many", params={"ids": ",".join(map(str, some))}).json()
    assert several["tickets"] == [rows[id_] for id_ in some]


def test_show_many_leaves_out_what_is_not_there_and_takes_a_hundred(client):
    """Missing ids are missing from the answer; more than 100 are refused."""
    gone = next(row["id"] for row in exported(client) if row["status"] == "deleted")
    rows = client.get("tickets/show_many", params={"ids": f"1,{gone},99999"}).json()["tickets"]
    assert [row["id"] for row in rows] == [1]
    ids = ",".join(map(str, range(101)))
    assert client.get("tickets/show_many", params={"ids": ids}).status_code == 400


def test_comments_start_with_the_description(client):
    """The first comment is the description, by the requester, in public."""
    ticket = client.get("tickets/2").json()["ticket"]
    comments = by_cursor(client, "tickets/2/comments")
    assert comments[0]["body"] == ticket["description"]
    assert comments[0]["author_id"] == ticket["requester_id"]
    assert comments[0]["public"] is True
    newest = by_cursor(client, "tickets/2/comments", sort="-created_at")
    assert newest == comments[::-1]
    assert by_offset(client, "tickets/2/comments", sort_order="desc") == newest


def test_comments_may_bring_their_authors(client):
    """`include=users`."""
    answer = client.get("tickets/2/comments", params={"include": "users"}).json()
    assert {row["author_id"] for row in answer["comments"]} - {-1} == {
        u["id"] for u in answer["users"]
    }


def test_audits_hold_the_comments_of_the_ticket(client):
    """Each comment belongs to the audit it names."""
    audits = {audit["id"]: audit for audit in by_cursor(client, "tickets/2/audits")}
    for comment in by_cursor(client, "tickets/2/comments"):
        assert comment in audits[comment["audit_id"]]["events"]


def test_event_ids_are_unique(client):
    """No two events of a ticket's audits share an id."""
    for ticket in (1, 2, 3, 17, 18):
        answer = client.get(f"tickets/{ticket}/audits")
        events = [e["id"] for a in answer.json().get("audits", []) for e in a["events"]]
        assert len(events) == len(set(events))


def test_a_merge_is_told_by_tag_and_comment(client):
    """The ticket itself has no field for it."""
    merged = next(row for row in exported(client) if "closed_by_merge" in row["tags"])
    last = by_cursor(client, f"tickets/{merged['id']}/comments")[-1]
    assert merged["status"] == "closed"
    assert last["via"]["source"]["rel"] == "merge"
    target = last["via"]["source"]["from"]["ticket_id"]
    assert f"#{target}" in last["body"]
    assert any(
        f"#{merged['id']}" in row["body"] for row in by_cursor(client, f"tickets/{target}/comments")
    )


def test_follow_ups_name_each_other(client):
    """`via.source.rel` on one side, `followup_ids` on the other."""
    rows = {row["id"]: row for row in exported(client)}
    later = next(row for row in rows.values() if row["via"]["source"]["rel"] == "follow_up")
    first = rows[later["via"]["source"]["from"]["ticket_id"]]
    assert later["id"] in first["followup_ids"]


def test_references_lead_somewhere(client):
    """People, organisations, groups, brands, fields and statuses of tickets exist."""
    rows = exported(client)
    users = {
        row["id"] for row in client.get("incremental/users/cursor?start_time=0").json()["users"]
    }
    organisations = {
        row["id"]
        for row in client.get("incremental/organizations?start_time=0").json()["organizations"]
    }
    fields = {row["id"] for row in client.get("ticket_fields").json()["ticket_fields"]}
    groups = {row["id"] for row in by_cursor(client, "groups")}
    statuses = {row["id"] for row in client.get("custom_statuses").json()["custom_statuses"]}
    assert {row["requester_id"] for row in rows} <= users
    assert {row["assignee_id"] for row in rows} - {None} <= users
    assert {row["organization_id"] for row in rows} - {None} <= organisations
    assert {row["group_id"] for row in rows} - {None} <= groups
    assert {row["custom_status_id"] for row in rows} <= statuses
    assert {field["id"] for row in rows for field in row["custom_fields"]} <= fields


def test_option_fields_hold_known_options(client):
    """What a ticket says in a drop-down is one of its options."""
    options = {
        row["id"]: {option["value"] for option in row["custom_field_options"]}
        for row in client.get("ticket_fields").json()["ticket_fields"]
        if "custom_field_options" in row
    }
    for row in exported(client):
        for field in row["custom_fields"]:
            if field["id"] in options and field["value"] is not None:
                given = field["value"] if isinstance(field["value"], list) else [field["value"]]
                assert set(given) <= options[field["id"]]


def test_users_by_role_and_their_count(client):
    """Roles filter the list and the count alike."""
    agents = by_cursor(client, "users", **{"role[]": ["agent", "admin"]})
    assert {row["role"] for row in agents} == {"agent", "admin"}
    count = client.get("users/count", params={"role[]": ["agent", "admin"]}).json()["count"]
    assert count["value"] == len(agents)
    assert client.get("users/count").json()["count"]["value"] == len(by_cursor(client, "users"))


def test_deleted_users_have_no_address(client):
    """They are inactive in the export, absent from the list, and permanently deleted ones nameless."""
    gone = by_cursor(client, "deleted_users")
    assert all(row["active"] is False and row["email"] is None for row in gone)
    assert not {row["id"] for row in gone} & {row["id"] for row in by_cursor(client, "users")}
    assert any(row["name"] == "Permanently Deleted User" for row in gone)


def test_the_bin_holds_what_was_deleted_in_the_last_thirty_days(client):
    """Scrubbed tickets are no longer in it."""
    rows = by_cursor(client, "deleted_tickets")
    deleted = {row["id"] for row in exported(client) if row["status"] == "deleted"}
    assert rows
    assert {row["id"] for row in rows} < deleted
    assert all(row["previous_state"] != "deleted" for row in rows)


def test_counts(client):
    """Tickets count what is not deleted."""
    alive = [row for row in exported(client) if row["status"] != "deleted"]
    assert client.get("tickets/count").json()["count"]["value"] == len(alive)
    organisations = by_cursor(client, "organizations")
    assert client.get("organizations/count").json()["count"]["value"] == len(organisations)


def test_survey_accounts_have_no_legacy_ratings_and_the_other_way_round(client):
    """An account has one or the other."""
    legacy = connect(ZendeskSandbox(size=400, csat="legacy"))
    assert by_cursor(client, "satisfaction_ratings") == []
    assert by_cursor(legacy, "guide/survey_responses") == []
    assert by_cursor(client, "guide/survey_responses")
    scores = {row["score"] for row in by_cursor(legacy, "satisfaction_ratings")}
    assert scores == {"offered", "good", "bad"}


def test_survey_responses_by_time_and_ticket(client):
    """Milliseconds and resource names filter; each response is about one ticket."""
    rows = by_cursor(client, "guide/survey_responses")
    ticket = rows[3]["subjects"][0]
    assert ticket["zrn"] == f"zen:ticket:{ticket['id']}"
    assert by_cursor(
        client, "guide/survey_responses", **{"filter[subject_zrns]": ticket["zrn"]}
    ) == [rows[3]]
    since = {"filter[created_at_start]": 1_767_225_600_000}
    later = by_cursor(client, "guide/survey_responses", **since)
    assert later == [row for row in rows if row["created_at"] >= "2026-01-01T00:00:00Z"]
    assert {answer["type"] for row in rows for answer in row["answers"]} == {
        "rating_scale",
        "open_ended",
        "skipped",
    }


@pytest.mark.parametrize(
    ("score", "fits"),
    [
        ("received", lambda row: row["score"] in {"good", "bad"}),
        ("good", lambda row: row["score"] == "good"),
        ("bad_with_comment", lambda row: row["score"] == "bad" and row["comment"]),
        ("received_without_comment", lambda row: row["score"] != "offered" and not row["comment"]),
        ("offered", lambda row: row["score"] == "offered"),
    ],
)
def test_legacy_ratings_by_score(score, fits):
    """Unqualified scores take those with and without comment; links keep the filter."""
    client = connect(ZendeskSandbox(size=400, csat="legacy"))
    rows = by_cursor(client, "satisfaction_ratings")
    found = by_cursor(client, "satisfaction_ratings", score=score, **{"page[size]": 9})
    assert found == [row for row in rows if fits(row)] != []


def test_posts_tell_how_many_comments_and_votes_they_have(client):
    """So that only those that moved need a visit."""
    for row in by_cursor(client, "community/posts"):
        comments = by_cursor(client, f"community/posts/{row['id']}/comments")
        votes = by_cursor(client, f"community/posts/{row['id']}/votes")
        assert (row["comment_count"], row["vote_count"]) == (len(comments), len(votes))
        assert row["vote_sum"] == sum(vote["value"] for vote in votes)
        assert row["updated_at"] >= max((c["created_at"] for c in comments), default="")
        assert len({vote["user_id"] for vote in votes}) == len(votes)


def test_an_account_without_community_has_no_such_endpoints():
    """404; the rest of the help centre stays."""
    client = connect(ZendeskSandbox(size=50, community=False))
    assert client.get("community/posts").status_code == 404
    assert client.get("help_center/articles").status_code == 200


def test_help_centre_paths_may_name_a_locale(client):
    """`/help_center/en-us/articles` is the same list."""
    assert client.get("help_center/en-us/articles").json()["articles"]


def test_help_centre_pages_know_their_number(client):
    """By offset there are `page`, `per_page` (30 by default) and `page_count`."""
    answer = client.get("help_center/articles", params={"per_page": 4, "page": 2}).json()
    assert (answer["page"], answer["per_page"]) == (2, 4)
    assert answer["page_count"] == -(-answer["count"] // 4)


def test_schedules_and_their_holidays(client):
    """Intervals are minutes of the week from Sunday; holidays belong to a schedule."""
    rows = client.get("business_hours/schedules").json()["schedules"]
    assert all(
        0 <= i["start_time"] < i["end_time"] <= 10_080 for row in rows for i in row["intervals"]
    )
    days = [
        client.get(f"business_hours/schedules/{row['id']}/holidays").json()["holidays"]
        for row in rows
    ]
    assert len({day["id"] for held in days for day in held}) == sum(map(len, days)) > 0
    assert client.get("business_hours/schedules/1/holidays").status_code == 404


def test_slas(client):
    """Each policy has a target for every priority."""
    for row in client.get("slas/policies").json()["sla_policies"]:
        priorities = {metric["priority"] for metric in row["policy_metrics"]}
        assert priorities == {"low", "normal", "high", "urgent"}


def test_search_by_words_state_time_and_tag(client):
    """The subset of the query language that programs use."""
    rows = exported(client)
    alive = [row for row in rows if row["status"] != "deleted"]

    def found(query: str) -> set[int]:
        answer = client.get("search", params={"query": query, "per_page": 100}).json()
        assert (
            answer["count"] == client.get("search/count", params={"query": query}).json()["count"]
        )
        return {row["id"] for row in answer["results"]}

    open_ = {row["id"] for row in alive if row["status"] in {"new", "open", "pending", "hold"}}
    assert found("type:ticket status<solved") == open_
    assert found("type:ticket status:hold") == {r["id"] for r in alive if r["status"] == "hold"}
    recent = {row["id"] for row in alive if row["created_at"] > "2026-05-01"}
    assert found("type:ticket created>2026-05-01") == recent
    merged = {row["id"] for row in alive if "closed_by_merge" in row["tags"]}
    assert found("type:ticket tags:closed_by_merge") == merged
    assert found("type:organization") == {row["id"] for row in by_cursor(client, "organizations")}
    assert found('type:ticket "single sign-on" -status:closed') <= open_ | {
        row["id"] for row in alive if row["status"] == "solved"
    }


def test_search_stops_at_a_thousand():
    """Page 11 of 100 is 422; `count` still tells how many there are."""
    client = connect(ZendeskSandbox(size=1_050))
    answer = client.get("search", params={"query": "type:ticket", "page": 10}).json()
    assert answer["count"] > 1_000
    refused = client.get(answer["next_page"])
    assert refused.status_code == 422
    assert "Search Response Limits" in refused.json()["description"]
    export = {"query": "", "filter[type]": "ticket", "page[size]": 600}
    rows = by_cursor(client, "search/export", **export)
    assert len({row["id"] for row in rows}) == answer["count"]


def test_a_search_export_needs_a_type(client):
    """Without `filter[type]` it is refused."""
    assert client.get("search/export", params={"query": ""}).status_code == 400


def test_what_is_not_there(client):
    """404 in the vendor's two shapes."""
    assert client.get("tickets/99999").json() == {
        "error": "RecordNotFound",
        "description": "Not found",
    }
    assert client.get("users/99").status_code == 404
    assert client.get("organizations/99").status_code == 404
    assert client.get("community/posts/5/votes").status_code == 404
    assert client.get("no/such/endpoint").status_code == 404
    assert (
        client.get("incremental/organizations/cursor", params={"start_time": 0}).status_code == 404
    )
    assert client.post("tickets", json={}).status_code == 404

"""Pages: what is asked besides, pairs told once, the walk of a search, look-ups, what is hidden."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hs import BY_NAME, NOW, answer, first, read, run

from productops.errors import UnexpectedAnswer
from productops.sync.payload import to_payload
from productops.sync.run import to_checkpoint
from productops_hubspot import paths

TICKET = {"id": "1", "properties": {"hs_lastmodifieddate": "2026-01-10T00:00:00.250Z"}, "archived": False}  # fmt: skip
NONE: dict[str, Any] = {"results": []}
NEAR = (NONE, NONE)
"""Two objects, and nothing near in either."""


def pair(key: str, *to: tuple[int, str | None]) -> dict[str, Any]:
    """Associations of a record."""
    targets = [{"toObjectId": i, "associationTypes": [{"typeId": 1, "label": w}]} for i, w in to]
    return {"from": {"id": key}, "to": targets}


def decoded(name: str, page: Any) -> list[Any]:
    """The records of a page."""
    return [msgspec.json.decode(to_payload(one), type=BY_NAME[name].wire) for one in page.records]


def test_paths_have_their_versions_where_hubspot_wants_them() -> None:
    """A date behind the family, the old order for what has no date yet."""
    assert paths.objects("tickets", "search") == "/crm/objects/2026-03/tickets/search"
    assert paths.associations("tickets", "contacts") == (
        "/crm/associations/2026-03/tickets/contacts/batch/read"
    )
    assert paths.submissions("f") == "/form-integrations/v1/submissions/forms/f"


def test_a_page_asks_once_an_object_for_all_its_records() -> None:
    """And means nothing before the answers are there."""
    page = read("tickets", first("tickets", "all"), {"results": [TICKET, {**TICKET, "id": "2"}]})
    assert not page.records
    assert [each.path.rsplit("/", 3)[1] for each in page.also] == ["contacts", "companies"]
    assert page.also[0].body == {"inputs": [{"id": "1"}, {"id": "2"}]}


def test_a_pair_is_told_once_with_all_its_labels_in_one_order() -> None:
    """Whatever order it comes in: what did not change must not look changed."""
    request = first("tickets", "all")
    body = {"results": [TICKET]}
    one = read(
        "tickets", request, body, {"results": [pair("1", (12, None), (9, "B"), (9, "A"))]}, NONE
    )
    other = read(
        "tickets", request, body, {"results": [pair("1", (9, "A"), (9, "B"), (12, None))]}, NONE
    )
    near = [{"id": "9", "labels": ["A", "B"]}, {"id": "12", "labels": []}]
    assert one.records[0]["near"] == {"contacts": near}  # type: ignore[index,call-overload]
    assert one.records[0]["near"] == other.records[0]["near"]  # type: ignore[index,call-overload]


def test_a_record_with_very_many_is_asked_for_onwards() -> None:
    """From its own cursor, beside the others; what even then has no end is told."""
    request, body = first("tickets", "all"), {"results": [TICKET, {**TICKET, "id": "2"}]}

    def part(contact: int, after: str | None) -> dict[str, Any]:
        onwards = {"paging": {"next": {"after": after}}} if after else {}
        return {"results": [{**pair("1", (contact, None)), **onwards}]}

    page = read("tickets", request, body, part(7, "7"), {"results": [pair("2", (3, None))]})
    (more,) = page.also
    assert not page.records
    assert (more.path, more.body) == (
        paths.associations("tickets", "contacts"), {"inputs": [{"id": "1", "after": "7"}]},
    )  # fmt: skip
    page = read("tickets", request, body, part(7, "7"), NONE, part(8, None))
    assert page.records[0]["near"] == {  # type: ignore[index,call-overload]
        "contacts": [{"id": "7", "labels": []}, {"id": "8", "labels": []}]
    }
    endless = [part(7, "7"), NONE, part(8, "8"), part(9, "9"), part(10, "10")]
    page = read("tickets", request, body, *endless)
    assert (len(page.records), page.also) == (2, ())
    assert page.notes == [
        "tickets 1 is associated with more than 4 contacts; the others are left out"
    ]


def test_the_list_ends_without_a_next_page_and_only_then_moves_the_cursor() -> None:
    """To the newest change that any page showed, with those that changed in the hour before it."""
    request = first("deals", "all")
    deals = [deal(1, "2026-01-02T12:00:00Z"), deal(2, "2026-01-02T10:59:59Z")]
    page = read("deals", request, {"results": deals, "paging": {"next": {"after": "77"}}}, *NEAR)
    assert page.next is not None
    assert (page.next.query["after"], page.cursor) == ("77", None)
    last = read("deals", page.next, {"results": [deal(3, "2026-01-02T11:30:00Z")]}, *NEAR)
    assert mark(last) == {
        "began": "2026-01-15T12:00:00Z",
        "newest": "2026-01-02T12:00:00Z",
        "tail": {"1": 1767355200000, "3": 1767353400000},
    }
    assert mark(read("deals", request, NONE)) == {
        "began": "2026-01-15T12:00:00Z",
        "newest": None,
        "tail": {},
    }


def test_a_search_goes_on_from_the_moment_its_page_ended_with() -> None:
    """And leaves out what that moment already gave."""
    request = BY_NAME["companies"].start(run("companies", since="2026-01-01"))
    (live, _) = request
    assert live.path == "/crm/objects/2026-03/companies/search"
    assert (live.bucket, live.body["limit"]) == ("search", 200)
    records = [{**TICKET, "id": str(n)} for n in (1, 2)]
    page = read("companies", live, {"results": records, "paging": {"next": {"after": "2"}}})
    assert page.next is not None
    (low, high) = page.next.body["filterGroups"][0]["filters"]
    assert (low["operator"], low["value"]) == ("GTE", "1768003200250")
    assert (high["operator"], high["value"]) == ("LTE", str(int(NOW.timestamp() * 1000)))
    again = read("companies", page.next, {"results": [*records, {**TICKET, "id": "3"}]})
    assert [bytes(one["record"]) for one in again.records if b'"3"' in bytes(one["record"])]  # type: ignore[index,call-overload,arg-type]
    assert len(again.records) == 1


def test_the_modified_property_is_the_objects_own() -> None:
    """Contacts have another one than everything else; the wrong one filters to nothing."""
    for name, modified in (("contacts", "lastmodifieddate"), ("notes", "hs_lastmodifieddate")):
        live = next(iter(BY_NAME[name].start(run(name, since="2026-01-01"))))
        assert live.body["sorts"][0]["propertyName"] == modified


def test_a_search_that_does_not_tell_where_it_ends_is_an_error() -> None:
    """Going on blindly would lose what follows."""
    live = next(iter(BY_NAME["companies"].start(run("companies", since="2026-01-01"))))
    with pytest.raises(UnexpectedAnswer):
        read("companies", live, {"results": [{"id": "1"}], "paging": {"next": {"after": "1"}}})


def test_the_moment_zero_is_not_asked_for() -> None:
    """HubSpot answers it with 500."""
    live = next(iter(BY_NAME["companies"].start(run("companies", since="1970-01-01"))))
    assert live.body["filterGroups"][0]["filters"][0]["value"] == "1000"


def test_a_property_that_nobody_has_is_told() -> None:
    """HubSpot leaves out a name it does not know, without a word; one that is only empty it gives as null."""
    told = {"results": [{**TICKET, "properties": {"exit_note": None}}]}
    named = {"deals.exit_note": "churn_reason", "deals.exit_nte": "churn_reason"}
    page = read("deals", first("deals", "all"), told, NONE, NONE, feedback_properties=named)
    assert page.notes == ['deals have no property "exit_nte"; check `feedback_properties`']
    assert not read("deals", first("deals", "all"), NONE, feedback_properties=named).notes


def test_a_batch_of_which_some_failed_is_no_page() -> None:
    """They may exist all the same; what is not there is no failure."""
    request = first("deals", "all").with_(state={**first("deals", "all").state, "thin": True})
    body, lost = {"results": [TICKET, {**TICKET, "id": "2"}]}, {"context": {"ids": ["2"]}}
    gone = {"results": [TICKET], "errors": [{"category": "OBJECT_NOT_FOUND", **lost}]}
    broken = {
        "results": [TICKET],
        "errors": [{"category": "INTERNAL", "message": "Try again", **lost}],
    }
    assert len(read("deals", request, body, gone, NONE, NONE).records) == 1
    with pytest.raises(UnexpectedAnswer, match="Try again"):
        read("deals", request, body, broken, NONE, NONE)


def test_what_became_of_lost_ids() -> None:
    """There after all, merged, archived, erased; and what neither place names is only not visible."""
    (request,) = BY_NAME["contacts"].missing([str(n) for n in range(1, 6)], run("contacts"))
    assert read("contacts", request, NONE).also[0].query == {"archived": True}

    def lost(*ids: str) -> list[dict[str, Any]]:
        return [{"category": "OBJECT_NOT_FOUND", "context": {"ids": list(ids)}}]

    winner = {"id": "90", "properties": {"hs_merged_object_ids": "2;80"}}
    live = {"results": [{"id": "1"}, winner], "errors": lost("3", "4")}
    archived = {"results": [{"id": "3"}], "errors": lost("1", "2", "4")}
    page = read("contacts", request, live, archived)
    assert (page.present, page.merged, page.archived, page.erased, page.gone) == (
        ["1"],
        ["2"],
        ["3"],
        ["4"],
        (),
    )


def test_a_lost_ticket_is_deleted_and_keeps_what_was_said() -> None:
    """Only people are erased."""
    (request,) = BY_NAME["tickets"].missing(["4"], run("tickets"))
    errors = [{"category": "OBJECT_NOT_FOUND", "context": {"ids": ["4"]}}]
    page = read(
        "tickets", request, {"results": [], "errors": errors}, {"results": [], "errors": errors}
    )
    assert (page.gone, page.erased) == (["4"], ())


def test_look_ups_go_on_by_the_hundred() -> None:
    """A batch takes no more."""
    (request,) = BY_NAME["tickets"].missing([str(n) for n in range(250)], run("tickets"))
    assert len(request.body["inputs"]) == 100
    following = read("tickets", request, NONE, NONE).next
    assert following is not None
    assert len(following.body["inputs"]) == 100
    assert len(following.state["later"]) == 50


@pytest.mark.parametrize("wanted", [False, True])
def test_internal_comments_are_held_only_if_wanted(wanted: bool) -> None:
    """A note on a ticket is one, and one on nothing may be; their content is taken out, and their ids stay."""
    at = "2026-01-06T10:30:00.250Z"
    notes = {
        "results": [
            {"id": str(n), "updatedAt": at, "properties": {"hs_note_body": "x"}} for n in (1, 2, 3)
        ]
    }
    near = [{"results": [pair("1", (7, None))]}, {"results": [pair("2", (8, None))]}, NONE, NONE]
    page = read("notes", first("notes", "all"), notes, *near, private_comments=wanted)
    held = {str(BY_NAME["notes"].identify(one)[0]): one for one in decoded("notes", page)}
    said = [key for key, one in held.items() if one.record.properties]
    assert (sorted(held), said) == (["1", "2", "3"], ["1", "2", "3"] if wanted else ["2"])
    assert page.erased == ([] if wanted else ["1", "3"])
    assert ["private_comments" in note for note in page.notes] == ([] if wanted else [True])


def test_a_broken_record_is_told_when_it_is_read_in_full() -> None:
    """It does not take the others along."""
    body = {"results": [TICKET, {"id": None}, "text"]}
    page = read("tickets", first("tickets", "all"), body, NONE, NONE)
    assert len(page.records) == 3


def test_a_form_whose_submissions_are_not_shown_has_none() -> None:
    """Other refusals are told."""
    (request,) = BY_NAME["form_submissions"].start(
        run("form_submissions", context={"forms": {"f": {"id": "f"}}})
    )
    refused = {"status": "error", "errorType": "FORM_TYPE_NOT_ALLOWED"}
    assert not read("form_submissions", request, refused, status=400).records
    with pytest.raises(UnexpectedAnswer):
        read("form_submissions", request, {"status": "error"}, status=400)


def test_a_list_that_is_refused_is_empty_where_accounts_may_lack_it() -> None:
    """Pipelines of an object without its scope; the object's own stream names it."""
    first_pipelines = next(iter(BY_NAME["pipelines"].start(run("pipelines"))))
    assert not BY_NAME["pipelines"].read(first_pipelines, answer({}, 403), run("pipelines")).records


def test_only_definitions_worth_holding_are_held() -> None:
    """HubSpot has hundreds of its own, and changes them."""
    request = next(iter(BY_NAME["properties"].start(run("properties"))))
    body = {
        "results": [
            {"name": "hs_ticket_category", "hubspotDefined": True},
            {"name": "hs_num_times_contacted", "hubspotDefined": True},
            {"name": "product_area", "hubspotDefined": False},
        ]
    }
    page = read("properties", request, body)
    kept = [bytes(one["property"]) for one in page.records]  # type: ignore[index,call-overload,arg-type]
    assert [b"num_times" in one for one in kept] == [False, False]


def test_everything_is_read_again_after_a_week_and_not_before() -> None:
    """Whatever the lookback takes off a cursor."""
    for days, partition in ((6, "changed"), (8, "all")):
        here = run("tickets")
        here.checkpoints = {"all": left("all", NOW - timedelta(days=days), NOW)}
        assert next(iter(BY_NAME["tickets"].start(here))).partition == partition


def test_a_search_starts_an_hour_before_the_newest_change_that_was_shown() -> None:
    """By whichever kind of reading, and whatever our own clock says; an hour, for the index that lags behind."""
    here = run("tickets")
    days = {"all": 3, "changed": 1}
    here.checkpoints = {n: left(n, NOW, NOW - timedelta(days=d)) for n, d in days.items()}
    live = next(iter(BY_NAME["tickets"].start(here)))
    started = int((NOW - timedelta(days=1, hours=1)).timestamp() * 1000)
    assert live.state["from"] == started


def test_what_a_search_shows_again_as_it_was_is_not_read_again() -> None:
    """Nor asked for what it is associated with: nothing new is one request."""
    here = run("deals")
    at = datetime(2026, 1, 2, 12, tzinfo=UTC)
    seen = left("all", NOW, at, {"1": 1767355200000, "2": 1767355200000})
    here.checkpoints = {"all": seen}
    request = next(iter(BY_NAME["deals"].start(here)))
    same, moved = deal(1, "2026-01-02T12:00:00Z"), deal(2, "2026-01-02T12:00:01Z")

    quiet = read("deals", request, {"results": [same]})
    page = read("deals", request, {"results": [same, moved]}, *NEAR)

    assert (list(quiet.records), list(quiet.also)) == ([], [])
    assert mark(quiet)["newest"] == "2026-01-02T12:00:00Z"
    assert [b'"2"' in bytes(one["record"]) for one in page.records] == [True]  # type: ignore[index,call-overload,arg-type]
    assert set(mark(page)["tail"]) == {"1", "2"}


def deal(key: int, changed: str) -> dict[str, Any]:
    """A deal as lists show it."""
    return {"id": str(key), "properties": {"hs_lastmodifieddate": changed}, "updatedAt": changed}


def mark(page: Any) -> dict[str, Any]:
    """The cursor of a page, read."""
    found: dict[str, Any] = json.loads(page.cursor)
    return found


def left(
    partition: str, began: datetime, newest: datetime, tail: dict[str, int] | None = None
) -> Any:
    """The checkpoint of an earlier reading."""
    held = {"began": began.isoformat(), "newest": newest.isoformat(), "tail": tail or {}}
    return to_checkpoint("tickets", partition, json.dumps(held), None)


def test_forms_of_every_type_are_asked_for() -> None:
    """By default captured and pop-up forms are left out; archived ones are a list of their own."""
    asked = {each.partition: each.query for each in BY_NAME["forms"].start(run("forms"))}
    assert asked["live"] == {"limit": 100, "archived": False, "formTypes": "all"}
    assert asked["archived"]["archived"] is True

"""Recorded answers of live portals, old and new: they are rows, nothing is set aside, and names are there."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hs import BY_NAME, answer, crm, first, read, rows, run

from productops.errors import UnexpectedAnswer

ROOT = Path(os.environ.get("PRODUCTOPS_SHARED", Path(__file__).parents[4] / "shared"))
DATA = ROOT / "data" / "hubspot"
pytestmark = [
    pytest.mark.vendor,
    pytest.mark.skipif(not DATA.is_dir(), reason="the recorded vendor answers are not here"),
]
OBJECTS = {"contacts", "companies", "tickets", "notes", "deals"}


def of_2026() -> Iterator[tuple[str, str, Any]]:
    """File, path and body of each recorded answer."""
    for file in sorted((DATA / "recorded-2026").glob("*.json")):
        for paths in json.loads(file.read_bytes())["api"].values():
            for path, calls in paths.items():
                for call in calls if isinstance(calls, list) else [calls]:
                    yield file.name, path, call["response"]


def of_old() -> Iterator[tuple[str, int, str, Any]]:
    """File, status, address and body of each answer of the v1 and v2 APIs; a few are no JSON."""
    yaml = pytest.importorskip("yaml")

    class Loader(yaml.SafeLoader):  # type: ignore[name-defined,misc]
        """Ruby writes bytes as `!binary`."""

    Loader.add_constructor("!binary", yaml.SafeLoader.construct_yaml_binary)
    for file in sorted((DATA / "hubspot-ruby").rglob("*.yml")):
        for call in yaml.load(file.read_bytes(), Loader)["http_interactions"]:
            said = call["response"]["body"].get("string") or b""
            text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
            status = call["response"]["status"]["code"]
            if text[:1] in ("{", "["):
                yield file.name, status, call["request"]["uri"], json.loads(text)


def listed(body: Any) -> list[Any]:
    """The records of an answer: a list of some name, or itself one."""
    if isinstance(body, list):
        return body
    for key in ("results", "contacts", "companies"):
        if isinstance(body.get(key), list):
            return list(body[key])
    return [body]


def test_every_recorded_record_is_a_row() -> None:
    """With what a person would look for; 26 contacts, 22 tickets, 55 companies and more."""
    counts: dict[str, int] = {}
    for file, path, body in of_2026():
        name = next((part for part in path.split("/") if part in OBJECTS), "")
        if name == "deals" or not name:
            continue
        for record in listed(body):
            first_row, *_ = rows(name, {"record": record, "near": {}})
            assert first_row.source_id.removeprefix("note:") == record["id"], file
            assert first_row.source_created_at is not None
            assert first_row.source_url.startswith("https://app-eu1.hubspot.com/")
            seen = {
                "contacts": "email",
                "companies": "name",
                "tickets": "title",
                "notes": "body_plain",
            }
            assert getattr(first_row, seen[name]), (file, name)
            counts[name] = counts.get(name, 0) + 1
    assert counts == {"contacts": 52, "companies": 56, "tickets": 23, "notes": 1}


def test_recorded_stages_and_owners_have_names() -> None:
    """A ticket's stage would be a number without its pipeline."""
    for _, path, body in of_2026():
        if "/pipelines/" in path:
            (pipeline,) = body["results"]
            held = {"deals.default": {"object": "deals", "pipeline": pipeline}}
            record = crm(1, pipeline="default", dealstage="closedlost", closed_lost_reason="Price")
            (reason,) = rows("deals", record, context={"pipelines": held})
            assert reason.status == "Closed Lost"
        if "/owners" in path:
            for owner in listed(body):
                (person,) = rows("owners", owner)
                assert person.display_name
                assert person.email


def test_recorded_account_details_are_a_tool() -> None:
    """With what an inventory asks: where its data is, and what kind of account it is."""
    (body,) = [body for _, path, body in of_2026() if path.endswith("/details")]
    vendor, tool = rows("account", body)
    assert (vendor.name, tool.name, tool.source_id) == ("HubSpot", "HubSpot", str(body["portalId"]))
    told = {key: value.value for key, value in tool.custom_fields.items()}
    assert told["data_hosting_location"] == "eu1"
    assert tool.url == "https://app-eu1.hubspot.com"


def test_recorded_owners_are_the_users_with_their_seats() -> None:
    """An owner tells which user it is, so that a seat is of the same person."""
    seen = 0
    for _, path, body in of_2026():
        for owner in listed(body) if "/owners" in path else ():
            held = {"owners": {owner["id"]: owner}}
            (person,) = rows("owners", owner)
            (seat,) = rows("users", {"id": owner["userId"], "seatNames": ["Core"]}, context=held)
            assert seat.person_id == person.id
            seen += 1
    assert seen >= 3


def test_recorded_pages_are_read() -> None:
    """The envelope of lists and searches; a last page has no `paging` at all."""
    for _, path, body in of_2026():
        if path.endswith(("/objects/contacts", "/objects/tickets")):
            name = path.rsplit("/", 1)[1]
            also = [{"results": []} for _ in BY_NAME[name].kind.near]
            page = read(name, first(name, "all"), body, *also)
            assert len(page.records) == len(body["results"])
            assert page.next is None
            assert page.cursor is not None


def test_what_older_apis_answered_is_rows_too() -> None:
    """`vid`, `companyId`, `guid`, values in objects, moments as milliseconds."""
    counts: dict[str, int] = {}
    for file, status, uri, body in of_old():
        name = _old_stream(uri)
        if status != 200 or not name:
            continue
        for record in listed(body):
            held = _old(name, record)
            if held is None:
                continue
            found = rows(name, held)
            assert found, (file, uri)
            counts[name] = counts.get(name, 0) + 1
            if name == "contacts":
                assert any(getattr(row, "email", None) or row.source_id for row in found)
            if name == "forms":
                questions = [row for row in found if row.table == "question"]
                assert all(row.text and row.question_type != "unknown" for row in questions), file
    assert counts["contacts"] >= 30
    assert counts["companies"] >= 60
    assert counts["owners"] == 139
    assert counts["forms"] >= 10
    assert counts["notes"] == 1


def _old_stream(uri: str) -> str:
    path = uri.partition("hubapi.com/")[2].partition("?")[0]
    if path.startswith(("contacts/v1/forms", "forms/v2/forms")):
        return "forms"
    names = {"contacts/v1/contact": "contacts", "contacts/v1/search": "contacts", "companies/v2": "companies",
             "owners/v2": "owners", "engagements/v1/engagements/5": "notes"}  # fmt: skip
    return next((name for start, name in names.items() if path.startswith(start)), "")


def _old(name: str, record: Any) -> Any:
    if name == "notes":
        if record["engagement"]["type"] != "NOTE":
            return None
        said = {
            "hs_note_body": record["metadata"]["body"],
            "hs_timestamp": record["engagement"]["timestamp"],
        }
        return crm(record["engagement"]["id"], **said)
    if name in ("contacts", "companies"):
        return {"record": record, "near": {}}
    return record


def test_errors_as_recorded_are_no_pages() -> None:
    """An error body has no `results`."""
    seen = 0
    for _, status, _, body in of_old():
        if status >= 400 and isinstance(body, dict):
            with pytest.raises(UnexpectedAnswer):
                BY_NAME["deals"].read(first("deals", "all"), answer(body), run("deals"))
            seen += 1
    assert seen >= 10


@pytest.mark.parametrize(
    ("file", "stream", "key", "count"),
    [
        ("ticket_data", "tickets", "id", 10),
        ("contact_data", "contacts", "id", 10),
        ("company_data", "companies", "id", 10),
        ("engagement_note_data", "notes", "engagement_id", 1),
    ],
)
def test_warehouse_rows_are_rows(file: str, stream: str, key: str, count: int) -> None:
    """Synthetic ones of dbt_hubspot, which have the properties' own names; a merged contact has its links."""
    found = []
    with (DATA / "fivetran-seeds" / f"{file}.csv").open(encoding="utf-8-sig", newline="") as lines:
        for line in csv.DictReader(lines):
            properties = {
                name.removeprefix("property_"): _zoned(value)
                for name, value in line.items()
                if name.startswith("property_") and value
            }
            found.append(rows(stream, crm(line[key], **properties)))
    assert len(found) >= count
    if stream == "contacts":
        assert [row for each in found for row in each if row.table == "link"]


def _zoned(value: str) -> str:
    """Warehouses drop the zone."""
    return f"{value}Z" if value[4:5] == "-" and value[10:11] == " " else value

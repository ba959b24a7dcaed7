"""The renewal calendar as iCalendar text, read back by a library that is not ours."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from company import company, day, moment
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from productops.measures.answer import Answer
from productops.measures.inventory.calendar import _folded, ics
from productops.measures.inventory.renewals import renewals

AS_OF = moment("2026-08-01T09:30:15")
FIGMA = {
    "id": "contract_1", "tool_id": "t1", "contract_number": "FIG-1", "renewal_date": day("2027-01-01"),
    "auto_renew": True, "notice_period_days": 60, "seats_purchased": 40, "annual_cost": "21600",
    "annual_cost_currency": "EUR",
}  # fmt: skip


def answer_of(*contracts, name="Figma"):
    return renewals(company({"tool": [{"id": "t1", "name": name}], "contract": contracts}), AS_OF)


def events(text):
    return Calendar.from_ical(text).walk("VEVENT")


def test_an_event_for_a_deadline():
    """A whole day, a stable id, what it is about and what is at stake, and an alarm two weeks before."""
    (event,) = events(ics(answer_of(FIGMA)))
    assert event["UID"] == "contract_1-20261102@productops"
    assert event["SUMMARY"] == "Decide on Figma: renews 2027-01-01"
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (
        date(2026, 11, 2),
        date(2026, 11, 3),
    )
    assert event.decoded("DTSTAMP") == AS_OF
    assert event["DESCRIPTION"] == (
        "Contract: FIG-1\nDecide by: 2026-11-02\nRenews by itself: yes\nNotice in days: 60\n"
        "A year: 21,600.00 EUR\nSeats: 40"
    )
    (alarm,) = event.walk("VALARM")
    assert (alarm["ACTION"], alarm.decoded("TRIGGER")) == ("DISPLAY", timedelta(days=-14))


def test_the_text_itself():
    """Lines end with CRLF and none is longer than 75 octets; the text is the same each time."""
    text = ics(answer_of(FIGMA, name="Ünïcödé 日本語 " * 20))
    assert text == ics(answer_of(FIGMA, name="Ünïcödé 日本語 " * 20))
    lines = text.split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert "\n" not in text.replace("\r\n", "")
    assert max(len(line.encode()) for line in lines) <= 75
    assert events(text)[0]["SUMMARY"].startswith("Decide on Ünïcödé 日本語 Ünïcödé")


def test_one_that_does_not_renew_by_itself_ends():
    """Its deadline is its last day; unknown figures are told as not known."""
    bare = {"id": "c", "tool_id": "t1", "end_date": day("2026-12-31"), "auto_renew": False}
    (event,) = events(ics(answer_of(bare)))
    assert event["SUMMARY"] == "Decide on Figma: ends 2026-12-31"
    assert "Seats: not known" in event["DESCRIPTION"]


def test_what_has_no_deadline_ahead_has_no_event():
    """Neither what expired nor what nobody knows the notice of; an empty calendar is a calendar."""
    expired = {**FIGMA, "auto_renew": False, "renewal_date": day("2025-01-01")}
    unknown = {**FIGMA, "id": "c2", "notice_period_days": None}
    assert events(ics(answer_of(expired, unknown))) == []


@given(
    name=st.text(
        st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=200
    )
)
def test_any_name_comes_back(name):
    """Commas, semicolons, backslashes and any letter survive writing, folding and reading."""
    row = dict.fromkeys(("contract", "notice_period_days", "seats", "currency")) | {
        "contract_id": "c", "tool": name, "renewal_date": day("2027-01-01"), "auto_renew": True,
        "decision_deadline": day("2026-11-02"), "status": "later", "annual_cost": Decimal(1),
    }  # fmt: skip
    answer = Answer("renewals", "", AS_OF, 1, tuple(row), (row,))
    (event,) = events(ics(answer))
    assert event["SUMMARY"] == f"Decide on {name}: renews 2027-01-01"


def test_a_name_cannot_write_lines_of_its_own():
    """A line break in a name is text, and other control characters are dropped."""
    (event,) = events(ics(answer_of(FIGMA, name="A\r\nATTENDEE:x\x07\nB")))
    assert event["SUMMARY"] == "Decide on A\nATTENDEE:x\nB: renews 2027-01-01"
    assert "ATTENDEE" not in event


def test_what_has_a_meaning_is_escaped():
    """Semicolon, comma and backslash, as RFC 5545 3.3.11 has it."""
    assert r"SUMMARY:Decide on A\;B\,C\\D: renews" in ics(answer_of(FIGMA, name="A;B,C\\D"))


def test_folding_at_the_octet():
    """75 octets stay one line; the 76th starts another, which a blank marks and counts against."""
    assert _folded("x" * 75) == "x" * 75
    assert _folded("x" * 76) == "x" * 75 + "\r\n x"
    assert _folded("x" * 74 + "é") == "x" * 74 + "\r\n é"
    assert _folded("x" * 150) == "x" * 75 + "\r\n " + "x" * 74 + "\r\n x"

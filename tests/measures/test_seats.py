"""Seats purchased, assigned and active: hand-worked figures, in every engine."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from company import company, day, moment
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from productops.measures.inventory.seats import seats

AS_OF = moment("2026-04-01")
IN, OUT = moment("2026-03-20"), moment("2026-03-01")


def person(name, **more):
    return {
        "id": name,
        "email": f"{name}@acme.example",
        "source": "okta",
        "source_instance": "acme",
    } | more


def seat(tool, name, **more):
    return {"id": f"{tool}-{name}", "tool_id": tool, "person_id": name} | more


def contract(tool, purchased, **more):
    given = {"start_date": day("2026-01-01"), "end_date": day("2027-01-01")}
    return {"tool_id": tool, "seats_purchased": purchased, "source": "inventory"} | given | more


PEOPLE = [person(name) for name in ("ana", "ben", "cai")] + [
    person("dot", active=False),
    {"id": "ana2", "email": "ANA@acme.example", "source": "zendesk", "source_instance": "acme", "active": True},
    {"id": "ben2", "email": "ben@acme.example", "source": "scim", "source_instance": "hr", "active": False},
]  # fmt: skip
TOOLS = [{"id": name, "name": name.title()} for name in ("figma", "miro", "slack", "zoom")]
BASE = {
    "tool": TOOLS,
    "person": PEOPLE,
    "contract": [contract("figma", 10, id="c1"), contract("miro", 5, id="c2", seats_assigned=4)],
    "seat": [
        seat("figma", "ana", last_active_at=IN),
        seat("figma", "ana2", last_active_at=OUT),
        seat("figma", "ben", last_active_at=OUT),
        seat("figma", "cai", paid=False, last_active_at=IN),
        seat("figma", "dot", last_active_at=IN, revoked_at=OUT),
        seat("slack", "dot"),
        seat("slack", "cai", assigned_at=moment("2026-05-01")),
    ],
    "usage": [
        {"tool_id": "figma", "person_id": "ben", "last_active_at": moment("2026-03-02")},
        {"tool_id": "figma", "person_id": "cai", "last_active_at": IN},
        {"tool_id": "figma", "person_id": "dot", "last_active_at": IN},
    ],
}


def told(answer, **wanted):
    """The first row with these values, and its figures by name."""
    return next(
        row for row in answer.rows if all(row[key] == value for key, value in wanted.items())
    )


def figures(answer, *names, tool):
    row = told(answer, tool=tool)
    return tuple(row[name] for name in names)


def test_people_are_counted_once_and_free_and_revoked_seats_are_not(engine):
    """Two rows of one address are one person; a free seat is told apart; a revoked one counts nowhere."""
    answer = seats(company(BASE, engine), AS_OF)
    names = ("purchased", "assigned", "active", "unused", "free", "orphans")
    assert figures(answer, *names, tool="Figma") == (10, 2, 2, 8, 1, 1)
    assert figures(answer, "assignment_rate", "utilisation", tool="Figma") == (0.2, 0.2)
    assert answer.window == (moment("2026-03-02"), AS_OF)
    assert answer.n == 7 + 3 + 2


def test_a_seat_is_held_from_its_assignment_until_its_revocation(engine):
    """Revoked at that moment: no longer held; revoked later: still."""
    moments = {"ana": AS_OF, "ben": moment("2026-04-02"), "cai": moment("2026-01-01")}
    held = [seat("figma", who, assigned_at=OUT, revoked_at=at) for who, at in moments.items()]
    answer = seats(company({**BASE, "seat": held}, engine), AS_OF)
    assert figures(answer, "assigned", tool="Figma") == (1,)


def test_without_a_last_sign_in_utilisation_is_unknown(engine):
    """Neither seats nor usage tell it: None, said, never 0; what the contract counts as assigned is taken."""
    answer = seats(company(BASE, engine), AS_OF)
    names = ("purchased", "assigned", "active", "utilisation", "unused")
    assert figures(answer, *names, tool="Miro") == (5, 4, None, None, None)
    assert figures(answer, *names, tool="Slack") == (None, 1, None, None, None)
    assert [row["tool"] for row in answer.rows] == ["Figma", "Miro", "Slack"]
    unknown, purchased, holders = answer.missing
    assert "unknown" in unknown
    assert unknown.endswith("Miro, Slack")
    assert purchased.endswith("Slack")
    assert (told(answer, tool="Miro")["orphans"], holders.endswith("here: Miro")) == (None, True)


def test_known_but_long_ago_is_not_active(engine):
    """A product whose people were all last seen before the window has no active user: 0, known."""
    old = {**BASE, "usage": [{"tool_id": "miro", "person_id": "ana", "last_active_at": OUT}]}
    answer = seats(company(old, engine), AS_OF)
    assert figures(answer, "active", "utilisation", "unused", tool="Miro") == (0, 0.0, 5)


def test_the_window_begins_with_its_first_moment_and_ends_before_its_last(engine):
    """[as_of − 30 days, as_of)."""
    at = [moment("2026-03-02"), AS_OF, moment("2026-03-01T23:59:59")]
    used = [{"tool_id": "miro", "person_id": who, "last_active_at": when} for who, when in zip(("ana", "ben", "cai"), at, strict=True)]  # fmt: skip
    assert figures(
        seats(company({**BASE, "usage": used}, engine), AS_OF), "active", tool="Miro"
    ) == (1,)


def test_usage_by_period_counts_where_its_period_ends(engine):
    """Without a moment, a period that ends in the window counts if anything happened in it."""
    march = {"tool_id": "miro", "period_start": moment("2026-03-01"), "period_end": AS_OF}
    before = {
        "tool_id": "miro",
        "period_start": moment("2026-02-01"),
        "period_end": moment("2026-03-01"),
    }
    used = [
        {**march, "person_id": "ana", "events": 3},
        {**march, "person_id": "ben", "active_days": 0},
        {**before, "person_id": "cai", "active_days": 9},
        {**march, "events": 100},
    ]
    answer = seats(company({**BASE, "usage": used}, engine), AS_OF)
    assert figures(answer, "active", tool="Miro") == (1,)
    empty = {**BASE, "usage": [{**march, "person_id": "ana"}, {**march, "events": 100}]}
    assert figures(seats(company(empty, engine), AS_OF), "active", tool="Miro") == (None,)


def test_orphan_seats_name_the_source_and_the_rows(engine):
    """One finding a person and product; any source's row of the same address may say that somebody left."""
    answer = seats(company(BASE, engine), AS_OF)
    found = answer.of("orphan_seat")
    assert [each.subject for each in found] == ["Figma", "Slack"]
    assert found[0].evidence == ("figma-ben", "ben2")
    assert "scim (hr)" in found[0].says
    assert "ben@" not in found[0].says
    assert found[1].evidence == ("slack-dot", "dot")
    assert all(each.next_step for each in answer.findings)


def test_unused_seats_are_found(engine):
    """Purchased − active, with the contract as evidence."""
    (found,) = seats(company(BASE, engine), AS_OF).of("unused_seats")
    assert (found.subject, found.evidence) == ("Figma", ("c1",))
    assert "8 of 10" in found.says


def test_more_than_was_bought_is_flagged(engine):
    """Utilisation is told as it is, above 1, with a finding."""
    small = {**BASE, "contract": [contract("figma", 1)]}
    answer = seats(company(small, engine), AS_OF)
    assert figures(answer, "utilisation", "unused", tool="Figma") == (2.0, 0)
    (found,) = answer.of("over_assigned")
    assert found.evidence == ("contract_1",)


@pytest.mark.parametrize(
    ("terms", "purchased"),
    [
        ([contract("figma", 10, sku="full"), contract("figma", 5, sku="view")], 15),
        ([contract("figma", 10, end_date=day("2026-04-01"))], None),
        ([contract("figma", 10, start_date=day("2026-04-02"))], None),
        ([contract("figma", 10, termination_date=day("2026-03-31"))], None),
        ([contract("figma", 10, end_date=day("2026-03-01"), auto_renew=True)], 10),
        ([contract("figma", 10, end_date=day("2026-02-28"), auto_renew=True), contract("figma", 7, start_date=day("2026-03-01"))], 7),
        ([contract("figma", 10, end_date=day("2026-04-01"), renewal_date=day("2026-04-02"))], 10),
        ([contract("figma", 10, start_date=None, end_date=None)], 10),
    ],
)  # fmt: skip
def test_contracts_in_force_count(terms, purchased):
    """Started, not ended; SKUs add up; what renews itself goes on until another takes its place."""
    answer = seats(company({**BASE, "contract": terms}), AS_OF)
    assert figures(answer, "purchased", tool="Figma") == (purchased,)
    assert answer.of("overlapping_contracts") == []


def test_overlapping_contracts_are_not_added_up(engine):
    """Two of one SKU at once: the larger counts, both are evidence."""
    terms = [
        contract("figma", 10, id="a"),
        contract("figma", 4, id="b", start_date=day("2026-03-01")),
    ]
    answer = seats(company({**BASE, "contract": terms}, engine), AS_OF)
    assert figures(answer, "purchased", tool="Figma") == (10,)
    (found,) = answer.of("overlapping_contracts")
    assert found.evidence == ("a", "b")
    assert answer.excluded[0].endswith("Figma b")


def test_open_contracts_for_the_same_are_not_added_up_silently():
    """Without an end nothing says that they overlap: the larger counts, the other is named."""
    terms = [contract("figma", seats, id=f"c{seats}", end_date=None) for seats in (4, 10)]
    answer = seats(company({**BASE, "contract": terms}), AS_OF)
    assert figures(answer, "purchased", tool="Figma") == (10,)
    assert answer.excluded[0].endswith("Figma c4")


def test_one_contract_in_two_sources_is_one():
    """Contracts of two sources are not added up, and that is said; those with another term and number overlap."""
    vendor = contract("figma", 10, id="v", source="zylo")
    answer = seats(company({**BASE, "contract": [contract("figma", 10, id="a"), vendor]}), AS_OF)
    assert figures(answer, "purchased", tool="Figma") == (10,)
    assert answer.of("overlapping_contracts") == []
    assert "Figma" in answer.excluded[0]
    term = {"start_date": day("2026-02-01"), "end_date": day("2027-02-01")}
    other = {**vendor, "seats_purchased": 12, **term}
    answer = seats(company({**BASE, "contract": [contract("figma", 10, id="a"), other]}), AS_OF)
    assert figures(answer, "purchased", tool="Figma") == (12,)
    assert len(answer.of("overlapping_contracts")) == 1


def test_each_of_several_contracts_has_a_row(engine):
    """Seats that name their contract are counted for it; the product's row counts people once."""
    terms = [
        contract("figma", 4, id="full", sku="full"),
        contract("figma", 6, id="view", sku="view"),
    ]
    held = [
        seat("figma", "ana", contract_id="full", last_active_at=IN),
        seat("figma", "ben", contract_id="view", last_active_at=OUT),
        seat("figma", "cai", contract_id="view", last_active_at=IN),
        {**seat("figma", "ana", contract_id="view"), "id": "again"},
    ]
    answer = seats(company({**BASE, "contract": terms, "seat": held, "usage": []}, engine), AS_OF)
    names = ("contract", "purchased", "assigned", "active", "unused")
    assert [tuple(row[name] for name in names) for row in answer.rows] == [
        (None, 10, 3, 2, 8), ("full", 4, 1, 1, 3), ("view", 6, 3, 2, 4),
    ]  # fmt: skip
    silent = {**BASE, "contract": terms}
    answer = seats(company(silent, engine), AS_OF)
    assert told(answer, contract="full")["active"] is None
    assert any("names it" in each for each in answer.missing)


def test_an_empty_company_has_an_answer(engine):
    """No rows, no findings, the definition and the window."""
    answer = seats(company({}, engine), AS_OF)
    assert (answer.rows, answer.findings, answer.missing, answer.n) == ((), (), (), 0)
    assert answer.definition


HELD = st.lists(
    st.tuples(
        st.sampled_from(["figma", "miro"]), st.sampled_from(["ana", "ana2", "ben", "cai", "dot", "eve"]),
        st.sampled_from([None, True, False]), st.sampled_from([None, IN, OUT]), st.booleans(),
    ),
    max_size=8,
)  # fmt: skip


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(
    HELD,
    HELD,
    st.lists(st.tuples(st.sampled_from(["figma", "miro"]), st.integers(0, 4)), max_size=3),
)
def test_utilisation_is_within_0_and_1_or_flagged(held, used, bought):
    """Whatever is held, used and bought: in range or flagged, and the same in DuckDB and in Polars."""
    tables = {
        "tool": TOOLS,
        "person": PEOPLE,
        "contract": [contract(tool, number) for tool, number in bought],
        "seat": [
            {"tool_id": tool, "person_id": who, "paid": paid, "last_active_at": at, "revoked_at": OUT if gone else None}
            for tool, who, paid, at, gone in held
        ],
        "usage": [{"tool_id": tool, "person_id": who, "last_active_at": at} for tool, who, _, at, _ in used],
    }  # fmt: skip
    answer = seats(company(tables), AS_OF)
    flagged = {found.subject for found in answer.of("over_assigned")}
    for row in answer.rows:
        for rate in (row["utilisation"], row["assignment_rate"]):
            assert rate is None or 0 <= rate <= 1 or row["tool"] in flagged
    other = seats(company(tables, "duckdb"), AS_OF)
    assert (answer.rows, answer.findings, answer.n) == (other.rows, other.findings, other.n)


def test_whether_holders_are_gone_is_none_where_no_source_tells_it(engine):
    """One whom a source calls active makes it 0; nobody who is known makes it unknown, and that is said."""
    held = {**BASE, "seat": [seat("figma", "ana"), seat("miro", "cai")], "usage": []}
    answer = seats(company(held, engine), AS_OF)
    assert [told(answer, tool=name)["orphans"] for name in ("Figma", "Miro")] == [0, None]
    assert (
        "orphan seats: no source tells whether their holders are still here: Miro" in answer.missing
    )


@pytest.mark.parametrize(
    "use",
    [
        {"seat": [seat("figma", "ana", last_active_at=moment("2026-04-20"))]},
        {"usage": [{"tool_id": "figma", "person_id": "ana", "last_active_at": moment("2026-04-20")}]},
        {"usage": [{"tool_id": "figma", "person_id": "ana", "period_end": moment("2026-05-01"), "events": 3}]},
    ],
)  # fmt: skip
def test_what_was_seen_after_that_day_does_not_make_utilisation_known(use, engine):
    """Whether somebody was active before is not told by a later sign-in: unknown, never 0 %."""
    answer = seats(company({**BASE, "seat": [], "usage": [], **use}, engine), AS_OF)
    assert figures(answer, "active", "utilisation", "unused", tool="Figma") == (None, None, None)
    assert not answer.of("unused_seats")


@pytest.mark.parametrize(
    ("terms", "purchased"),
    [
        ({"term_months": 12, "auto_renew": False}, None),
        ({"term_months": 12, "auto_renew": True}, 10),
        ({"term_months": 36, "auto_renew": False}, 10),
        ({"renewal_date": day("2026-01-01"), "auto_renew": False}, None),
        ({"renewal_date": day("2026-01-01")}, 10),
        ({"auto_renew": False}, 10),
    ],
)
def test_a_contract_without_end_ends_with_its_term(terms, purchased):
    """As in the renewal calendar; without a term, or where it may have been renewed, it goes on."""
    open_ended = contract("figma", 10, start_date=day("2025-01-01"), end_date=None, **terms)
    answer = seats(company({**BASE, "contract": [open_ended]}), AS_OF)
    assert figures(answer, "purchased", tool="Figma") == (purchased,)


def test_the_day_is_that_of_utc():
    """What begins tomorrow in UTC has not begun, whatever the clock of as_of shows."""
    late = datetime(2026, 4, 1, 1, tzinfo=timezone(timedelta(hours=14)))
    begins = contract("figma", 10, start_date=day("2026-04-01"))
    assert (
        told(seats(company({**BASE, "contract": [begins]}), late), tool="Figma")["purchased"]
        is None
    )

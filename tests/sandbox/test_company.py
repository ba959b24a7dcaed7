"""The company behind the sandboxes: repeatable, of any size, and alive when the clock moves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from productops.sandbox import Company, SimulatedClock, talk
from productops.sandbox.cases import AREAS, state_of
from productops.sandbox.dice import Dice
from productops.sandbox.phrases import PHRASES


def told(company: Company, index: int) -> tuple:
    case = company.case(index)
    return case, talk.subject(company, case), talk.body(company, case)


@pytest.fixture(scope="module")
def company():
    return Company(size=600)


def test_two_companies_of_a_seed_are_the_same():
    """Everything is a function of seed, size and index."""
    first, second = Company(3, 300), Company(3, 300)
    assert [told(first, n) for n in range(300)] == [told(second, n) for n in reversed(range(300))][
        ::-1
    ]
    assert first.person(40) == second.person(40)


def test_another_seed_is_another_company():
    """Seeds do not share texts and moments."""
    assert told(Company(1, 300), 5) != told(Company(2, 300), 5)


@settings(max_examples=25, deadline=None)
@given(size=st.integers(2, 200_000))
def test_any_size_has_exactly_so_many_requests(size):
    """`size` is what exists at the start of the clock, no matter how large."""
    assert Company(size=size).cases() == size


def test_requests_are_opened_in_the_order_of_their_numbers(company):
    """A request is never older than the one before it."""
    opened = [company.opened(n) for n in range(700)]
    assert opened == sorted(opened)


def test_a_life_is_in_order_and_starts_after_the_request(company):
    """Updates come one after the other."""
    for index in range(600):
        case = company.case(index)
        times = [case.opened, *(moment.at for moment in case.life)]
        assert times == sorted(times)


def test_nothing_happens_in_the_minutes_before_the_start_and_a_round_advance(company):
    """So an export that withholds the newest minute is whole at the start."""
    base = company.clock.epoch
    moments = [moment.at for n in range(700) for moment in company.case(n).life]
    moments += [company.opened(n) for n in range(700)]
    people = [company.person(n) for n in range(200)]
    customers = [company.organisation(n) for n in range(30)]
    moments += [change.at for one in (*people, *customers) for change in one.changes]
    moments += [person.joined for person in people]
    assert all((at - base) % 600 < 420 for at in moments)


def test_advancing_in_steps_or_at_once_leads_to_the_same_company():
    """The clock's path does not matter, only where it stands."""
    once, steps = Company(size=200), Company(size=200)
    once.clock.advance(timedelta(days=30))
    for _ in range(30):
        steps.clock.advance(timedelta(days=1))
    assert once.cases() == steps.cases() > 200
    assert [once.last(n, once.clock.epoch) for n in range(once.cases())] == [
        steps.last(n, steps.clock.epoch) for n in range(steps.cases())
    ]


def test_time_brings_new_requests_and_changes_to_old_ones(company):
    """A month later there is more, and some of what was open has moved on."""
    later = company.clock.epoch + 30 * 86_400
    assert company.cases(later) > company.cases()
    moved = [n for n in range(600) if company.last(n, later) > company.last(n, company.clock.epoch)]
    assert 5 < len(moved) < 300


def test_last_agrees_with_the_life(company):
    """The quick look at the latest moment is the life's own."""
    now = company.clock.epoch
    for index in range(600):
        case = company.case(index)
        past = case.until(now)
        assert company.last(index, now) == (past[-1].at if past else case.opened)


def test_people_join_before_they_write(company):
    """Nobody writes before their account exists, nor works for a customer that does not exist yet."""
    for index in range(600):
        case = company.case(index)
        writer = company.person(case.requester)
        assert writer.joined <= case.opened
        if writer.organisation is not None:
            assert company.organisation(writer.organisation).since <= writer.joined


def test_all_people_are_fictional(company):
    """Every address ends in .example."""
    people = [company.person(n).email for n in range(company.people())]
    staff = [company.colleague(n).email for n in range(company.colleagues)]
    assert all(address.endswith(".example") and address.isascii() for address in [*people, *staff])
    assert len(set(people)) == len(people)


def test_the_company_has_everything_a_support_desk_has(company):
    """Every state, kind and language occurs; so do merges, deletions, scrubs, follow-ups and linked issues."""
    now = company.clock.epoch
    cases = [company.case(n) for n in range(600)]
    states = [state_of(case.opened, case.until(now)) for case in cases]
    assert {"open", "pending", "hold", "solved", "closed", "deleted"} <= {s.status for s in states}
    assert {case.language for case in cases} == set(PHRASES)
    assert {case.area for case in cases} == set(AREAS)
    assert {case.kind for case in cases} == {"bug", "request", "question", "complaint", "praise"}
    for what in ("merged", "scrubbed", "rated", "reopens", "linked", "raised"):
        assert any(getattr(state, what) for state in states), what
    assert any(case.follows is not None for case in cases)


def test_a_duplicate_comes_from_the_same_person_about_the_same_thing(company):
    """A merge joins two requests that belong together, and both tell of it."""
    duplicate = next(c for c in map(company.case, range(600)) if c.duplicate_of is not None)
    original = company.case(duplicate.duplicate_of)
    assert (original.requester, original.area, original.kind) == (
        duplicate.requester,
        duplicate.area,
        duplicate.kind,
    )
    assert duplicate.life[-1].what == "merged"
    assert any(m.note == "merge_in" and m.at == duplicate.life[-1].at for m in original.life)


def test_a_follow_up_comes_after_its_request_was_opened_and_from_the_same_person(company):
    """Both sides name each other."""
    later = next(c for c in map(company.case, range(600)) if c.follows is not None)
    first = company.case(later.follows)
    assert first.followed_by == later.index
    assert first.requester == later.requester
    assert first.opened < later.opened


def test_no_slot_is_left_in_a_text(company):
    """Texts are filled in, in every language."""
    for index in range(600):
        case = company.case(index)
        texts = [talk.subject(company, case), talk.body(company, case)]
        texts += [talk.note(company, case, moment) for moment in case.life]
        assert not any("{" in text or "}" in text for text in texts)
        assert texts[0]
        assert texts[1]


def test_the_clock_does_not_go_back():
    """What has happened stays."""
    with pytest.raises(ValueError, match="forward"):
        SimulatedClock().advance(timedelta(seconds=-1))


def test_the_clock_wants_a_zone():
    """A time without zone is refused."""
    with pytest.raises(ValueError, match="zone"):
        SimulatedClock(datetime(2026, 1, 1))  # noqa: DTZ001 - the mistake under test


def test_the_start_is_an_argument():
    """The same company can stand at any time; its history moves along."""
    company = Company(size=50, now=datetime(2020, 2, 1, tzinfo=UTC))
    assert company.cases() == 50
    assert company.opened(49) <= company.clock.epoch


@given(st.integers(1, 1 << 20), st.integers(0, 1 << 30))
def test_dice_stay_in_range(bound, key):
    """A draw below a bound is below it, for small and for large bounds."""
    dice = Dice("range", key)
    assert all(0 <= dice.below(bound) < bound for _ in range(30))


def test_dice_are_the_same_on_every_machine():
    """The draws are part of the sandbox's promise: a known key gives known numbers."""
    dice = Dice(7, "golden", 1)
    assert [dice.below(1000) for _ in range(5)] == GOLDEN


GOLDEN = [310, 602, 733, 501, 567]

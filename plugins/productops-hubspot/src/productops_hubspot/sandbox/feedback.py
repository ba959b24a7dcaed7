"""Survey responses: satisfaction, effort, loyalty, and a survey of the account's own.

Scores are 0 to 2 for satisfaction, 1 to 7 for effort, 0 to 10 for loyalty.
https://developers.hubspot.com/docs/api-reference/2026-03/crm/objects/feedback-submissions/guide
https://knowledge.hubspot.com/customer-feedback/survey-response-properties
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from productops.sandbox import talk
from productops.sandbox.cases import AREAS, Case
from productops.sandbox.dice import Dice
from productops.sandbox.life import DAY, HOUR

from . import ids, lives
from .contacts import CONTACTS, contact_of, number_of
from .contacts import count as people
from .model import Kind, Life, Property, View, by_name
from .tickets import count as requests

if TYPE_CHECKING:
    from .account import Account

BASE = 512_000_000_000
_ROOM = 8
CSAT, CES, CUSTOM, NPS, NPS_AGAIN = range(5)
_AFTER = (HOUR, 3 * HOUR, 30 * HOUR)
_EVERY = (1, 4, 9)
_WAVES = (90 * DAY, 270 * DAY)


class Survey(NamedTuple):
    """A survey. *bounds*: the highest score of detractors, and of passives."""

    id: int
    name: str
    type: str
    channel: str
    bounds: tuple[int, int]


SURVEYS = (
    Survey(3, "Customer Satisfaction Survey", "CSAT", "EMAIL", (0, 1)),
    Survey(4, "Support Effort", "CES", "EMAIL", (3, 5)),
    Survey(9, "Set-up interview", "CUSTOM", "LINK", (0, 0)),
    Survey(5, "Customer Loyalty 2025", "NPS", "WEB", (6, 8)),
    Survey(6, "Customer Loyalty 2026", "NPS", "EMAIL", (6, 8)),
)


def of_request(account: Account, index: int) -> list[tuple[int, Life]]:
    """What a requester answers when a request is over; a remark may come an hour after the score."""
    rated = next((m.at for m in account.tickets.life(index) if m.what == "rated"), 0)
    if not rated:
        return []
    found = []
    for what in (CSAT, CES, CUSTOM):
        if index % _EVERY[what] == what % _EVERY[what]:
            number = _ROOM * index + what
            at = account.company.quiet(rated + _AFTER[what])
            remarked = account.company.quiet(at + HOUR) if what == CES else 0
            found.append((number, lives.life(at, (remarked,), salt=number)))
    return found


def of_person(account: Account, index: int) -> list[tuple[int, Life]]:
    """The loyalty surveys a person answers."""
    found = []
    person = account.company.person(index)
    ends = min((c.at for c in person.changes if c.what == "deleted"), default=0)
    for what, after in zip((NPS, NPS_AGAIN), _WAVES, strict=True):
        at = account.company.quiet(person.joined + after)
        if index % 3 != what % 3 and not 0 < ends <= at:
            number = _ROOM * index + what
            found.append((number, lives.life(at, salt=number)))
    return found


def survey_of(index: int) -> Survey:
    """Which survey was answered."""
    return SURVEYS[index % _ROOM]


def request_of(index: int) -> int | None:
    """The request that was asked about, if one was."""
    return index // _ROOM if index % _ROOM < NPS else None


def person_of(account: Account, index: int) -> int:
    """Who answered."""
    request = request_of(index)
    if request is None:
        return index // _ROOM
    return contact_of(account.tickets, account.tickets.requester(request))


def _case(view: View) -> Case:
    """The request asked about, or one that lends its words to a loyalty survey."""
    number = view.root // _ROOM
    found: Case = view.once("case", lambda: view.account.tickets.case(number))
    return found


def score(account: Account, index: int) -> int | None:
    """The score given; None where the survey asks for none."""
    dice = Dice(account.company.seed, "hubspot score", index)
    what = index % _ROOM
    if what == CUSTOM:
        return None
    if what == CSAT:
        return (0, 0, 1, 2, 2)[account.tickets.case(index // _ROOM).rating - 1]
    return dice.between(1, 7) if what == CES else min(10, dice.between(0, 14))


def _value(view: View) -> str | None:
    found = score(view.account, view.root)
    return None if found is None else str(found)


def group(account: Account, index: int) -> str | None:
    """The group of a score."""
    given, bounds = score(account, index), survey_of(index).bounds
    if given is None:
        return None
    return "DETRACTOR" if given <= bounds[0] else "PASSIVE" if given <= bounds[1] else "PROMOTER"


def _content(view: View) -> str | None:
    case, what = _case(view), view.root % _ROOM
    if what == CUSTOM or (what == CES and view.life.modified(view.at) == view.life.born):
        return None
    if what in {CSAT, CES}:
        return talk.verdict(view.account.tickets, case) or None
    return talk.remark(view.account.tickets, case) if view.root % 16 >= _ROOM else ""


def _contact(view: View) -> str | None:
    number = view.account.meant(CONTACTS, number_of(person_of(view.account, view.root)), view.at)
    return None if number is None else str(ids.made(CONTACTS.base, number))


def _email(view: View) -> str | None:
    if not _contact(view):
        return None
    return view.account.company.person(person_of(view.account, view.root)).email


def _own(view: View) -> bool:
    return view.root % _ROOM == CUSTOM


def _areas(view: View) -> str | None:
    case = _case(view)
    return f"{case.area};{AREAS[case.index % len(AREAS)]}" if _own(view) else None


_GROUPS = (("PROMOTER", "Promoter"), ("PASSIVE", "Passive"), ("DETRACTOR", "Detractor"))
PROPERTIES = by_name((
    Property("hs_survey_id", "Survey ID", "number", "number", lambda v: str(survey_of(v.root).id)),
    Property("hs_survey_name", "Survey Name", read=lambda v: survey_of(v.root).name),
    Property("hs_survey_type", "Survey Type", "enumeration", "select", lambda v: survey_of(v.root).type, tuple((t, t) for t in ("NPS", "CSAT", "CES", "CUSTOM", "KNOWLEDGE"))),
    Property("hs_survey_channel", "Source", "enumeration", "select", lambda v: survey_of(v.root).channel, tuple((c, c.capitalize()) for c in ("EMAIL", "WEB", "LINK", "CHAT"))),
    Property("hs_value", "Rating", "number", "number", _value),
    Property("hs_content", "Response", field_type="textarea", read=_content),
    Property("hs_response_group", "Sentiment", "enumeration", "select", lambda v: group(v.account, v.root), _GROUPS),
    Property("hs_sentiment", "Text sentiment", "enumeration", "select"),
    Property("hs_industry_standard_question_type", "Industry standard question type", "enumeration", "select", lambda v: survey_of(v.root).type if not _own(v) else None),
    Property("hs_submission_name", "Submission Name", read=lambda v: f"{survey_of(v.root).name} - {_email(v) or 'anonymous'}"),
    Property("hs_submission_timestamp", "Date", "datetime", "date", lambda v: ids.iso(v.life.born)),
    Property("hs_submission_url", "Submission URL"),
    Property("hs_contact_id", "Contact ID", "number", "number", _contact),
    Property("hs_contact_email_rollup", "Contact Email", read=_email),
    Property("hs_engagement_id", "Engagement ID", "number", "number"),
    Property("hs_form_guid", "Form GUID", read=lambda v: ids.uuid_of("survey form", survey_of(v.root).id)),
    Property("hs_knowledge_article_id", "Knowledge Article ID", "number", "number"),
    Property("hs_visitor_id", "Visitor ID"),
    Property("hs_ingestion_id", "Ingestion ID", read=lambda v: ids.uuid_of("ingestion", v.root)),
    Property("hs_createdate", "Create Date", "datetime", "date", lambda v: ids.iso(v.life.born)),
    Property("hs_lastmodifieddate", "Last Modified Date", "datetime", "date", lambda v: ids.iso(v.life.modified(v.at))),
    Property("hs_object_id", "Record ID", "number", "number", lambda v: v.id),
    Property("what_is_still_missing_", "What is still missing?", field_type="textarea", read=lambda v: talk.remark(v.account.tickets, _case(v)) if _own(v) else None, own=True),
    Property("which_areas_do_you_use_", "Which areas do you use?", "enumeration", "checkbox", _areas, tuple((a, a.replace("_", " ").capitalize()) for a in AREAS), own=True),
    Property("how_easy_was_the_set_up_", "How easy was the set-up?", "number", "number", lambda v: str(_case(v).rating) if _own(v) else None, own=True),
))  # fmt: skip
FEEDBACK = Kind(
    "feedback_submissions",
    "feedback_submission",
    "0-19",
    BASE,
    (),
    PROPERTIES,
    ("crm.objects.feedback_submissions.read", "crm.objects.contacts.read"),
    ((requests, of_request), (people, of_person)),
    created="hs_createdate",
    searched=("hs_content",),
)

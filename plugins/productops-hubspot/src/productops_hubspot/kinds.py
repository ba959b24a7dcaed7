"""The objects we read: their names, which property moves when they change, and what we ask for by name.

What is not asked for by name does not come. Modified and created: "Default properties" in
https://developers.hubspot.com/docs/api-reference/2026-03/crm/search
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from productops.kit import Run

from .lists_wire import Property

# What is longer goes into a body: GET is answered with 414 from 8 kB on
LONGEST_QUERY = 4000


@dataclass(frozen=True, slots=True)
class Kind:
    """An object of the CRM.

    Attributes:
        name: as in paths.
        type_id: as in links to a record.
        modified: the property that moves with every change; only contacts have their own.
        properties: what we read besides the account's own properties.
        near: the objects whose associations we read.
        erases: what is neither live nor archived was deleted for privacy, and its content goes.
        hidden_near: records with such an association are internal comments.
    """

    name: str
    type_id: str
    properties: tuple[str, ...]
    modified: str = "hs_lastmodifieddate"
    near: tuple[str, ...] = ()
    erases: bool = False
    hidden_near: str = ""


TICKETS = Kind(
    "tickets",
    "0-5",
    ("subject", "content", "hs_pipeline", "hs_pipeline_stage", "hs_ticket_priority", "hs_ticket_category",
     "hubspot_owner_id", "source_type", "createdate", "hs_lastmodifieddate", "closed_date",
     "first_agent_reply_date", "hs_resolution", "hs_merged_object_ids"),
    near=("contacts", "companies"),
)  # fmt: skip
CONTACTS = Kind(
    "contacts",
    "0-1",
    ("email", "firstname", "lastname", "phone", "mobilephone", "jobtitle", "lifecyclestage", "hs_language",
     "hubspot_owner_id", "associatedcompanyid", "createdate", "lastmodifieddate", "hs_merged_object_ids"),
    modified="lastmodifieddate",
    near=("companies",),
    erases=True,
)  # fmt: skip
COMPANIES = Kind(
    "companies",
    "0-2",
    ("name", "domain", "hs_additional_domains", "industry", "numberofemployees", "country", "lifecyclestage",
     "description", "hubspot_owner_id", "createdate", "hs_lastmodifieddate", "hs_merged_object_ids"),
)  # fmt: skip
DEALS = Kind(
    "deals",
    "0-3",
    ("dealname", "pipeline", "dealstage", "dealtype", "amount", "deal_currency_code", "closedate", "createdate",
     "hs_lastmodifieddate", "hs_is_closed_won", "hs_mrr", "hs_arr", "recurring_revenue_amount",
     "recurring_revenue_inactive_date", "recurring_revenue_inactive_reason", "closed_lost_reason",
     "hubspot_owner_id", "hs_merged_object_ids"),
    near=("companies", "contacts"),
)  # fmt: skip
NOTES = Kind(
    "notes",
    "0-46",
    ("hs_note_body", "hs_timestamp", "hubspot_owner_id", "hs_createdate", "hs_lastmodifieddate"),
    near=("tickets", "contacts", "companies", "deals"),
    hidden_near="tickets",
)
FEEDBACK = Kind(
    "feedback_submissions",
    "0-19",
    ("hs_survey_id", "hs_survey_name", "hs_survey_type", "hs_survey_channel", "hs_value", "hs_content",
     "hs_response_group", "hs_sentiment", "hs_industry_standard_question_type", "hs_submission_name",
     "hs_submission_timestamp", "hs_submission_url", "hs_contact_id", "hs_contact_email_rollup", "hs_engagement_id",
     "hs_form_guid", "hs_knowledge_article_id", "hs_visitor_id", "hs_ingestion_id", "hs_createdate",
     "hs_lastmodifieddate"),
    near=("contacts", "tickets", "companies"),
)  # fmt: skip
KINDS = (TICKETS, CONTACTS, COMPANIES, DEALS, NOTES, FEEDBACK)
BY_NAME = {kind.name: kind for kind in KINDS}


def wanted(kind: Kind, run: Run) -> list[str]:
    """Every property to ask for: ours, those the settings name, and those the account defined itself."""
    chosen = (place.partition(".") for place in run.settings.feedback_properties)
    named = [name for other, _, name in chosen if other == kind.name]
    own = [each.property.name for each in own_properties(kind, run)]
    return list(dict.fromkeys([*kind.properties, *named, *own]))


def own_properties(kind: Kind, run: Run) -> Iterable[Property]:
    """The properties that the account defined itself, by name."""
    prefix = f"{kind.name}."
    for key in sorted(key for key in run.ids("properties") if key.startswith(prefix)):
        found = run.seen("properties", key)
        if (
            isinstance(found, Property)
            and is_own(found)
            and found.property.name not in kind.properties
        ):
            yield found


def is_own(found: Property) -> bool:
    """Whether the account defined a property, and has not put it away."""
    return found.property.hubspot_defined is not True and found.property.archived is not True


def is_read(kind: str, name: str) -> bool:
    """Whether we ask for a property of HubSpot's own."""
    return kind in BY_NAME and name in BY_NAME[kind].properties

"""The vendor's other contact properties, which an account has by the hundreds and hardly ever fills.

https://knowledge.hubspot.com/properties/hubspots-default-contact-properties
"""

from __future__ import annotations

from .model import Property

_STAGES = (
    "subscriber", "lead", "marketingqualifiedlead", "salesqualifiedlead", "opportunity", "customer", "evangelist", "other",
)  # fmt: skip
_OF_STAGES = (
    ("hs_lifecyclestage_{}_date", "Became a {} date", "datetime"),
    ("hs_v2_date_entered_{}", "Date entered {}", "datetime"),
    ("hs_v2_date_exited_{}", "Date exited {}", "datetime"),
    ("hs_v2_latest_time_in_{}", "Latest time in {}", "number"),
    ("hs_v2_cumulative_time_in_{}", "Cumulative time in {}", "number"),
)
_TOUCHES = ("first", "last")
_VISITS = ("url", "referrer", "timestamp", "visit_timestamp", "touch_converting_campaign")
_SOURCES = ("source", "source_data_1", "source_data_2", "num_page_views", "num_visits", "num_event_completions", "average_page_views", "revenue")  # fmt: skip
_EMAILS = ("delivered", "open", "click", "bounce", "replied", "sends_since_last_engagement", "last_send_date", "last_open_date",
           "last_click_date", "first_send_date", "first_open_date", "first_click_date", "recipient_fatigue_recovery_time",
           "quarantined", "is_ineligible", "customer_quarantined_reason", "hard_bounce_reason_enum", "optout")  # fmt: skip
_SOCIAL = ("facebook_clicks", "google_plus_clicks", "linkedin_clicks", "twitter_clicks", "num_broadcast_clicks", "last_engagement")  # fmt: skip
_OTHERS = (
    "address", "annualrevenue", "city", "closedate", "date_of_birth", "days_to_close", "degree", "fax", "field_of_study",
    "first_conversion_date", "first_conversion_event_name", "first_deal_created_date", "followercount", "gender",
    "graduation_date", "industry", "job_function", "linkedinbio", "marital_status", "message", "military_status",
    "notes_last_contacted", "notes_last_updated", "notes_next_activity_date", "num_associated_deals",
    "num_contacted_notes", "num_conversion_events", "num_notes", "num_unique_conversion_events", "numemployees",
    "photo", "recent_conversion_date", "recent_conversion_event_name", "recent_deal_amount", "recent_deal_close_date",
    "relationship_status", "salutation", "school", "seniority", "start_date", "state", "total_revenue", "twitterhandle",
    "website", "work_email", "zip",
)  # fmt: skip
_MAILINGS, _ADS = 150, 90
"""Subscription types and ad campaigns, each of which adds a property of its own."""


def _label(name: str) -> str:
    return name.removeprefix("hs_").replace("_", " ").capitalize()


def _typed(name: str) -> Property:
    dated = name.endswith(("date", "timestamp", "engagement"))
    counted = name.startswith(("num_", "days_")) or "clicks" in name or "average" in name
    type_ = "datetime" if dated else "number" if counted else "string"
    field = {"datetime": "date", "number": "number"}.get(type_, "text")
    return Property(name, _label(name), type_, field, calculated=counted)


def _of_stages() -> list[Property]:
    return [
        Property(
            name.format(stage), label.format(stage), type_, "calculation_read_time", calculated=True
        )
        for stage in _STAGES
        for name, label, type_ in _OF_STAGES
    ]


def _numbered(name: str, label: str, count: int) -> list[Property]:
    found = (1_200_300 + 17 * n for n in range(count))
    return [
        Property(name.format(n), label.format(n), "enumeration", "booleancheckbox") for n in found
    ]


_NAMES = (
    *(f"hs_analytics_{touch}_{what}" for touch in _TOUCHES for what in _VISITS),
    *(f"hs_analytics_{what}" for what in _SOURCES),
    *(f"hs_email_{what}" for what in _EMAILS),
    *(f"hs_social_{what}" for what in _SOCIAL),
    *(f"hs_latest_{what}" for what in _SOURCES),
    *(f"hs_sa_{touch}_{what}" for touch in _TOUCHES for what in _VISITS),
    *_OTHERS,
)
FILLERS: tuple[Property, ...] = (
    *map(_typed, _NAMES),
    *_of_stages(),
    *_numbered("hs_email_optout_{}", "Opted out of email: mailing {}", _MAILINGS),
    *_numbered("hs_clicked_ad_{}", "Clicked ad {}", _ADS),
)

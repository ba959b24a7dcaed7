"""A small made-up help desk: what the stand-in serves, and what the tests expect back.

Everything is computed from one seed and fixed dates, so that two desks of one size are equal.
Names are fictional.
"""

from __future__ import annotations

import random

from zendesk_community import add_help_center, add_surveys
from zendesk_model import (
    AGENT,
    ORIGIN,
    PLAN_FIELD,
    SEATS_FIELD,
    SECOND_AGENT,
    START,
    SUBDOMAIN,
    SUMMARY_FIELD,
    Desk,
    Json,
    iso,
)
from zendesk_tickets import add_ticket


def build(tickets: int = 60, *, users: int = 20, organizations: int = 6, seed: int = 7) -> Desk:
    """One account of a size. The same arguments give the same account."""
    rng = random.Random(seed)
    desk = Desk()
    _context(desk)
    _more_context(desk)
    _organizations(desk, organizations)
    _users(desk, users, organizations)
    for index in range(tickets):
        add_ticket(desk, rng, index)
    add_help_center(desk, rng)
    add_surveys(desk, rng)
    return desk


def _context(desk: Desk) -> None:
    stamp = {"created_at": iso(START - 900_000), "updated_at": iso(START - 900_000)}
    for index, name in enumerate(("Support", "Billing", "Escalations")):
        one = 370_000_000_001 + index
        desk.groups[one] = {
            "url": f"{ORIGIN}/api/v2/groups/{one}.json", "id": one, "is_public": True, "name": name,
            "description": "", "default": index == 0, "deleted": False, **stamp,
        }  # fmt: skip
    for index, name in enumerate(("Northwind", "Northwind Labs")):
        one = 380_000_000_001 + index
        desk.brands[one] = {
            "url": f"{ORIGIN}/api/v2/brands/{one}.json", "id": one, "name": name, "active": True,
            "brand_url": ORIGIN, "subdomain": SUBDOMAIN, "host_mapping": None, "default": index == 0,
            "has_help_center": index == 0, "help_center_state": "enabled", "is_deleted": False,
            "logo": None, "ticket_form_ids": [385_000_000_001], "signature_template": "", **stamp,
        }  # fmt: skip
    for one, kind, title, removable in (
        (390_000_000_001, "subject", "Subject", False),
        (390_000_000_002, "description", "Description", False),
        (390_000_000_003, "status", "Status", False),
        (SUMMARY_FIELD, "text", "Order number", True),
        (PLAN_FIELD, "tagger", "Plan", True),
        (SEATS_FIELD, "integer", "Seats", True),
    ):
        desk.ticket_fields[one] = _ticket_field(one, kind, title, removable=removable) | stamp
    desk.ticket_forms[385_000_000_001] = {
        "id": 385_000_000_001, "name": "Default", "raw_name": "Default", "display_name": "Default",
        "end_user_visible": True, "position": 1, "active": True, "default": True, "in_all_brands": True,
        "ticket_field_ids": list(desk.ticket_fields), "restricted_brand_ids": [],
        "url": f"{ORIGIN}/api/v2/ticket_forms/385000000001.json", **stamp,
    }  # fmt: skip
    desk.schedules[395_000_000_001] = {
        "id": 395_000_000_001, "name": "Office", "time_zone": "Berlin", **stamp,
        "intervals": [{"start_time": d * 1440 + 540, "end_time": d * 1440 + 1020} for d in range(1, 6)],
    }  # fmt: skip
    desk.holidays[395_000_000_001] = [
        {
            "id": 395_500_000_001,
            "name": "New Year",
            "start_date": "2026-01-01",
            "end_date": "2026-01-01",
        },
    ]
    desk.slas[396_000_000_001] = {
        "id": 396_000_000_001, "title": "Incidents", "description": "Urgent first", "position": 1,
        "filter": {"all": [{"field": "type", "operator": "is", "value": "incident"}], "any": []},
        "policy_metrics": [{"priority": "urgent", "target": 60, "metric": "first_reply_time",
                            "business_hours": False}],
        "url": f"{ORIGIN}/api/v2/slas/policies/396000000001.json", **stamp,
    }  # fmt: skip


def _more_context(desk: Desk) -> None:
    stamp = {"created_at": iso(START - 900_000), "updated_at": iso(START - 900_000)}
    for index, category in enumerate(("new", "open", "pending", "hold", "solved")):
        one = 397_000_000_001 + index
        desk.custom_statuses[one] = {
            "id": one, "status_category": category, "agent_label": category.title(), "active": True,
            "raw_agent_label": category.title(), "end_user_label": category.title(),
            "raw_end_user_label": category.title(), "description": "", "raw_description": "",
            "end_user_description": "", "raw_end_user_description": "", "default": True,
            "url": f"{ORIGIN}/api/v2/custom_statuses/{one}.json", **stamp,
        }  # fmt: skip
    for index, user in enumerate((AGENT, SECOND_AGENT)):
        one = 398_000_000_001 + index
        desk.group_memberships[one] = {
            "id": one, "user_id": user, "group_id": 370_000_000_001 + index, "default": True,
            "url": f"{ORIGIN}/api/v2/group_memberships/{one}.json", **stamp,
        }  # fmt: skip
    one = 399_000_000_001
    desk.organization_fields[one] = {
        "id": one, "key": "plan", "type": "text", "title": "Plan", "raw_title": "Plan", "position": 1,
        "description": "", "raw_description": "", "active": True, "system": False,
        "regexp_for_validation": None, "url": f"{ORIGIN}/api/v2/organization_fields/{one}.json", **stamp,
    }  # fmt: skip
    one = 364_500_000_001
    desk.sections[one] = {
        "id": one, "name": "Guides", "description": "", "category_id": 364_600_000_001, "position": 0,
        "locale": "en-us", "source_locale": "en-us", "parent_section_id": None, "sorting": "manual",
        "html_url": f"{ORIGIN}/hc/en-us/sections/{one}", "outdated": False, "theme_template": "section_page",
        "url": f"{ORIGIN}/api/v2/help_center/en-us/sections/{one}.json", **stamp,
    }  # fmt: skip


def _ticket_field(one: int, kind: str, title: str, *, removable: bool) -> Json:
    record: Json = {
        "url": f"{ORIGIN}/api/v2/ticket_fields/{one}.json", "id": one, "type": kind, "title": title,
        "raw_title": title, "description": "", "raw_description": "", "position": one % 100, "active": True,
        "required": False, "collapsed_for_agents": False, "regexp_for_validation": None,
        "title_in_portal": title, "raw_title_in_portal": title, "visible_in_portal": True,
        "editable_in_portal": True, "required_in_portal": False, "agent_can_edit": True, "tag": None,
        "removable": removable, "key": None, "agent_description": None,
    }  # fmt: skip
    if kind == "tagger":
        record["custom_field_options"] = [
            {"id": one + 5000 + i, "name": name, "raw_name": name, "value": f"plan_{name.lower()}",
             "default": False}
            for i, name in enumerate(("Free", "Team", "Enterprise"))
        ]  # fmt: skip
    return record


def _organizations(desk: Desk, number: int) -> None:
    for index in range(number):
        one, at = 361_000_000_001 + index, START - 800_000 + index * 5000
        desk.organizations[one] = {
            "url": f"{ORIGIN}/api/v2/organizations/{one}.json", "id": one, "name": f"Customer {index} Ltd",
            "shared_tickets": False, "shared_comments": False, "external_id": f"crm-{index}",
            "created_at": iso(at), "updated_at": iso(at), "domain_names": [f"customer{index}.example"],
            "details": "", "notes": "", "group_id": None, "tags": ["enterprise"] if index % 3 == 0 else [],
            "organization_fields": {"plan": "team"}, "deleted_at": None,
        }  # fmt: skip


def _users(desk: Desk, number: int, organizations: int) -> None:
    for index in range(number):
        one, at = 360_000_000_001 + index, START - 700_000 + index * 5000
        agent = index < 2
        desk.users[one] = {
            "id": one, "url": f"{ORIGIN}/api/v2/users/{one}.json", "name": f"Robin Person{index}",
            "email": f"robin.person{index}@{'northwind' if agent else 'customer'}.example",
            "created_at": iso(at), "updated_at": iso(at), "time_zone": "Berlin",
            "iana_time_zone": "Europe/Berlin", "phone": None, "shared_phone_number": None, "photo": None,
            "locale_id": 1, "locale": "en-US",
            "organization_id": None if agent else 361_000_000_001 + index % organizations,
            "role": ("admin" if index == 0 else "agent") if agent else "end-user", "verified": True,
            "external_id": None, "tags": [], "alias": "", "active": index != number - 1, "shared": False,
            "shared_agent": False, "last_login_at": None, "two_factor_auth_enabled": None, "signature": None,
            "details": "", "notes": "", "role_type": None, "custom_role_id": None, "moderator": agent,
            "ticket_restriction": None if agent else "requested", "only_private_comments": False,
            "restricted_agent": not agent, "suspended": False, "default_group_id": None,
            "report_csv": False, "user_fields": {},
        }  # fmt: skip
        if index == number - 1:
            desk.users[one].update(
                email=None, name="Permanently Deleted User", permanently_deleted=True
            )

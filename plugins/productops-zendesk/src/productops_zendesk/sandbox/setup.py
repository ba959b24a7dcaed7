"""How the account is set up: groups, brands, statuses, SLA policies, schedules, settings."""

from __future__ import annotations

from typing import Any

from productops.sandbox.people import TEAMS

from . import ids
from .account import Account
from .people import ROLES, STAFF_KEYS, user, user_keys
from .tickets import STATUSES

TARGETS = {"urgent": 60, "high": 240, "normal": 480, "low": 1_440}
"""Minutes to the first reply."""
BRANDS = (("Fernhill", ""), ("Fernhill Field", "-field"))
_HOURS = ((1_980, 2_460), (3_420, 3_900), (4_860, 5_340), (6_300, 6_780), (7_740, 8_160))
"""Minutes since the start of Sunday: Monday 09:00-17:00 and so on, Friday until 16:00."""
SCHEDULES = (("Europe", "Berlin"), ("Americas", "Central Time (US & Canada)"))


def policy_of(priority: str) -> int:
    """Which SLA policy a ticket gets."""
    return int(priority in {"urgent", "high"})


def _dated(account: Account) -> dict[str, str]:
    founded = ids.iso(account.company.founded)
    return {"created_at": founded, "updated_at": founded}


def group(account: Account, index: int) -> dict[str, Any]:
    """A group."""
    id_ = ids.made(ids.TEAM, index)
    return {
        "url": f"{account.host}/api/v2/groups/{id_}.json",
        "id": id_,
        "is_public": True,
        "name": TEAMS[index],
        "description": "",
        "default": index == 0,
        "deleted": False,
        **_dated(account),
    }


def membership(account: Account, index: int) -> dict[str, Any]:
    """Which group a member of staff belongs to; everybody is in one."""
    id_ = ids.made(ids.MEMBERSHIP, index)
    return {
        "url": f"{account.host}/api/v2/group_memberships/{id_}.json",
        "id": id_,
        "user_id": ids.made(ids.STAFF, index),
        "group_id": ids.made(ids.TEAM, account.company.colleague(index).team),
        "default": True,
        **_dated(account),
    }


def brand(account: Account, index: int) -> dict[str, Any]:
    """A brand."""
    name, suffix = BRANDS[index]
    id_ = ids.made(ids.BRAND, index)
    return {
        "url": f"{account.host}/api/v2/brands/{id_}.json",
        "id": id_,
        "name": name,
        "brand_url": f"https://{account.subdomain}{suffix}.zendesk.com",
        "subdomain": f"{account.subdomain}{suffix}",
        "host_mapping": None,
        "has_help_center": index == 0,
        "help_center_state": "enabled" if index == 0 else "disabled",
        "active": True,
        "default": index == 0,
        "is_deleted": False,
        "logo": None,
        "ticket_form_ids": [ids.made(ids.FORM, 0)],
        "signature_template": "{{agent.signature}}",
        **_dated(account),
    }


def custom_status(account: Account, index: int) -> dict[str, Any]:
    """A ticket status; one a category, and the one agents made themselves is the hold."""
    category = STATUSES[index]
    label = "Waiting for product" if category == "hold" else category.capitalize()
    return {
        "id": ids.made(ids.STATUS, index),
        "status_category": category,
        "agent_label": label,
        "raw_agent_label": label,
        "end_user_label": label,
        "raw_end_user_label": label,
        "description": "",
        "raw_description": "",
        "end_user_description": "",
        "raw_end_user_description": "",
        "active": True,
        "default": True,
        **_dated(account),
    }


def custom_role(account: Account, index: int) -> dict[str, Any]:
    """A role of agents, and how many have it."""
    name, kind = ROLES[index]
    id_ = ids.made(ids.ROLE, index)
    staff = (user(account, key) for key in user_keys(account) if key < STAFF_KEYS)
    return {
        "id": id_,
        "name": name,
        "description": "",
        "role_type": kind,
        "team_member_count": sum(each["custom_role_id"] == id_ for each in staff),
        "configuration": {"light_agent": kind == 1, "ticket_access": "all"},
        **_dated(account),
    }


def sla_policy(account: Account, index: int) -> dict[str, Any]:
    """An SLA policy."""
    id_ = ids.made(ids.POLICY, index)
    rule = (
        {"field": "type", "operator": "is_not", "value": "task"},
        {"field": "priority", "operator": "is", "value": "urgent"},
    )
    return {
        "url": f"{account.host}/api/v2/slas/policies/{id_}.json",
        "id": id_,
        "title": ("Standard", "Urgent work")[index],
        "description": "First reply within the time the priority allows",
        "position": index + 1,
        "filter": {"all": [rule[index]], "any": []},
        "policy_metrics": [
            {
                "priority": name,
                "metric": "first_reply_time",
                "target": target,
                "business_hours": False,
            }
            for name, target in TARGETS.items()
        ],
        **_dated(account),
    }


def schedule(account: Account, index: int) -> dict[str, Any]:
    """A business schedule."""
    name, zone = SCHEDULES[index]
    return {
        "id": ids.made(ids.SCHEDULE, index),
        "name": name,
        "time_zone": zone,
        "intervals": [{"start_time": start, "end_time": end} for start, end in _HOURS],
        **_dated(account),
    }


def holidays(account: Account, index: int) -> list[dict[str, Any]]:
    """The holidays of a schedule: two a year."""
    first = int(ids.iso(account.company.founded)[:4])
    days = (("New Year", "01-01", "01-01"), ("Winter closing", "12-24", "12-26"))
    return [
        {
            "id": ids.made(ids.SCHEDULE, 100 + 20 * index + 2 * n + which),
            "name": name,
            "start_date": f"{first + n}-{start}",
            "end_date": f"{first + n}-{end}",
        }
        for n in range(4)
        for which, (name, start, end) in enumerate(days)
    ]


def settings(account: Account, *, community: bool) -> dict[str, Any]:
    """The account's settings, those that other programs ask about."""
    return {
        "active_features": {
            "business_hours": True,
            "customer_satisfaction": account.csat == "legacy",
            "csat_reason_code": False,
            "forum_analytics": community,
            "on_hold_status": True,
            "light_agents": True,
            "ticket_forms": True,
            "ticket_tagging": True,
            "user_org_fields": True,
        },
        "agents": {"agent_workspace": True},
        "api": {
            "accepted_api_agreement": True,
            "api_password_access": "disabled",
            "api_token_access": "enabled",
        },
        "brands": {
            "default_brand_id": ids.made(ids.BRAND, 0),
            "require_brand_on_new_tickets": False,
        },
        "localization": {"locale_ids": [1, 8, 16, 2, 67]},
        "metrics": {"account_size": "100-399"},
        "side_conversations": {"show_in_context_panel": False},
        "tickets": {"status_hold": True, "tagging": True, "private_attachments": True},
        "user": {"multiple_organizations": False, "tagging": True},
    }


def user_field(account: Account, index: int) -> dict[str, Any]:
    """The one field that administrators gave users; nobody fills it."""
    return custom_field(account, index, ("job_title", "text", "Job title"), "user_fields")


def custom_field(
    account: Account, index: int, made: tuple[str, str, str], kind: str
) -> dict[str, Any]:
    """A field of users or organisations; *made*: key, type, title."""
    key, type_, title = made
    id_ = ids.made(ids.FIELD, (1_000 if kind == "user_fields" else 2_000) + index)
    return {
        "url": f"{account.host}/api/v2/{kind}/{id_}.json",
        "id": id_,
        "type": type_,
        "key": key,
        "title": title,
        "raw_title": title,
        "description": "",
        "raw_description": "",
        "position": index,
        "active": True,
        "system": False,
        "regexp_for_validation": None,
        **_dated(account),
    }

"""The invented company's `tools.yaml`: what a product operations person there wrote down. All of it is fictional.

It holds what somebody may want to find with it: a deadline that was missed, two pairs of tools that do the same, a tool
that two groups of others hang on; and it lacks two tools that are in use.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from productops.kit import toolsfile
from productops.sandbox import Company

_WHITEBOARD_MIRO, _WHITEBOARD_MURAL = (0, 1, 2, 3, 4, 5), (2, 3, 4)
_SURVEYS_TYPEFORM, _SURVEYS_MONKEY = (0, 1, 2), (5, 6, 7)
_PRICES = {
    "Figma": (12, 45), "Miro": (10, 16), "Mural": (5, 18), "Typeform": (3, 83),
    "SurveyMonkey": (3, 75), "Zendesk": (12, 89), "Slack": (20, 7.25), "Google Workspace": (20, 11.5),
}  # fmt: skip
"""Tool → seats and the price of one for a month, in euros."""
_RENEWS = {
    "Figma": 200, "Miro": 40, "Mural": 150, "Typeform": 170, "SurveyMonkey": 210, "Zendesk": 120, "Slack": 260,
    "Google Workspace": 300,
}  # fmt: skip
"""Tool → days until it renews by itself."""
_NOTICE = 60


def kept_by_hand(company: Company, today: date) -> str:
    """The file as it is on that day."""
    return toolsfile.draft(_tools(company, today))


def _tools(company: Company, today: date) -> Iterator[dict[str, Any]]:
    for number, entry in enumerate(_entries(company, today)):
        name = entry["name"]
        owner = company.colleague(number % company.colleagues).email
        yield {
            "owner": owner,
            "status": "active",
            "sanctioned": True,
            **entry,
            "contracts": [_contract(name, owner, today)] if name in _PRICES else [],
        }


def _contract(name: str, owner: str, today: date) -> dict[str, Any]:
    seats, price = _PRICES[name]
    renewal = today + timedelta(days=_RENEWS[name])
    return {
        "number": f"{name[:3].upper()}-{renewal.year}", "pricing_model": "per_seat", "term_months": 12, "auto_renew": True,
        "renewal": renewal.isoformat(), "notice_days": _NOTICE, "seats": seats, "minimum_seats": seats // 2,
        "unit_price": price, "currency": "EUR", "billing": "monthly", "owner": owner,
    }  # fmt: skip


def _entries(company: Company, today: date) -> list[dict[str, Any]]:
    def used(colleagues: tuple[int, ...]) -> list[dict[str, Any]]:
        seen = today - timedelta(days=6)
        return [
            {
                "person": company.colleague(key).email,
                "role": "editor",
                "last_active": seen.isoformat(),
            }
            for key in colleagues
        ]

    training = {
        "title": "Zendesk for new agents", "required": True, "valid_for_days": 365,
        "completed": [{"person": company.colleague(key).email, "on": (today - timedelta(days=30 + 200 * key)).isoformat()}
                      for key in (0, 1, 2)],
    }  # fmt: skip
    return [
        {"name": "Zendesk", "criticality": "mission_critical", "docs": "https://wiki.fernhill.example/zendesk", "training": [training]},
        {"name": "Jira", "criticality": "mission_critical", "docs": "https://wiki.fernhill.example/jira"},
        {"name": "Jira Service Management"},
        {"name": "HubSpot", "criticality": "high", "integrations": [
            {"to": "Jira", "name": "Deals to issues", "kind": "native", "direction": "one_way", "data": ["deals"]},
            {"to": "Zendesk", "name": "Tickets on contacts", "kind": "native", "direction": "two_way"},
            {"to": "Google Workspace", "name": "Forecast sheet", "kind": "manual_copy", "frequency": "weekly"}]},
        {"name": "Slack", "criticality": "high"},
        {"name": "Google Workspace", "criticality": "high"},
        {"name": "Figma", "criticality": "medium"},
        {"name": "Miro", "seats": used(_WHITEBOARD_MIRO)},
        {"name": "Mural", "seats": used(_WHITEBOARD_MURAL)},
        {"name": "Typeform", "seats": used(_SURVEYS_TYPEFORM)},
        {"name": "SurveyMonkey", "seats": used(_SURVEYS_MONKEY)},
        {"name": "Tally"},
        {"name": "Zapier", "criticality": "medium", "integrations": [
            {"to": "Typeform", "name": "Answers to sheets", "kind": "zapier_like", "status": "working"},
            {"to": "Tally", "name": "Answers to chat", "kind": "zapier_like", "status": "working"},
            {"to": "Jira", "name": "Issues from answers", "kind": "zapier_like", "status": "working"}],
         "risks": [{"title": "One person keeps the zaps", "category": "continuity", "likelihood": 4, "impact": 4, "treatment": "mitigate"}]},
        {"name": "Notion"},
        {"name": "Confluence"},
        {"name": "GitHub", "criticality": "high"},
        {"name": "Geckoboard"},
        {"name": "Calendar helper"},
        {"name": "Team wiki"},
        {"name": "Warehouse export", "aliases": ["Warehouse"]},
        {"name": "productops"},
        {"name": "Cirrus Cloud", "aliases": ["Hosting", "Object storage"], "criticality": "high"},
    ]  # fmt: skip

"""What the streams share: bounded numbers, channels, links a person can open."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Annotated, Any

from msgspec import Meta

from productops.errors import RecordRejected
from productops.kit import Run
from productops.kit.rows import Id, moment
from productops.model import CustomValue, Person

Seconds = Annotated[int, Meta(ge=0, le=32_503_680_000)]
"""Unix time, up to the year 3000."""

SYSTEM = (-1, "-1")
"""The author and updater that Zendesk itself is."""

# https://developer.zendesk.com/documentation/ticketing/reference-guides/via-types/
CHANNELS: dict[str, str] = {
    "email": "email", "mail": "email", "web": "web_form", "web_form": "web_form",
    "web_widget": "in_app", "mobile_sdk": "in_app", "mobile": "in_app", "api": "api",
    "web_service": "api", "chat": "chat", "chat_transcript": "chat", "native_messaging": "chat",
    "messaging": "chat", "any_channel": "chat", "sms": "sms", "text": "sms", "voice": "phone",
    "phone": "phone", "phone_call_inbound": "phone", "phone_call_outbound": "phone",
    "voicemail": "phone", "twitter": "social", "twitter_dm": "social", "twitter_like": "social",
    "twitter_favorite": "social", "facebook": "social", "facebook_post": "social",
    "facebook_message": "social", "instagram_dm": "social", "whatsapp": "chat", "line": "chat",
    "telegram": "chat", "wechat": "chat", "viber": "chat", "google_play": "app_store",
    "apple_business_chat": "chat", "business_messaging_slack_connect": "chat",
    "help_center": "community", "forum": "community", "topic": "community",
    "sample_ticket": "import", "import": "import", "github": "api",
}  # fmt: skip
# An account may answer with the number of a via type: same page
VIA_IDS = {0: "web", 4: "email", 5: "api", 27: "chat", 29: "phone", 30: "twitter", 38: "facebook"}


def custom_value(known: Any, value: Any) -> CustomValue | dict[str, Any]:
    """A custom field's value under the name and type it has today (*known*: its definition)."""
    if known is None:
        return {"value": value}
    if value.__class__ is str and known.type in _FEW_VALUES:
        return _shared_value(known.title, known.type, value)
    return {"name": known.title, "type": known.type, "value": value}


# Choices recur; building each once saves a quarter of the time a ticket takes
_FEW_VALUES = frozenset({"tagger", "dropdown"})


@lru_cache(maxsize=8192)
def _shared_value(name: str | None, kind: str | None, value: str) -> CustomValue:
    return CustomValue(name=name, type=kind, value=value)


def person(run: Run, user_id: Id | None) -> str | None:
    """The reference to a user; Zendesk itself (-1) is nobody."""
    return None if user_id in SYSTEM else run.ref(Person, user_id)


def site(run: Run) -> str:
    """Where a person opens this account."""
    return f"https://{run.settings.subdomain}.zendesk.com"


def channel_of(word: str | int | None) -> str:
    """Our channel for a via type (or its number)."""
    text = VIA_IDS.get(word, "") if isinstance(word, int) else word
    return CHANNELS.get(text or "", "unknown")


def later(start: str, minutes: float, field: str) -> datetime:
    """*minutes* after *start*."""
    try:
        return moment(start, field) + timedelta(minutes=minutes)
    except OverflowError:
        raise RecordRejected(f"{field} is out of range", field=field) from None


def stamp(seconds: int) -> str:
    """Unix time as the ISO 8601 text Zendesk writes."""
    return datetime.fromtimestamp(seconds, UTC).isoformat()[:19] + "Z"

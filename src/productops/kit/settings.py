"""What every source's settings share. A connector adds its own keys in a subclass."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr

from .duration import parse_duration


def _duration(value: Any) -> Any:
    return parse_duration(value) if isinstance(value, str) else value


def _moment(value: Any) -> Any:
    """`2025-01-01` means midnight UTC."""
    text = value.isoformat() if hasattr(value, "isoformat") else value
    if not isinstance(text, str):
        return value
    moment = (
        text
        if "T" in text
        else f"{text.strip().replace(' ', 'T')}" + ("" if " " in text.strip() else "T00:00:00")
    )
    return (
        moment if moment.endswith("Z") or "+" in moment[10:] or "-" in moment[10:] else f"{moment}Z"
    )


Secret = SecretStr
"""A credential. In a settings file always a reference: `env:NAME`, `file:PATH` or `keyring:SERVICE/USER`."""
Duration = Annotated[timedelta, BeforeValidator(_duration)]
Moment = Annotated[datetime, BeforeValidator(_moment)]


class ConnectorSettings(BaseModel):
    """Keys that every source understands; unknown keys are errors.

    Attributes:
        base_url: replaces scheme, host and port of every host of the connector.
        streams: names of streams to read; all by default.
        since: read only what was modified from then on.
        lookback: how far before the cursor an incremental read starts; each stream has a default.
        instance: overrides the name of the source instance in ids.
        census_days: how old a census may grow before the next sync takes a new one.
        rate_share: share of the source's remaining rate limit that we use.
        page_size: records a page; each stream has a default.
        private_comments: read internal notes too.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    base_url: str | None = None
    streams: tuple[str, ...] | None = None
    since: Moment | None = None
    lookback: Duration | None = None
    instance: str | None = None
    census_days: int = Field(default=7, ge=0)
    rate_share: float = Field(default=0.7, gt=0, le=1)
    page_size: int | None = Field(default=None, ge=1)
    private_comments: bool = False

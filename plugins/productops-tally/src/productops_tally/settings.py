"""The settings of a Tally source: a key."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from productops.kit import ConnectorSettings, Secret


class TallySettings(ConnectorSettings):
    """Keys of a Tally source.

    Attributes:
        api_key: `tly-…`, made at tally.so → Settings → API keys; it is its user's, and ends with them.
        forms: ids of the forms to read; all by default.
        webhook_secret: the signing secret of a form's webhook that sends to `receive`.
    """

    api_key: Secret
    forms: Annotated[tuple[str, ...] | None, Field(min_length=1)] = None
    webhook_secret: Secret | None = None

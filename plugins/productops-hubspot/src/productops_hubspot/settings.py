"""The settings of a HubSpot source: one way to sign in, and which properties speak for customers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from productops.kit import ConnectorSettings, Secret
from productops.kit.settings import one_way
from productops.model.vocabulary import FeedbackKind

WAYS = (("access_token",), ("client_id", "client_secret", "refresh_token"))
"""Each way to sign in, by the keys it takes."""
SPEAKING = ("companies", "contacts", "deals", "tickets")


class HubspotSettings(ConnectorSettings):
    """Keys of a HubSpot source.

    Attributes:
        access_token: a service key, or the token of a private app.
        client_id, client_secret, refresh_token: an OAuth app installed in the account.
        webhook_secret: the client secret of the app whose webhooks are given to `receive`.
        deal_amount: what the amount of a won deal is that has no recurring revenue of its own.
        feedback_properties: further properties that hold a customer's reason: `"companies.exit_note" = "churn_reason"`.
    """

    access_token: Secret | None = None
    client_id: str | None = None
    client_secret: Secret | None = None
    webhook_secret: Secret | None = None
    deal_amount: Literal["once", "monthly", "yearly"] = "once"
    feedback_properties: dict[str, FeedbackKind] = Field(default_factory=dict)
    refresh_token: Annotated[Secret | None, Field(validate_default=True)] = None

    @field_validator("feedback_properties")
    @classmethod
    def _names_properties(cls, given: dict[str, FeedbackKind]) -> dict[str, FeedbackKind]:
        for place in given:
            kind, _, name = place.partition(".")
            if kind not in SPEAKING or not name:
                raise ValueError(
                    f'"{place}" is no property; write OBJECT.NAME with one of {", ".join(SPEAKING)}'
                )
        return given

    @field_validator("refresh_token")
    @classmethod
    def _signs_in_one_way(cls, token: Secret | None, info: ValidationInfo) -> Secret | None:
        """Checked at the last key, when all the others are known."""
        one_way({**info.data, "refresh_token": token}, WAYS)
        return token

"""The settings of a Typeform source: a token, where the account's data lies, and which forms."""

from __future__ import annotations

import re
from typing import Any, Literal

from pydantic import computed_field, field_validator

from productops.kit import ConnectorSettings, Secret
from productops.kit.settings import pasted

_ID = re.compile(r"[A-Za-z0-9_-]{4,64}")
_ADDRESS = re.compile(r"/(?:to|form|forms)/([A-Za-z0-9_-]+)")
# https://www.typeform.com/developers/get-started/ ("EU Data Center")
_HOSTS = {"us": "api.typeform.com", "eu": "api.eu.typeform.com"}


def _form(value: Any) -> Any:
    """`https://acme.typeform.com/to/u6nXL7` → `u6nXL7`."""
    if not isinstance(value, str):
        return value
    found = _ADDRESS.search(value)
    form = found[1] if found else value.strip()
    if not _ID.fullmatch(form):
        raise ValueError('give the id of the form: "u6nXL7" of https://acme.typeform.com/to/u6nXL7')
    return form


class TypeformSettings(ConnectorSettings):
    """Keys of a Typeform source.

    Attributes:
        access_token: a personal access token with the scopes `forms:read` and `responses:read`.
        region: where the account's data lies, `us` or `eu`.
        forms: ids of the forms to read; all that the token sees by default.
        partial: read responses too that were never sent in, and visits without an answer.
        webhook_secret: the secret that Typeform signs its webhooks with.
    """

    access_token: Secret
    region: Literal["us", "eu"] = "us"
    forms: tuple[str, ...] | None = None
    partial: bool = False
    webhook_secret: Secret | None = None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def host(self) -> str:
        """The host of the region."""
        return _HOSTS[self.region]

    @field_validator("forms", mode="before")
    @classmethod
    def _are_ids(cls, given: Any) -> Any:
        return pasted(given, _form, empty="leave the key out to read all")

"""The settings of a Zendesk source: the account, and one way to sign in."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from productops.kit import ConnectorSettings, Secret

_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")


def _subdomain(value: Any) -> Any:
    """`https://acme.zendesk.com/agent` → `acme`."""
    if not isinstance(value, str):
        return value
    name = value.strip().lower().removeprefix("https://").removeprefix("http://")
    name = name.partition("/")[0].removesuffix(".zendesk.com")
    if not _NAME.fullmatch(name):
        raise ValueError('give the part before ".zendesk.com": "acme" for acme.zendesk.com')
    return name


class ZendeskSettings(ConnectorSettings):
    """Keys of a Zendesk source.

    Attributes:
        subdomain: `acme` of acme.zendesk.com.
        client_id, client_secret: an OAuth client with the client credentials grant (recommended).
        access_token: an OAuth access token.
        webhook_secret: the signing secret of a webhook that sends to `receive`.
        email, api_token: a legacy API token; Zendesk ends these on 30 April 2027.
    """

    subdomain: Annotated[str, BeforeValidator(_subdomain)]
    client_id: str | None = None
    client_secret: Secret | None = None
    webhook_secret: Secret | None = None
    email: str | None = None
    api_token: Secret | None = None
    access_token: Annotated[Secret | None, Field(validate_default=True)] = None

    @field_validator("access_token", mode="after")
    @classmethod
    def _one_way_to_sign_in(cls, token: Secret | None, info: ValidationInfo) -> Secret | None:
        """Told at the last of the keys, so that other mistakes are told too."""
        given = {**info.data, "access_token": token}
        ways = [way for way in _WAYS if any(given.get(key) for key in way)]
        problems = [
            f"{key} is missing beside {' and '.join(k for k in way if given.get(k))}"
            for way in ways
            for key in way
            if not given.get(key)
        ]
        if len(ways) > 1:
            problems.append(
                f"{' and '.join(way[0] for way in ways)} are different ways to sign in; keep one"
            )
        if not ways:
            problems.append("no way to sign in: give client_id and client_secret, or access_token")
        if problems:
            raise ValueError("; ".join(problems))
        return token


_WAYS = (("client_id", "client_secret"), ("access_token",), ("email", "api_token"))

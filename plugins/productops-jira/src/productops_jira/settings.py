"""The settings of a Jira source: the site, one way to sign in, what is read and what counts as feedback."""

from __future__ import annotations

import re
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from productops.kit import ConnectorSettings, Secret

_HOST = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+")
_ORDERED = re.compile(r"\border\s+by\b", re.IGNORECASE)
_QUOTED = re.compile(r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'")
_CLOUD_ID = re.compile(r"[0-9a-fA-F-]{8,64}")


def _site(value: Any) -> Any:
    """`acme.atlassian.net/browse/APP-1` → `https://acme.atlassian.net`; `acme` is taken as a Cloud site."""
    if not isinstance(value, str):
        return value
    text = value.strip().lower()
    parts = urlsplit(text if "://" in text else f"https://{text}")
    host = parts.netloc if "." in parts.netloc else f"{parts.netloc}.atlassian.net"
    if parts.scheme != "https" or not _HOST.fullmatch(host):
        raise ValueError('give the address of the site: "https://acme.atlassian.net"')
    return f"https://{host}"


class JiraSettings(ConnectorSettings):
    """Keys of a Jira source.

    Attributes:
        site: address of the Jira Cloud site; its host names the source instance in ids.
        cloud_id: the site's id at the token gateway; found by itself where it is needed.
        projects: keys of the projects to read; every visible one by default.
        feedback_jql: issues that are feedback; by default those of service and discovery projects.
        email, api_token: an API token, with or without scopes.
        client_id, client_secret: an OAuth 2.0 credential of a service account.
        access_token: an OAuth 2.0 access token, or a personal one.
        org_id, org_api_key: the organisation above the site and its API key, for who holds which seat.
    """

    site: Annotated[str, BeforeValidator(_site)]
    cloud_id: str | None = None
    projects: tuple[str, ...] | None = Field(default=None, min_length=1)
    feedback_jql: str | None = None
    email: str | None = None
    api_token: Secret | None = None
    client_id: str | None = None
    client_secret: Secret | None = None
    access_token: Annotated[Secret | None, Field(validate_default=True)] = None
    org_id: str | None = None
    org_api_key: Annotated[Secret | None, Field(validate_default=True)] = None

    @property
    def host(self) -> str:
        """`acme.atlassian.net`."""
        return urlsplit(self.site).netloc

    @field_validator("cloud_id")
    @classmethod
    def _is_an_id(cls, given: str | None) -> str | None:
        if given is not None and not _CLOUD_ID.fullmatch(given):
            raise ValueError("a cloud id looks like 11111111-2222-3333-4444-555555555555")
        return given

    @field_validator("projects")
    @classmethod
    def _are_keys(cls, given: tuple[str, ...] | None) -> tuple[str, ...] | None:
        if given and not all(key.strip() for key in given):
            raise ValueError("a project key is empty")
        return given and tuple(dict.fromkeys(key.strip().upper() for key in given))

    @field_validator("feedback_jql")
    @classmethod
    def _is_a_condition(cls, given: str | None) -> str | None:
        """It becomes a part of longer queries, which have an order of their own."""
        text = (given or "").strip()
        if _ORDERED.search(_QUOTED.sub("", text)):
            raise ValueError("leave ORDER BY out of feedback_jql; it only selects issues")
        return text or None

    @field_validator("access_token")
    @classmethod
    def _signs_in_one_way(cls, token: Secret | None, info: ValidationInfo) -> Secret | None:
        """Checked at the last key, when all the others are known."""
        given = {name for name, value in info.data.items() if value} | (
            {"access_token"} if token else set()
        )
        begun = [pair for pair in WAYS if given.intersection(pair)]
        if not begun:
            raise ValueError(
                "no way to sign in: give email and api_token, or client_id and client_secret, or access_token"
            )
        if len(begun) > 1:
            listed = " and ".join(", ".join(pair) for pair in begun)
            raise ValueError(f"several ways to sign in ({listed}); keep one")
        lacking = [name for name in begun[0] if name not in given]
        if lacking:
            raise ValueError(f"{', '.join(lacking)} is missing")
        return token

    @field_validator("org_id")
    @classmethod
    def _is_an_organisation(cls, given: str | None) -> str | None:
        if given is not None and not _CLOUD_ID.fullmatch(given):
            raise ValueError("it stands in the address: admin.atlassian.com/o/ORG_ID/overview")
        return given

    @field_validator("org_api_key")
    @classmethod
    def _belongs_to_an_organisation(cls, key: Secret | None, info: ValidationInfo) -> Secret | None:
        if "org_id" in info.data and (info.data["org_id"] is None) is not (key is None):
            missing = "org_api_key" if key is None else "org_id"
            raise ValueError(f"org_id and org_api_key go together; {missing} is missing")
        return key


WAYS: tuple[tuple[str, ...], ...] = (
    ("email", "api_token"),
    ("client_id", "client_secret"),
    ("access_token",),
)
"""Each way to sign in, by the keys it takes."""

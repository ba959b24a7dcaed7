"""The settings of a Google Forms source: which forms, and one way to sign in."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import Field, ValidationInfo, field_validator

from productops.kit import ConnectorSettings, Secret
from productops.kit.settings import one_way, pasted

_ID = re.compile(r"[A-Za-z0-9_-]{10,100}")
_ADDRESS = re.compile(r"/forms/(?:u/\d+/)?d/(?P<published>e/)?(?P<id>[A-Za-z0-9_-]+)")
_PUBLISHED = (
    "is the address that people answer at, which does not hold the form's id; open the form to edit it and "
    "copy that address"
)


def _form(value: Any) -> Any:
    """`https://docs.google.com/forms/d/1FAbc…/edit` → `1FAbc…`."""
    if not isinstance(value, str):
        return value
    found = _ADDRESS.search(value)
    if (found and found["published"]) or value.strip().startswith("1FAIpQL"):
        raise ValueError(f'"{value.strip()[:40]}…" {_PUBLISHED}')
    form = found["id"] if found else value.strip()
    if not _ID.fullmatch(form):
        raise ValueError(
            "give the id of the form: the long part of https://docs.google.com/forms/d/ID/edit"
        )
    return form


class GoogleFormsSettings(ConnectorSettings):
    """Keys of a Google Forms source.

    Attributes:
        forms: ids of the forms to read, or the addresses they are edited at; Google lists none by itself.
        access_token: an OAuth access token; it lives for an hour.
        service_account: the JSON key of a service account the forms are shared with (`file:…`); needs the
            extra `service-account`.
    """

    forms: tuple[str, ...]
    access_token: Secret | None = None
    service_account: Annotated[Secret | None, Field(validate_default=True)] = None

    @field_validator("forms", mode="before")
    @classmethod
    def _are_ids(cls, given: Any) -> Any:
        return pasted(given, _form, empty="Google lists no forms by itself")

    @field_validator("service_account", mode="after")
    @classmethod
    def _one_way_to_sign_in(cls, key: Secret | None, info: ValidationInfo) -> Secret | None:
        """Told at the last of the keys, so that other mistakes are told too."""
        one_way({**info.data, "service_account": key}, (("access_token",), ("service_account",)))
        return key

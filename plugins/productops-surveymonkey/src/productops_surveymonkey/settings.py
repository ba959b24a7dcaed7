"""The settings of a SurveyMonkey source: a token, and the data centre the account is in."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, computed_field

from productops.kit import ConnectorSettings, Secret

Region = Literal["us", "eu", "ca"]
# https://api.surveymonkey.com/v3/docs (Access URL)
HOSTS: dict[Region, str] = {
    "us": "api.surveymonkey.com",
    "eu": "api.eu.surveymonkey.com",
    "ca": "api.surveymonkey.ca",
}


class SurveyMonkeySettings(ConnectorSettings):
    """Keys of a SurveyMonkey source.

    Attributes:
        access_token: of an app at developer.surveymonkey.com.
        region: the account's data centre: `us`, `eu` or `ca`.
        forms: ids of the surveys to read; all by default.
        api_key, webhook_secret: the app's client id and secret, with which it signs what it sends to `receive`.
    """

    access_token: Secret
    region: Region = "us"
    forms: Annotated[tuple[str, ...] | None, Field(min_length=1)] = None
    api_key: str | None = None
    webhook_secret: Secret | None = None

    @computed_field  # type: ignore[prop-decorator]  # pydantic's own way
    @property
    def host(self) -> str:
        """Where the API of the account's data centre is."""
        return HOSTS[self.region]

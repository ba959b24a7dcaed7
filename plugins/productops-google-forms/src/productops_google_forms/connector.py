"""Google Forms: how we sign in, what we may read, what we read."""

from __future__ import annotations

from collections.abc import Mapping

from productops.kit import Answer, Auth, Bearer, Instance, Pace, Request, ServiceAccount
from productops.kit.opening import no_page
from productops.kit.wire import Query

from .forms import Forms
from .questions import TYPES
from .refusals import BODY, DENIED, MISSING, RESPONSES, lacking, refusal
from .responses import ResponseStream
from .settings import GoogleFormsSettings


class GoogleForms:
    """The connector."""

    name = "google_forms"
    settings = GoogleFormsSettings
    hosts: Mapping[str, str] = {
        "api": "https://forms.googleapis.com",
        "token": "https://oauth2.googleapis.com",
    }
    streams = (Forms(), ResponseStream())
    vocabulary: Mapping[str, Mapping[str, str]] = {"question_type": TYPES}
    # A user's share a minute, which no answer tells: https://developers.google.com/workspace/forms/api/limits
    paces: Mapping[str, Pace] = {"reads": Pace(390, 60), "responses": Pace(180, 60)}

    def auth(self, settings: GoogleFormsSettings) -> Auth:
        """The key of a service account, or a token that somebody made."""
        if settings.service_account is not None:
            return ServiceAccount(
                key=settings.service_account,
                scopes=(BODY, RESPONSES),
                token_path="/token",  # noqa: S106 - a path
                audience="https://oauth2.googleapis.com/token",
                host="token",
            )
        assert settings.access_token is not None  # noqa: S101 - the settings have one way to sign in
        return Bearer(settings.access_token)

    def open(self, settings: GoogleFormsSettings) -> Request:
        """Google tells nobody who they are here; the first form tells whether forms may be read."""
        form = settings.forms[0]
        query: Query = {"fields": "formId"}
        path = f"/v1/forms/{form}"
        return Request(path=path, query=query, bucket="reads", expect=(DENIED, MISSING))

    def opened(self, request: Request, answer: Answer) -> Request | Instance:
        """Whether forms may be read, then responses. A form that is refused for itself is told by its own stream.

        Raises:
            PermissionMissing: the credentials lack a scope, or their project the API.
        """
        no_page(answer, "Google Forms")
        last = request.path.endswith("/responses")
        if error := lacking(answer, RESPONSES if last else BODY):
            raise error
        if last:
            return Instance("", warnings=tuple(request.state))
        query: Query = {"pageSize": 1, "fields": "responses/responseId"}
        path = f"{request.path}/responses"
        return request.with_(
            path=path, query=query, bucket="responses", state=_told(request, answer)
        )


def _told(request: Request, answer: Answer) -> list[str]:
    """What a person should know of the first form: its own stream will tell it as an error."""
    if answer.status not in (DENIED, MISSING):
        return []
    found = refusal(request.path.rpartition("/")[2], answer, BODY)
    return [f"{found.message}. {found.hint}"]

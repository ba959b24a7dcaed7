"""What SurveyMonkey says when it does not answer: an id in the body tells more than the status.

https://github.com/SurveyMonkey/public_api_docs/blob/main/includes/_overview.md (Error Codes)
"""

from __future__ import annotations

import msgspec
from msgspec import Struct

from productops.errors import (
    CredentialsRejected,
    PermissionMissing,
    ProductopsError,
    UnexpectedAnswer,
)
from productops.kit import Answer
from productops.kit.decoding import decode
from productops.kit.rows import Id

MY_APPS = "developer.surveymonkey.com → My Apps"
SCOPE_LIST = f"{MY_APPS} → Settings → Scopes"
SCOPES = {"surveys_read": "View Surveys", "responses_read_detail": "View Response Details"}
"""What is read needs these; as the app's settings call them."""

TOKEN, SCOPE, PLAN, ACCESS, REGION = (1010, 1011, 1012, 1013), 1014, 1015, 1016, 1018
_ABOUT_ONE = (404, 413)
_SAYS = {
    1010: "no access token was sent",
    1011: "the access token is wrong",
    1012: "the access token has expired",
    1013: "the user has withdrawn the access token",
}


class _Error(Struct):
    id: Id | None = None
    message: str | None = None


class _Body(Struct):
    error: _Error | None = None


def told(answer: Answer) -> tuple[int, str]:
    """The vendor's id and words; 0 where it says nothing (a page in HTML)."""
    try:
        error = decode(answer.body, _Body).error or _Error()
        return int(error.id or 0), error.message or ""
    except (msgspec.DecodeError, ValueError):
        return 0, ""


def refusal(answer: Answer, scope: str) -> ProductopsError:
    """The error that an answer which is none stands for; *scope* is what the request needs."""
    number, words = told(answer)
    if number in TOKEN:
        return CredentialsRejected(
            f"{_SAYS[number]} (SurveyMonkey's error {number})",
            hint=f"Copy the token of the app anew from {MY_APPS}, and put it where `access_token` says. "
            'For an account in the EU or Canada, set region = "eu" or "ca" too.',
        )
    if number == REGION:
        return CredentialsRejected(
            f"the account is in another data centre (SurveyMonkey's error {number}: {words})",
            hint='Set region = "us", "eu" or "ca": the one whose address you sign in at '
            "(surveymonkey.com, eu.surveymonkey.com, surveymonkey.ca).",
        )
    if number == SCOPE:
        return missing_scope(scope, f"error {number}: {words}")
    if number == PLAN:
        return PermissionMissing(
            f"the account's plan does not allow it (SurveyMonkey's error {number}: {words})",
            hint=f'"{SCOPES.get(scope, scope)}" needs a paid plan, or a draft app younger than 90 days.',
        )
    if answer.status == 403:  # noqa: PLR2004 - the HTTP status
        return PermissionMissing(
            f"this account may not read it (SurveyMonkey's error {number or 403}: {words})",
            hint="Ask the owner to share it, or name the surveys to read in `forms`.",
        )
    return UnexpectedAnswer(
        f"SurveyMonkey answered {answer.status}: {words or answer.explain()}",
        where=answer.url,
        hint="Check region and base_url.",
        status=answer.status,
    )


def missing_scope(scope: str, said: str) -> PermissionMissing:
    """A scope the app lacks, and where to tick it."""
    return PermissionMissing(
        f'the app lacks the scope "{SCOPES.get(scope, scope)}" ({scope}; {said})',
        hint=f"Tick it at {SCOPE_LIST}, press Update Scopes, and use the token shown then.",
    )


def about_one(answer: Answer, what: str, scope: str) -> str:
    """Why one survey, and no other, cannot be read.

    Raises:
        ProductopsError: it is not about this one survey.
    """
    number, words = told(answer)
    if number == ACCESS or answer.status in _ABOUT_ONE:
        said = f"error {number}: {words}" if number else f"HTTP {answer.status}"
        return f"SurveyMonkey does not give {what} ({said})"
    raise refusal(answer, scope)

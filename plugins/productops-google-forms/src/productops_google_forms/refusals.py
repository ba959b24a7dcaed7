"""What Google means by a refusal, and what to do.

https://cloud.google.com/apis/design/errors
"""

from __future__ import annotations

from productops.errors import ProductopsError, UnexpectedAnswer
from productops.kit import Answer, PermissionMissing

BODY = "https://www.googleapis.com/auth/forms.body.readonly"
RESPONSES = "https://www.googleapis.com/auth/forms.responses.readonly"
DENIED, MISSING = 403, 404


def refusal(form: str, answer: Answer, scope: str) -> ProductopsError:
    """The error that a 403 or 404 about *form* stands for."""
    if answer.status == MISSING:
        return UnexpectedAnswer(
            f"Google knows no form {form} (404)",
            where=form,
            hint="Check `forms` of this source; take a form that was deleted out of it.",
            status=answer.status,
        )
    return lacking(answer, scope) or PermissionMissing(
        f"the account may not read form {form} (403)",
        where=form,
        hint="Share the form, as editor, with the account that signs in; a service account has an address too.",
    )


def lacking(answer: Answer, scope: str) -> PermissionMissing | None:
    """What the credentials lack whatever the form: a scope, or the API itself."""
    said = answer.body if answer.status == DENIED else b""
    if b"SCOPE_INSUFFICIENT" in said or b"insufficient authentication scopes" in said:
        return PermissionMissing(
            f"the token lacks the scope {scope} (403)",
            where="access_token",
            hint=f"Ask for {BODY} and {RESPONSES} when you make the token.",
        )
    if b"SERVICE_DISABLED" in said:
        return PermissionMissing(
            "the Google Forms API is not enabled in the project of these credentials (403)",
            where="Google Cloud",
            hint="Enable it under APIs & Services of the Google Cloud console; it takes some minutes.",
        )
    return None

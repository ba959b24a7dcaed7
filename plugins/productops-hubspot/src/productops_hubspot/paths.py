"""Where HubSpot's resources are. Each family of the API has its version here, and nowhere else.

Versions are dates, two a year, each kept for 18 months at least; forms and their submissions have none yet.
https://developers.hubspot.com/docs/api-reference/2026-03/overview
"""

from __future__ import annotations

CRM = "2026-03"
ACCOUNT = "2026-03"
OAUTH = "2026-03"
FORMS = "v3"
SUBMISSIONS = "v1"

HOST = "https://api.hubapi.com"
TOKEN = f"/oauth/{OAUTH}/token"
DETAILS = f"/account-info/{ACCOUNT}/details"
OWNERS = f"/crm/owners/{CRM}"
FORM_LIST = f"/marketing/{FORMS}/forms"
LOGINS = f"/account-info/{ACCOUNT}/activity/login"
# Only the beta tells of seats: https://developers.hubspot.com/docs/api-reference/2026-09-beta/account/settings/user-provisioning/guide
SEATED = "/settings/users/2026-09-beta"
SEATS = f"{SEATED}/seats"
USERS = (SEATED, "/settings/users/2026-03", "/settings/v3/users")
"""The list of users; where an account or a server lacks one version, the next is asked."""
ROLES = tuple(f"{users}/roles" for users in USERS)


def objects(kind: str, *more: str) -> str:
    """`objects("tickets", "search")`."""
    return "/".join((f"/crm/objects/{CRM}/{kind}", *more))


def associations(kind: str, to: str) -> str:
    """Which records of *to* some records of *kind* are associated with."""
    return f"/crm/associations/{CRM}/{kind}/{to}/batch/read"


def properties(kind: str) -> str:
    """The definitions of an object's properties."""
    return f"/crm/properties/{CRM}/{kind}"


def pipelines(kind: str) -> str:
    """The pipelines of an object, with their stages."""
    return f"/crm/pipelines/{CRM}/{kind}"


def submissions(form: str) -> str:
    """What was sent in with a form."""
    return f"/form-integrations/{SUBMISSIONS}/submissions/forms/{form}"

"""Who we are there, and what a refusal means."""

from __future__ import annotations

import pytest
from ty import CONNECTOR, answer, settings

from productops.errors import CredentialsRejected, SourceNotFound
from productops.kit import Instance, Request

ME = {
    "id": "U1",
    "fullName": "Ada Berg",
    "email": "ada@fernhill.example",
    "subscriptionPlan": "PRO",
    "timezone": "Europe/Oslo",
}


def test_the_user_is_named() -> None:
    """The name in ids is the source's own, so the instance has none."""
    found = CONNECTOR.opened(CONNECTOR.open(settings()), answer(ME))

    assert isinstance(found, Instance)
    assert (found.name, found.account, found.user, found.plan, found.timezone) == (
        "", "Ada Berg", "ada@fernhill.example", "PRO", "Europe/Oslo",
    )  # fmt: skip


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_key_says_whose_it_is_and_where_to_make_one(status: int) -> None:
    """A key ends with its user."""
    with pytest.raises(CredentialsRejected, match=str(status)) as refused:
        CONNECTOR.opened(CONNECTOR.open(settings()), answer({"message": "no"}, status))

    assert "tally.so → Settings → API keys" in refused.value.hint


def test_where_the_user_is_not_told_the_forms_prove_the_key() -> None:
    """The list of forms is what is needed anyway."""
    asked = CONNECTOR.opened(CONNECTOR.open(settings()), answer({}, 404))
    assert isinstance(asked, Request)

    found = CONNECTOR.opened(asked, answer({"items": [], "hasMore": False}))

    assert asked.path == "/forms"
    assert isinstance(found, Instance)


@pytest.mark.parametrize("status", [200, 403, 404])
def test_a_page_for_people_is_no_workspace(status: int) -> None:
    """Somebody else answers there; it says nothing of the key."""
    with pytest.raises(SourceNotFound, match="HTML") as refused:
        CONNECTOR.opened(CONNECTOR.open(settings()), answer(b"<html></html>", status))

    assert "base_url" in refused.value.hint

"""What the settings know is said when a source cannot be reached or refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

import productops as po
from productops.sandbox import serve
from productops_hubspot.sandbox import HubspotSandbox
from productops_zendesk.sandbox import ZendeskSandbox


def _connected(folder: Path, **keys: str) -> po.Workspace:
    workspace = po.open(folder / "acme.duckdb")
    workspace.connect("support", "zendesk", **keys)
    return workspace


def test_a_refusal_names_the_keys_and_never_their_values(tmp_path: Path) -> None:
    """Exit 3: which setting to mend."""
    with serve(ZendeskSandbox(size=3)) as url:
        found = _connected(
            tmp_path, subdomain="fernhill", access_token="PLANTED-5ecret", base_url=url
        ).check()

    assert found.exit_code == 3
    assert "sources.support.access_token" in str(found)
    assert "PLANTED" not in str(found) + repr(found)


@pytest.mark.parametrize("verb", ["check", "sync"])
def test_a_source_that_does_not_answer_is_named_with_its_host(tmp_path: Path, verb: str) -> None:
    """The vendor's host, and the address it was replaced by."""
    workspace = _connected(
        tmp_path, subdomain="fernhil", access_token="x", base_url="http://127.0.0.1:1"
    )

    found = getattr(workspace, verb)()

    assert found.exit_code == 3
    assert "fernhil.zendesk.com, by way of http://127.0.0.1:1" in str(found).replace("\n", " ")


def test_a_spent_day_says_when_the_next_one_begins(tmp_path: Path) -> None:
    """HubSpot's answer does not say when; its connector knows. Exit 4."""
    spent = HubspotSandbox(size=3, limits={"daily": 0}, enforce_limits=True)
    with serve(spent) as url, po.open(tmp_path / "acme.duckdb") as workspace:
        workspace.connect("crm", "hubspot", **spent.credentials(), base_url=url)
        found = workspace.sync(progress=False)

    problem = found.sources["crm"].problem
    assert found.exit_code == 4
    assert problem is not None
    assert "midnight in the time zone of the account" in problem.hint

"""Rate limits of the sandboxes: counted, refused where they hold, and lifted for a demo."""

from __future__ import annotations

from typing import Any

import pytest

from productops.sandbox import Buckets, Call, Company
from productops_jira.sandbox import JiraSandbox
from productops_zendesk.sandbox import ZendeskSandbox


def test_a_lifted_limit_refuses_nothing() -> None:
    """Neither what was too much before nor what comes."""
    buckets = Buckets(lambda: 0.0, enforced=True)
    first = [buckets.take("exports", 1).refused for _ in range(3)]

    buckets.lift()

    assert first == [False, True, True]
    held = [buckets.take("exports", 1) for _ in range(50)]
    assert not any(each.refused for each in held)
    assert min(each.remaining for each in held) > 900_000


@pytest.mark.parametrize(
    ("made", "path", "kind"),
    [
        (JiraSandbox, "/rest/api/3/status", "bearer"),
        (ZendeskSandbox, "/api/v2/incremental/tickets/cursor", "bearer"),
    ],
)
def test_no_answer_of_a_vendor_asks_to_slow_down_once_limits_are_lifted(
    made: Any, path: str, kind: str
) -> None:
    """The very call that was refused is answered."""
    box = made(Company(size=20), enforce_limits=True, limits={"GET": 1, "points": 1, "account": 1})
    token = box.credentials(kind)["access_token"]
    prefix = f"/ex/jira/{box.account.cloud_id}" if made is JiraSandbox else ""
    headers = {"authorization": f"Bearer {token}"}
    call = Call("GET", prefix + path, (("start_time", "0"),), headers)

    refused = [box.handle(call).status for _ in range(3)]
    box.lift_limits()
    answered = [box.handle(call).status for _ in range(5)]

    assert 429 in refused
    assert answered == [200] * 5

"""Fields without a column: what a person reads of them, under the id and the name of the field."""

from __future__ import annotations

from typing import Any

import pytest
from jc import adf, rows

TYPES = "com.atlassian.jira.plugin.system.customfieldtypes"
FIELDS = {
    "customfield_1": {
        "id": "customfield_1",
        "name": "Go live",
        "schema": {"custom": f"{TYPES}:datetime"},
    },
    "customfield_2": {
        "id": "customfield_2",
        "name": "Time to first response",
        "schema": {"custom": "com.atlassian.servicedesk:sd-sla-field"},
    },
    "environment": {"id": "environment", "name": "Environment", "schema": {"type": "string"}},
}


def shown(*, feedback: bool = False, **fields: Any) -> dict[str, Any]:
    """The values of an issue's fields, by id."""
    record = {"issue": {"id": "1", "fields": fields}, "feedback": feedback}
    row = rows("issues", record, context={"fields": FIELDS})[0]
    return {key: held.value for key, held in row.custom_fields.items()}


@pytest.mark.parametrize(
    ("written", "ours"),
    [
        ("2026-04-28T15:33:31.783+0200", "2026-04-28T13:33:31.783Z"),
        ("2026-04-28T06:33:31.783-0700", "2026-04-28T13:33:31.783Z"),
        ("soon", "soon"),
        (7, 7),
    ],
)
def test_a_moment_is_in_utc(written: Any, ours: Any) -> None:
    """Whatever the zone of the profile that reads; what is no moment stays as it is."""
    assert shown(customfield_1=written) == {"customfield_1": ours}


def test_promises_show_how_they_went() -> None:
    """Met or breached, in how long of what; the clock of a running one is left out, since it never stands."""
    goal = {"goalDuration": {"millis": 14_400_000}}
    took = {"elapsedTime": {"millis": 3_600_000}}
    cycles = [
        {**goal, **took, "stopTime": {}, "breached": False},
        {**goal, "elapsedTime": {"millis": 18_000_000}, "stopTime": {}, "breached": True},
    ]
    value = {
        "id": "1",
        "name": "Time to first response",
        "completedCycles": cycles,
        "ongoingCycle": {**goal, **took, "breached": False},
    }
    assert shown(customfield_2=value)["customfield_2"] == [
        "met, 3600 s of 14400 s",
        "breached, 18000 s of 14400 s",
        "running, 14400 s",
    ]
    assert shown(customfield_2={"name": "x", "completedCycles": ["?"]})["customfield_2"] == []


def test_fields_of_jira_itself_that_have_no_column_are_kept() -> None:
    """Where a bug was seen, in which versions, what was planned and booked; work has a column for fix versions."""
    fields: dict[str, Any] = {
        "environment": adf("iOS 19"),
        "versions": [{"id": "1", "name": "1.0"}],
        "fixVersions": [{"id": "2", "name": "2.0"}],
        "timeoriginalestimate": 7200,
        "timespent": 3600,
        "workratio": -1,
    }
    kept = {
        "environment": "iOS 19",
        "versions": ["1.0"],
        "timeoriginalestimate": 7200,
        "timespent": 3600,
    }
    assert shown(**fields) == kept
    assert shown(feedback=True, **fields) == {**kept, "fixVersions": ["2.0"]}

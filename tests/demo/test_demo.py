"""The demo tells the truth about the company it invented, fits a terminal, and leaves what it promises."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import pytest

import productops as po
from productops.demo import demo
from productops.demo.answers import answers
from productops.errors import PluginError, SettingsError
from productops.render import Section
from productops.sandbox import serve
from productops.sandbox.cases import Case, State, state_of
from productops_zendesk.sandbox import ZendeskSandbox

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
UNSOLVED = {"new", "open", "pending", "hold"}


class _Told:
    """What the demo says of a desk without community, and what the company knows itself."""

    def __init__(self, folder: Path) -> None:
        self.desk = ZendeskSandbox(size=60, now=NOW - timedelta(days=7), community=False)
        with serve(self.desk) as url, po.open(folder / "demo.duckdb") as ws:
            ws.connect("support", "zendesk", **self.desk.credentials(), base_url=url)
            assert ws.sync(progress=False).ok
            self.desk.advance(timedelta(days=7))
            assert ws.sync(progress=False).ok
            self.sections = answers(
                lambda query: [tuple(row.values()) for row in ws.sql(query).rows()], NOW
            )
        self.cases = list(self._alive())

    def _alive(self) -> Iterator[tuple[Case, State]]:
        company = self.desk.company
        now = company.clock.epoch
        for index in range(company.cases()):
            case = company.case(index)
            state = state_of(case.opened, case.until(now))
            if not state.deleted:
                yield case, state

    def section(self, title: str) -> Section:
        return next(section for section in self.sections if section.title == title)

    def rows(self, title: str) -> dict[Any, Any]:
        return {row[0]: row[1] for row in self.section(title).rows}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> _Told:
    """Two syncs and the answers, once for all tests that only look."""
    return _Told(tmp_path_factory.mktemp("demo"))


def test_channels_are_counted_right(told: _Told) -> None:
    """Every ticket that is not deleted, by how it came."""
    words = {"form": "web form"}
    expected = Counter(words.get(case.channel, case.channel) for case, _ in told.cases)

    found = told.rows("How it reached us")
    found.pop("survey", None)

    assert expected == found


def test_the_backlog_is_counted_right(told: _Told) -> None:
    """What is not solved, and how old the oldest is."""
    waiting = [case for case, state in told.cases if state.status in UNSOLVED]
    oldest = max(told.desk.company.clock.epoch - case.opened for case in waiting) / 86_400

    (note,) = told.section("Backlog").notes

    assert note.startswith(f"{len(waiting)} open; ")
    assert f"the oldest {oldest:,.0f} day" in note


def test_first_reply_and_resolution_are_medians_over_those_that_have_one(told: _Told) -> None:
    """With how many there are; the vendor counts minutes."""
    replies = [state.replied - case.opened for case, state in told.cases if state.replied]
    solved = [
        state.solved - case.opened for case, state in told.cases if state.status not in UNSOLVED
    ]

    (reply, resolution) = told.section("How long it takes").rows

    assert reply[4] == len(replies)
    assert resolution[4] == len(solved)
    assert reply[2] == _span(round(median(replies) / 60) * 60)
    assert resolution[2] == _span(median(solved))


def _span(seconds: float) -> str:
    size, unit = (86_400, "days") if seconds >= 2 * 86_400 else (3_600, "hours")
    return f"{seconds / size:.1f} {unit}"


def test_satisfaction_is_what_customers_gave(told: _Told) -> None:
    """Every score with its n."""
    expected = Counter(f"{case.rating} of 5" for case, state in told.cases if state.rated)

    rows = told.section("Satisfaction").rows

    assert {row[1]: row[2] for row in rows} == expected
    assert f"n = {sum(expected.values()):,} " in told.section("Satisfaction").notes[-1]


def test_the_busiest_accounts_come_first(told: _Told) -> None:
    """By requests that are open."""
    company = told.desk.company
    expected = Counter(
        company.organisation(case.organisation).name
        for case, state in told.cases
        if state.status in UNSOLVED and case.organisation is not None
    )

    found = told.rows("Accounts with most open requests")

    assert sorted(found.values(), reverse=True) == [n for _, n in expected.most_common(5)]
    assert all(expected[name] == n for name, n in found.items())


def test_without_a_source_of_work_nothing_is_said_of_it(told: _Told) -> None:
    """Not a table of zeros; nor is anybody in both of one."""
    titles = {section.title for section in told.sections}

    assert not titles & {
        "From request to engineering",
        "Most wanted, and not done",
        "The same people",
    }


def test_the_whole_demo_fits_a_terminal_and_leaves_what_it_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No line is wider than 80; the folder holds a store, settings without a secret, and a script that runs."""
    monkeypatch.setenv("PRODUCTOPS_PLUGINS", "jira,zendesk")
    keep = tmp_path / "trial"

    code = demo(keep, now=NOW, size=24)

    text = capsys.readouterr().out
    assert code == 0
    assert max(len(line) for line in text.splitlines() if str(tmp_path) not in line) <= 80
    assert "none is missing" in text
    kept = (keep / "productops.toml").read_text()
    assert "file:zendesk_client_secret.txt" in kept
    assert "file:jira_api_token.txt" in kept
    done = subprocess.run(
        [sys.executable, "explore.py"], cwd=keep, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert "feedback" in done.stdout
    assert {"jira issues", "zendesk tickets"} == set(
        re.findall(r"^(?:jira|zendesk) \w+(?=:)", done.stdout, re.MULTILINE)
    )
    with po.open(keep) as ws:
        assert len(ws.feedback) > 0


def test_a_folder_that_is_in_use_is_left_alone(tmp_path: Path) -> None:
    """Nobody loses files to a demo."""
    (tmp_path / "mine.txt").write_text("mine")

    with pytest.raises(SettingsError, match="not empty"):
        demo(tmp_path, now=NOW, size=24)

    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_it_needs_a_stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any connector installed it says which to install."""
    monkeypatch.setenv("PRODUCTOPS_PLUGINS", "")

    with pytest.raises(PluginError, match="stand-in") as caught:
        demo(tmp_path / "trial", now=NOW, size=24)

    assert "productops-jira" in (caught.value.hint or "")


def test_it_shows_what_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A connector is in the demo by being installed, and not otherwise; no answer needs a certain one."""
    monkeypatch.setenv("PRODUCTOPS_PLUGINS", "jira")

    assert demo(tmp_path / "trial", now=NOW, size=24, width=60) == 0

    text = capsys.readouterr().out
    assert "zendesk" not in text
    assert "Where work is stuck" in text
    assert "init --connector jira" in text

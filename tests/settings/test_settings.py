"""Settings: every mistake at once, in plain words, at its place, and never a secret repeated."""

from __future__ import annotations

from pathlib import Path

import pytest
from desk import PLANTED, Connectors, file_in, problems_of

from productops.errors import SettingsError
from productops.settings import Bound, load, of_dict, of_store


def test_five_mistakes_are_five(tmp_path: Path) -> None:
    """Whoever mends the file mends it once."""
    settings = file_in(
        tmp_path,
        f"""
        stor = "acme.duckdb"
        [sources.support]
        connector = "desk"
        subdomian = "acme"
        client_secret = "{PLANTED}"
        since = "yesterday"
        [sources.eng]
        connector = "desc"
        [privacy]
        display = "show"
        """,
    )

    with pytest.raises(SettingsError) as caught:
        settings.check(Connectors())

    text = str(caught.value)
    for line in (
        'stor: unknown key. Did you mean "store"?',
        'sources.support.subdomian: unknown key. Did you mean "subdomain"?',
        "sources.support.subdomain: is missing.",
        "sources.support.client_secret: a secret must not stand in the file itself.",
        "sources.support.since: must be a date or a moment, like 2025-01-01",
        'sources.eng.connector: there is no connector "desc". Did you mean "desk"?',
        'privacy.display: must be one of "mask", "keep", "hash" or "drop".',
    ):
        assert line in text
    assert "7 mistakes" in text
    assert PLANTED not in text


def test_a_single_mistake_is_two_lines(tmp_path: Path) -> None:
    """What, and what to do."""
    settings = file_in(tmp_path, "[privacy]\nretention_day = 30\n")

    with pytest.raises(SettingsError) as caught:
        settings.check(Connectors())

    assert str(caught.value).split("\n") == [
        "privacy.retention_day: unknown key",
        'Did you mean "retention_days"?',
    ]


def test_a_missing_variable_is_a_mistake_only_when_a_run_needs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looking at the store needs no credentials; a sync names the variable and the source."""
    monkeypatch.delenv("DESK_SECRET", raising=False)
    settings = file_in(
        tmp_path,
        '[sources.support]\nconnector = "desk"\nsubdomain = "acme"\nclient_secret = "env:DESK_SECRET"\n',
    )

    settings.check(Connectors())

    (problem,) = problems_of(settings)
    assert problem.startswith(
        "sources.support.client_secret: the environment variable DESK_SECRET is not set. Set it:"
    )


def test_missing_secrets_are_named_among_other_mistakes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list is whole, although a check alone would not need the secret."""
    monkeypatch.delenv("DESK_SECRET", raising=False)
    settings = file_in(
        tmp_path,
        'stor = "x"\n[sources.support]\nconnector = "desk"\nsubdomain = "a"\n'
        'client_secret = "env:DESK_SECRET"\n',
    )

    with pytest.raises(SettingsError) as caught:
        settings.check(Connectors())

    assert len(caught.value.problems) == 2


def test_references_are_read_from_environment_and_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A path is relative to the settings file, whatever the working directory; ends of line are no secret."""
    monkeypatch.setenv("DESK_DOMAIN", "acme")
    (tmp_path / "key.txt").write_text(f"{PLANTED}\n")
    settings = file_in(
        tmp_path,
        '[sources.support]\nconnector = "desk"\nsubdomain = "env:DESK_DOMAIN"\n'
        'client_secret = "file:key.txt"\n',
    )

    (bound,) = settings.bound(Connectors())

    assert isinstance(bound, Bound)
    assert bound.settings.client_secret.get_secret_value() == PLANTED  # type: ignore[attr-defined]
    assert bound.hosts == {"api": "https://acme.desk.example"}
    assert PLANTED not in repr(bound)
    assert PLANTED not in repr(settings)


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("file:nowhere.txt", "cannot read"),
        ("file:empty.txt", "is empty"),
        ("env:DESK_EMPTY", "the environment variable DESK_EMPTY is empty"),
        ("keyring:nouser", "names service and user"),
    ],
)
def test_a_reference_that_leads_nowhere_is_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reference: str, said: str
) -> None:
    """Each kind says what to look at."""
    monkeypatch.setenv("DESK_EMPTY", " ")
    (tmp_path / "empty.txt").write_text("\n")
    settings = file_in(
        tmp_path,
        f'[sources.support]\nconnector = "desk"\nsubdomain = "a"\nclient_secret = "{reference}"\n',
    )

    (problem,) = problems_of(settings)

    assert problem.startswith("sources.support.client_secret: ")
    assert said in problem


def test_only_the_sources_asked_for_need_their_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One source can be synced while another waits for its credentials."""
    monkeypatch.delenv("MISSING", raising=False)
    monkeypatch.setenv("PRESENT", "x")
    text = "".join(
        f'[sources.{name}]\nconnector = "desk"\nsubdomain = "a"\nclient_secret = "env:{variable}"\n'
        for name, variable in (("one", "PRESENT"), ("two", "MISSING"))
    )
    settings = file_in(tmp_path, text)

    assert [found.name for found in settings.bound(Connectors(), ["one"])] == ["one"]
    assert len(problems_of(settings)) == 1


def test_an_unknown_source_is_named_with_the_nearest(tmp_path: Path) -> None:
    """A misspelt source on the command line is no silent nothing."""
    settings = of_dict(
        {"sources": {"support": {"connector": "desk", "subdomain": "a", "client_secret": "x"}}},
        tmp_path,
    )

    assert problems_of(settings, ["suport"]) == [
        'suport: there is no source "suport" in the settings. Did you mean "support"?'
    ]


def test_several_mistakes_that_stand_in_no_file_have_their_verb(tmp_path: Path) -> None:
    """A file has mistakes; the settings have them."""
    with pytest.raises(SettingsError, match=r"^the settings have 2 mistakes"):
        of_dict({"stor": "x", "sourcs": {}}, tmp_path).check(Connectors())
    with pytest.raises(SettingsError, match=r"^productops\.toml has 2 mistakes"):
        file_in(tmp_path, 'stor = "x"\nsourcs = {}\n').check(Connectors())


def test_the_rest_of_the_file_is_checked(tmp_path: Path) -> None:
    """Vocabulary, teams, routes, schedules, rates: each mistake at its place."""
    settings = file_in(
        tmp_path,
        """
        [vocabulary.status]
        "Waiting on legal" = "on hold"
        [vocabulary.colour]
        red = "x"
        [teams.payments]
        kind = "payment"
        [[routes]]
        name = "refunds"
        priorty = "high"
        [schedules.support]
        timezone = "Berlin"
        hours = {mon = ["9-17"], monday = []}
        [privacy]
        keep_raw = 1
        [rates]
        file = 3
        """,
    )

    problems = problems_of(settings)

    assert {problem.split(": ")[0] for problem in problems} == {
        'vocabulary.status."Waiting on legal"',
        "vocabulary.colour",
        "teams.payments.kind",
        "routes[0].priorty",
        "schedules.support.timezone",
        "schedules.support.hours.mon[0]",
        "schedules.support.hours.monday",
        "privacy.keep_raw",
        "rates.file",
    }


def test_a_right_file_is_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every table of the contract is accepted, and the store stands beside the file."""
    monkeypatch.setenv("DESK_SECRET", "x")
    settings = file_in(
        tmp_path,
        """
        store = "acme.duckdb"
        [sources.support]
        connector = "desk"
        subdomain = "acme"
        client_secret = "env:DESK_SECRET"
        base_url = "http://127.0.0.1:8700/prefix"
        streams = ["tickets", "users"]
        since = 2025-01-01
        lookback = "1h"
        instance = "acme"
        census_days = 3
        rate_share = 0.5
        page_size = 50
        private_comments = true
        [privacy]
        display = "hash"
        keep_raw = true
        salt = "env:DESK_SECRET"
        retention_days = 365
        [vocabulary.status]
        "Waiting on legal" = "on_hold"
        [tools]
        file = "tools.yaml"
        [teams.payments]
        name = "Payments"
        kind = "engineering"
        members = ["lee@acme.example"]
        [[routes]]
        name = "refunds"
        when = {kind = "bug_report", text = "refund|invoice"}
        team = "payments"
        priority = "high"
        sla = "4h"
        [schedules.support]
        timezone = "Europe/Berlin"
        hours = {mon = ["09:00-12:00", "13:00-17:00"]}
        holidays = [2025-12-25]
        [rates]
        file = "rates.csv"
        """,
    )

    (bound,) = settings.bound(Connectors(), ["support"])

    assert settings.store == tmp_path / "acme.duckdb"
    assert isinstance(bound, Bound)
    assert bound.settings.since is not None
    assert bound.settings.since.isoformat() == "2025-01-01T00:00:00+00:00"
    assert bound.settings.lookback is not None
    assert bound.settings.lookback.total_seconds() == 3600
    assert bound.references == {"client_secret": "env:DESK_SECRET"}


def test_a_store_alone_needs_no_settings(tmp_path: Path) -> None:
    """`po.open("acme.duckdb")` is enough to begin."""
    settings = of_store(tmp_path / "acme.duckdb")

    assert settings.store == tmp_path / "acme.duckdb"
    assert settings.bound(Connectors()) == []


def test_keeping_no_payloads_is_refused_rather_than_not_heeded(tmp_path: Path) -> None:
    """Whoever asks for it must not believe it happens."""
    file = tmp_path / "productops.toml"
    file.write_text("[privacy]\nkeep_raw = false\n", encoding="utf-8")
    assert ["privacy.keep_raw"] == [mistake.where for mistake in load(file).mistakes]

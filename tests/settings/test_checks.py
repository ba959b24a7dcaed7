"""The keys of one source: each mistake told, none hidden by another."""

from __future__ import annotations

from pathlib import Path

import pytest
from desk import PLANTED, Connectors, problems_of

from productops.settings import Bound, Broken, of_dict


@pytest.mark.parametrize(
    "line",
    [
        'connector = "broken"',
        'connector = "desk"\nsubdomain = "a"\nclient_secret = "sk-PLANTED-5ecret-value"\ncolour = "raise"',
    ],
)
def test_a_connector_that_fails_does_not_stop_the_others(tmp_path: Path, line: str) -> None:
    """A broken plugin is that source's trouble, not a mistake of the settings."""
    import tomllib

    good = {"connector": "desk", "subdomain": "a", "client_secret": "x"}
    settings = of_dict({"sources": {"bad": tomllib.loads(line), "good": good}}, tmp_path)

    bad, fine = settings.bound(Connectors())

    assert isinstance(bad, Broken)
    assert PLANTED not in str(bad.error)
    assert isinstance(fine, Bound)


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("base_url", "http://desk.example", "plain http"),
        ("base_url", "https://user:pw@desk.example", "is not a base URL"),
        (
            "streams",
            ["tickets", "usres"],
            'the connector has no stream "usres". Did you mean "users"?',
        ),
        ("rate_share", 2, "must be at most 1"),
        ("page_size", "many", "must be a whole number"),
        ("lookback", "an hour", "write 90s, 15m, 1h"),
        ("streams", "tickets", "must be a list"),
        ("streams", [], "must not be empty; leave the key out to read all"),
        ("private_comments", "yes", "must be true or false"),
        ("private_comments", 1, "must be true or false"),
        ("loud", "true", "must be true or false"),
    ],
)
def test_the_keys_every_source_shares_are_checked(
    tmp_path: Path, key: str, value: object, said: str
) -> None:
    """In plain words, at their place."""
    source = {"connector": "desk", "subdomain": "a", "client_secret": "x", key: value}
    settings = of_dict({"sources": {"support": source}}, tmp_path)

    (problem,) = problems_of(settings)

    assert problem.startswith(f"sources.support.{key}")
    assert said in problem


def test_keys_streams_and_address_are_checked_independently(tmp_path: Path) -> None:
    """A key of the wrong type hides neither a stream nor an address nor a host that is wrong."""
    source = {
        "connector": "desk",
        "subdomain": "a b:c",
        "client_secret": "x",
        "base_url": "http://desk.example",
        "streams": ["tickts", "users"],
        "private_comments": "yes",
    }

    problems = problems_of(of_dict({"sources": {"support": source}}, tmp_path))

    assert [problem.split(": ")[0] for problem in problems] == [
        "sources.support.private_comments",
        "sources.support.streams[0]",
        "sources.support",
        "sources.support.base_url",
    ]


def test_a_missing_key_hides_no_other_mistake_and_makes_none(tmp_path: Path) -> None:
    """What is not there cannot be judged: no word about the host that is made of it."""
    source = {"connector": "desk", "client_secret": "x", "base_url": "ftp://a", "streams": ["x"]}

    problems = problems_of(of_dict({"sources": {"support": source}}, tmp_path))

    assert [problem.split(": ")[0] for problem in problems] == [
        "sources.support.subdomain",
        "sources.support.streams[0]",
        "sources.support.base_url",
    ]


def test_how_a_source_signs_in_is_checked_beside_its_address(tmp_path: Path) -> None:
    """What the connector refuses is told with the rest."""
    source = {
        "connector": "desk",
        "subdomain": "a",
        "client_secret": "x",
        "colour": "grey",
        "base_url": "http://desk.example",
    }

    problems = problems_of(of_dict({"sources": {"support": source}}, tmp_path))

    assert [problem.split(": ")[0] for problem in problems] == [
        "sources.support.colour",
        "sources.support.base_url",
    ]


def test_references_that_are_not_read_are_not_judged(tmp_path: Path) -> None:
    """Work on what is stored goes on, whatever kind of value is kept outside the file."""
    keys = ("subdomain", "client_secret", "base_url", "page_size", "private_comments")
    source = {"connector": "desk", **dict.fromkeys(keys, "env:NOT_SET_ANYWHERE")}
    settings = of_dict({"sources": {"support": source}}, tmp_path)

    (bound,) = settings.bound(Connectors(), secrets=False)

    assert isinstance(bound, Bound)


def test_a_switch_can_be_kept_outside_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A variable holds text: `true` and `false` are meant, anything else is a mistake."""
    source = {
        "connector": "desk",
        "subdomain": "a",
        "client_secret": "x",
        "private_comments": "env:DESK_PRIVATE",
    }
    settings = of_dict({"sources": {"support": source}}, tmp_path)

    monkeypatch.setenv("DESK_PRIVATE", "true")
    (bound,) = settings.bound(Connectors())
    assert isinstance(bound, Bound)
    assert bound.settings.private_comments is True

    monkeypatch.setenv("DESK_PRIVATE", "yes")
    assert problems_of(settings) == ["sources.support.private_comments: must be true or false."]

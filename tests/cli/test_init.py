"""`productops init`: a commented file that is accepted, never over another, never with a secret in it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from productops.cli import main

SUPPORT = [
    "init", "--connector", "zendesk", "--name", "support", "--set", "subdomain=acme",
    "--set", "client_id=env:ZD_ID", "--set", "client_secret=env:ZD_SECRET",
]  # fmt: skip

WORK = [
    "init", "--connector", "jira", "--set", "site=https://acme.atlassian.net",
    "--set", "email=ops@acme.example", "--set", "api_token=env:JIRA_TOKEN",
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_without_arguments_it_writes_an_example(folder: Path) -> None:
    """Everything is there as comments; the file is right as it is."""
    assert main(["init"]) == 0

    text = (folder / "productops.toml").read_text()
    assert tomllib.loads(text) == {"store": "productops.duckdb"}
    assert '# connector = "zendesk"' in text


def test_a_source_is_written_with_its_settings(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was given is filled in; lists, dates and numbers are what they should be; what to type next is said."""
    more = ["--set", "streams=tickets,users", "--set", "since=2025-01-01", "--set", "page_size=50"]

    assert main([*SUPPORT, *more]) == 0

    source = tomllib.loads((folder / "productops.toml").read_text())["sources"]["support"]
    assert source["client_secret"] == "env:ZD_SECRET"
    assert source["streams"] == ["tickets", "users"]
    assert str(source["since"]) == "2025-01-01"
    assert source["page_size"] == 50
    said = capsys.readouterr().out
    assert "export ZD_SECRET=…" in said
    assert "Still to be filled in" not in said


def test_what_is_missing_is_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The file is written; what is left to do is listed at its place."""
    assert main(["init", "--connector", "zendesk", "--name", "support"]) == 0
    assert "sources.support.subdomain" in capsys.readouterr().out


def test_an_existing_file_is_kept_unless_forced(folder: Path) -> None:
    """Nobody loses settings."""
    (folder / "productops.toml").write_text("# mine\n")

    assert main(["init"]) == 2
    assert (folder / "productops.toml").read_text() == "# mine\n"
    assert main(["init", "--force"]) == 0
    assert (folder / "productops.toml").read_text() != "# mine\n"


def test_a_second_source_is_added_to_the_file(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was there stays as it was, comments too; both sources are in force."""
    assert main(SUPPORT) == 0
    before = (folder / "productops.toml").read_text()
    capsys.readouterr()

    assert main([*WORK, "--name", "eng"]) == 0

    text = (folder / "productops.toml").read_text()
    assert text.startswith(before)
    sources = tomllib.loads(text)["sources"]
    assert {name: keys["connector"] for name, keys in sources.items()} == {
        "support": "zendesk",
        "eng": "jira",
    }
    said = capsys.readouterr().out
    assert "Added the source eng" in said
    assert "export JIRA_TOKEN=…" in said


def test_a_source_of_that_name_is_not_added_twice(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is changed, and it says what to do."""
    assert main(SUPPORT) == 0
    before = (folder / "productops.toml").read_text()

    assert main([*WORK, "--name", "support"]) == 2

    assert (folder / "productops.toml").read_text() == before
    assert "support: is there already" in capsys.readouterr().err


def test_nothing_is_added_to_a_file_that_would_not_parse_then(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A shell that ate the quotes damages nothing."""
    assert main(SUPPORT) == 0
    before = (folder / "productops.toml").read_text()

    assert main([*WORK, "--set", "projects=[APP]"]) == 2

    assert (folder / "productops.toml").read_text() == before
    assert "nothing was changed" in capsys.readouterr().err


def test_a_secret_is_not_written(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is refused, unrepeated, and there is no file."""
    assert main(["init", "--connector", "zendesk", "--set", "client_secret=PLANTED-5ecret"]) == 2

    assert not (folder / "productops.toml").exists()
    assert "PLANTED" not in "".join(capsys.readouterr())


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["--connector", "zendsk"], 'Did you mean "zendesk"?'),
        (["--connector", "zendesk", "--set", "subdomian=x"], 'Did you mean "subdomain"?'),
    ],
)
def test_typos_are_guessed(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], hint: str
) -> None:
    """A connector or a setting that is not known."""
    assert main(["init", *arguments]) == 2
    assert hint in capsys.readouterr().err


@pytest.mark.parametrize("name", ["my desk", "a.b", "_x", "desk\n[privacy]"])
def test_a_name_that_no_source_can_have_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """Before anything is written; what is allowed is said."""
    assert main(["init", "--connector", "zendesk", "--name", name]) == 2

    assert "letters, digits, _ and - only" in capsys.readouterr().err
    assert not (folder / "productops.toml").exists()


@pytest.mark.parametrize("option", [["--set", "subdomain=x"], ["--name", "support"]])
def test_what_belongs_to_a_source_needs_its_connector(
    folder: Path, capsys: pytest.CaptureFixture[str], option: list[str]
) -> None:
    """It is not dropped in silence."""
    assert main(["init", *option]) == 2

    assert f"{option[0]}: needs a connector" in capsys.readouterr().err
    assert not (folder / "productops.toml").exists()


def test_a_file_that_does_not_parse_is_not_called_ready(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A shell that ate the quotes leaves no list."""
    assert main([*SUPPORT, "--set", "streams=[tickets]"]) == 0

    assert "productops.toml:" in (said := capsys.readouterr().out)
    assert "is not TOML: Invalid value" in said

"""The command line: what is wrong is said in two lines, with the nearest known word."""

from __future__ import annotations

import subprocess
import sys

import pytest

from productops.cli import main
from productops.cli.commands import COMMANDS
from productops.cli.parser import parse


@pytest.mark.parametrize(
    ("line", "said", "hint"),
    [
        ("snyc", 'there is no command "snyc"', 'Did you mean "sync"?'),
        ("sync --ful", "unrecognized arguments: --ful", 'Did you mean "--full"?'),
        ("show feedback --format cvs", "invalid choice: 'cvs'", 'Did you mean "csv"?'),
        ("sync --limit many", '"many" is no number of records', "See: productops sync --help"),
        ("show", "required: TABLE", "See: productops show --help"),
        ("", "no command given", "See: productops --help"),
    ],
)
def test_usage_errors_are_two_lines_and_exit_2(
    line: str, said: str, hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What happened, then what to do, on standard error."""
    assert main(line.split()) == 2

    out, err = capsys.readouterr()
    first, second = err.strip().split("\n")
    assert out == ""
    assert first.startswith("error: ")
    assert said in first
    assert second == hint


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Help is no error, and names the options all commands share."""
    assert main([command, "--help"]) == 0
    assert "--settings" in capsys.readouterr().out


@pytest.mark.parametrize(
    "line", [["--settings", "a.toml", "sync"], ["sync", "--settings", "a.toml"]]
)
def test_settings_may_stand_before_or_after_the_command(line: list[str]) -> None:
    """People write it in either place."""
    assert parse(line).settings == "a.toml"


def test_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """One line."""
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("productops 0.")


def test_help_and_typos_load_nothing_heavy() -> None:
    """They answer at once."""
    code = (
        "import sys; from productops.cli import main; main(['--help']); main(['snyc']);"
        "sys.exit(len({'duckdb', 'httpx', 'pydantic', 'rich', 'narwhals'} & set(sys.modules)))"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)

    assert done.returncode == 0


def test_a_missing_settings_file_is_no_traceback(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 2, and how to begin."""
    monkeypatch.chdir(str(tmp_path))

    assert main(["sync"]) == 2

    err = capsys.readouterr().err
    assert "productops init" in err
    assert "Traceback" not in err

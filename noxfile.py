"""What is run before a change lands: `nox` for everything CI runs, `nox -s NAME` for one part."""

from __future__ import annotations

import os
from pathlib import Path

import nox

nox.options.default_venv_backend = "uv"
nox.options.reuse_existing_virtualenvs = True
nox.options.sessions = ["lint", "types", "tests", "vendor"]

HERE = Path(__file__).parent
SHARED = Path(os.environ.get("PRODUCTOPS_SHARED", HERE.parent / "shared"))
PLUGINS = sorted(
    str(path) for path in Path("plugins").iterdir() if (path / "pyproject.toml").exists()
)


def install(session: nox.Session, *groups: str) -> None:
    """The workspace as installed packages, and some dependency groups."""
    wanted = [part for group in groups for part in ("--group", group)]
    editable = [part for plugin in PLUGINS for part in ("-e", plugin)]
    session.install("-e", ".", *editable, *wanted)


@nox.session
def lint(session: nox.Session) -> None:
    install(session, "lint")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("lint-imports")


@nox.session
def types(session: nox.Session) -> None:
    install(session, "types", "test")
    session.run("mypy", "src", *[f"{plugin}/src" for plugin in PLUGINS])


@nox.session
def tests(session: nox.Session) -> None:
    install(session, "test")
    session.run("pytest", "-q", "-n", "2", "-m", "not vendor", *session.posargs)


@nox.session
def vendor(session: nox.Session) -> None:
    """Tests that read vendors' specs and recordings; skipped, with the reason, where those are not."""
    install(session, "test")
    session.run(
        "pytest", "-q", "-n", "2", "-m", "vendor", *session.posargs,
        env={"PRODUCTOPS_SHARED": str(SHARED)}, success_codes=[0, 5],
    )  # fmt: skip


@nox.session
def bench(session: nox.Session) -> None:
    """Speed, memory and weight, against dlt on the same machine and server; prints figures, asserts none."""
    install(session, "bench")
    session.run("python", "benchmarks/run.py", *session.posargs)

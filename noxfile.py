"""What is run before a change lands: `nox` for everything CI runs, `nox -s NAME` for one part."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import nox

nox.options.default_venv_backend = "uv"
nox.options.reuse_existing_virtualenvs = True
nox.options.sessions = ["lint", "types", "docs", "tests", "vendor"]

HERE = Path(__file__).parent
SHARED = Path(os.environ.get("PRODUCTOPS_SHARED", HERE.parent / "shared"))
PRISM = "@stoplight/prism-cli@5"
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
        env={"PRODUCTOPS_SHARED": str(SHARED), **prism(session)}, success_codes=[0, 5],
    )  # fmt: skip


def prism(session: nox.Session) -> dict[str, str]:
    """Where prism is, which serves vendors' documents; installed for this session where npm can."""
    if not SHARED.exists() or not shutil.which("npm"):
        return {}
    folder = Path(session.virtualenv.location) / "prism"
    found = folder / "node_modules/.bin/prism"
    if not found.exists():
        options = ("--silent", "--no-audit", "--no-fund", "--prefix", str(folder))
        session.run("npm", "install", *options, PRISM, external=True, success_codes=range(256))
    return {"PRODUCTOPS_PRISM": str(found)} if found.exists() else {}


@nox.session
def docs(session: nox.Session) -> None:
    """The documentation as a site in `.site`; a link that leads nowhere fails it."""
    install(session, "docs")
    session.run("zensical", "build", "--strict", "-f", "mkdocs.yml", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Speed, memory and weight, against dlt on the same machine and server; prints figures, asserts none."""
    install(session, "bench")
    session.run("python", "benchmarks/run.py", *session.posargs)

"""`productops init`: write a commented settings file, asking where there is somebody to ask."""

from __future__ import annotations

import argparse
import sys
import tomllib
from pathlib import Path

from ..errors import SettingsError, did_you_mean
from ..kit.connector import Connector
from ..settings import Connectors, load
from ..settings.file import NAMES, is_source_name
from ..settings.secrets import HOW, reference, secret_keys
from ..settings.template import own_keys, source_part, variable, whole_file


def run(args: argparse.Namespace) -> int:
    """Write the file, or add a source to the one that is there, and say what to do next."""
    from .. import plugins as host

    path = Path(args.settings or "productops.toml")
    there = path.exists() and not args.force
    if there and not args.connector:
        hint = "Add a source with --connector NAME, edit it, or replace it with --force."
        raise SettingsError("is there already; nothing was changed", where=str(path), hint=hint)
    found = host.load()
    asking = sys.stdin is not None and sys.stdin.isatty() and not args.connector
    if not args.connector:
        _needs_connector(args, asking=asking)
    chosen = args.connector or (_ask_connector(sorted(found.names())) if asking else "")
    if not chosen:
        _write(path, whole_file())
        return _next(f"Wrote {path}.", [], [])
    connector = found.connector(chosen)
    name = args.name or (_ask("What to call it", "support") if asking else chosen)
    if not is_source_name(name):
        raise SettingsError(NAMES, where="--name", hint="Like: support, my-desk, crm_2.")
    if there and name in load(path).sources:
        hint = "Choose another --name, edit it, or replace the file with --force."
        raise SettingsError("is there already; nothing was changed", where=name, hint=hint)
    values = _answers(connector, name) if asking else _given(connector, args.set)
    part = source_part(name, connector, values)
    _write(path, _extended(path, part) if there else whole_file(name, connector, values))
    return _next(
        f"Added the source {name} to {path}." if there else f"Wrote {path}.",
        [v.removeprefix("env:") for v in values.values() if v.startswith("env:")],
        _left(path, found),
    )


def _needs_connector(args: argparse.Namespace, *, asking: bool) -> None:
    """Settings and a name that nobody would write are not dropped in silence."""
    option = "--set" if args.set else "--name" if args.name and not asking else ""
    if option:
        hint = "Add: --connector NAME. Installed ones: productops connectors"
        raise SettingsError("needs a connector", where=option, hint=hint)


def _extended(path: Path, part: str) -> str:
    """The file with one more source at its end.

    Raises:
        SettingsError: the two do not go together; nothing was changed.
    """
    text = f"{path.read_text(encoding='utf-8').rstrip()}\n\n{part}"
    try:
        tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        what = f"cannot be added to ({error}); nothing was changed"
        raise SettingsError(what, where=str(path), hint="Edit the file by hand.") from None
    return text


def _left(path: Path, found: Connectors) -> list[str]:
    """What is still to be filled in."""
    try:
        load(path).check(found)
    except SettingsError as error:
        return list(error.problems or [str(error)])
    return []


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        hint = "Choose another place: --settings FILE"
        raise SettingsError(
            f"cannot be written ({error.strerror})", where=str(path), hint=hint
        ) from None


def _given(connector: Connector, settings: list[str]) -> dict[str, str]:
    """`--set key=value`, checked against the connector's keys; a secret must be a reference."""
    model = connector.settings
    values: dict[str, str] = {}
    for setting in settings:
        key, equals, value = setting.partition("=")
        if not equals or key not in model.model_fields:
            near = did_you_mean(key, model.model_fields)
            hint = near or f"Known here: {', '.join(own_keys(model))}."
            raise SettingsError(
                f'"{key}" is no setting of {connector.name}', where="--set", hint=hint
            )
        if key in secret_keys(model) and not reference(value):
            raise SettingsError(
                "a secret must not stand in the file itself", where=f"--set {key}", hint=HOW
            )
        values[key] = value
    return values


def _answers(connector: Connector, name: str) -> dict[str, str]:
    """Ask for each key of the connector; an empty answer leaves it out."""
    hidden = secret_keys(connector.settings)
    print(
        "An empty answer leaves a setting out. Secrets stay outside the file: name where they are kept."
    )
    answers: dict[str, str] = {}
    for key in own_keys(connector.settings):
        answer = _ask(
            f"{key} (env:NAME, file:PATH or keyring:SERVICE/USER)" if key in hidden else key
        )
        if answer and key in hidden and not reference(answer):
            print(
                f"  That would be written into the file. Using env:{variable(name, key)} instead."
            )
            answer = f"env:{variable(name, key)}"
        if answer:
            answers[key] = answer
    return answers


def _ask_connector(names: list[str]) -> str:
    return _ask(
        f"Which connector ({', '.join(names)}), or nothing for an empty file",
        names[0] if names else "",
    )


def _ask(question: str, default: str = "") -> str:
    try:
        answer = input(f"{question}{f' [{default}]' if default else ''}: ").strip()
    except EOFError:
        answer = ""
    return answer or default


def _next(done: str, variables: list[str], left: list[str]) -> int:
    print(done)
    if left:
        print("Still to be filled in there:", *left, sep="\n  ")
    for name in variables:
        print(f"  export {name}=…")
    for command in ("check", "sync"):
        print(f"  productops {command}")
    return 0

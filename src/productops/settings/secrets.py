"""References to secrets: `env:NAME`, `file:PATH`, `keyring:SERVICE/USER`; read when a run needs them.

Nothing here ever repeats a secret, only where it was looked for.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, SecretStr

from ..errors import SettingsError

KINDS = ("env", "file", "keyring")
HOW = 'Write a reference: "env:NAME", "file:PATH" or "keyring:SERVICE/USER".'


class Unreadable(Exception):
    """A reference leads nowhere. *what* happened, and the *hint*."""

    def __init__(self, what: str, hint: str) -> None:
        super().__init__(what)
        self.what = what
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a secret is kept."""

    kind: str
    place: str

    def read(self, folder: Path) -> str:
        """The secret. A relative path is relative to *folder*.

        Raises:
            Unreadable: it is not there, or empty.
        """
        read = {"env": _from_env, "file": _from_file, "keyring": _from_keyring}[self.kind]
        return read(self.place, folder)


def reference(value: Any) -> Reference | None:
    """The reference that *value* is, if it is one."""
    kind, colon, place = value.partition(":") if isinstance(value, str) else ("", "", "")
    return Reference(kind, place) if colon and place and kind in KINDS else None


def keep(kept_in: str, secret: str, *, folder: Path) -> None:
    """Write a new value of a secret back to where it is kept (a refresh token that rotates).

    Raises:
        SettingsError: the reference cannot be written; the old value stays.
    """
    kept = reference(kept_in)
    try:
        if kept and kept.kind == "file":
            _to_file(folder / Path(kept.place).expanduser(), secret)
        elif kept and kept.kind == "keyring":
            service, _, user = kept.place.partition("/")
            import_module("keyring").set_password(service, user, secret)
        else:
            raise Unreadable("it is neither file: nor keyring:", "")
    except Exception as error:  # noqa: BLE001 - every keyring raises its own
        raise SettingsError(
            f"a renewed token cannot be written back ({type(error).__name__})",
            where=kept_in,
            hint='Keep it where it can be written: "file:PATH" or "keyring:SERVICE/USER".',
        ) from None


def _to_file(path: Path, secret: str) -> None:
    """Whole or not at all, and readable by its owner only."""
    beside = path.with_name(f".{path.name}.new")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(f"{secret}\n")
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def secret_keys(model: type[BaseModel]) -> set[str]:
    """Keys of *model* that hold a secret."""
    return {name for name, field in model.model_fields.items() if _is_secret(field.annotation)}


def _is_secret(annotation: Any) -> bool:
    return annotation is SecretStr or any(map(_is_secret, get_args(annotation)))


def _from_env(name: str, _folder: Path) -> str:
    value = os.environ.get(name, "").strip()
    if not value:
        state = "is empty" if name in os.environ else "is not set"
        raise Unreadable(f"the environment variable {name} {state}", f"Set it: export {name}=…")
    return value


def _from_file(place: str, folder: Path) -> str:
    path = folder / Path(place).expanduser()
    try:
        value = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise Unreadable(f"cannot read {path} ({reason})", "Check the path.") from None
    if not value:
        raise Unreadable(f"{path} is empty", "Put the secret in it, nothing else.")
    return value


def _from_keyring(place: str, _folder: Path) -> str:
    service, _, user = place.partition("/")
    if not user:
        raise Unreadable(
            "a keyring reference names service and user", 'Write "keyring:SERVICE/USER".'
        )
    try:
        keyring = import_module("keyring")
    except ImportError:
        raise Unreadable(
            "the keyring library is not installed",
            'Run: python -m pip install "productops[secrets]"',
        ) from None
    try:
        value = keyring.get_password(service, user)
    except Exception as error:  # noqa: BLE001 - every back end raises its own
        raise Unreadable(
            f"the keyring cannot be read ({type(error).__name__})", "Unlock it."
        ) from None
    if not value:
        raise Unreadable(
            f"the keyring holds nothing for {service}/{user}", f"Run: keyring set {service} {user}"
        )
    return str(value)

"""What `demo --keep DIR` leaves: settings, a secret of the stand-in, and a script to go on with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..errors import SettingsError

SETTINGS, SECRET, SCRIPT, STORE = (
    "productops.toml",
    "client_secret.txt",
    "explore.py",
    "demo.duckdb",
)

_HEAD = """\
# Settings of the demo. The stand-in it talked to is gone; the store is whole and stays readable.
# For your own desk: take base_url out, put your subdomain in, and keep your secret where you like
# (env:NAME, file:PATH, keyring:SERVICE/USER). Then: productops check, productops sync

"""

_SCRIPT = '''\
"""What to try with the demo's store. Run it: python explore.py"""

from pathlib import Path

import productops as po

with po.open(Path(__file__).parent / "demo.duckdb") as ws:
    print(ws.status())

    # every table is an attribute; in a notebook it renders, with personal data masked
    print(ws.feedback)

    # any question in SQL
    print(ws.sql("""
        SELECT date_trunc('month', occurred_at) AS month, kind, count(*) AS n
        FROM feedback WHERE NOT deleted GROUP BY ALL ORDER BY month DESC, n DESC LIMIT 12
    """))

    # one ticket as Zendesk sent it
    (ticket,) = ws.sql("SELECT source_id FROM _raw WHERE stream = 'tickets' LIMIT 1").rows()
    raw = ws.raw("support", "tickets", ticket["source_id"])
    print({key: raw[key] for key in ("id", "subject", "status", "via", "updated_at")})
'''


def prepare(folder: Path, url: str, credentials: Mapping[str, Any]) -> Path:
    """Write the settings and the script into *folder*; gives the settings file.

    Raises:
        SettingsError: the folder holds something already, or cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            hint = "Name a new folder."
            raise SettingsError("is not empty; nothing was changed", where=str(folder), hint=hint)
        secret = str(credentials["client_secret"])
        (folder / SECRET).write_text(f"{secret}\n", encoding="utf-8")
        (folder / SCRIPT).write_text(_SCRIPT, encoding="utf-8")
        (folder / SETTINGS).write_text(_settings(url, credentials), encoding="utf-8")
    except OSError as error:
        hint = "Choose another folder."
        raise SettingsError(
            f"cannot be written ({error.strerror})", where=str(folder), hint=hint
        ) from None
    return folder / SETTINGS


def _settings(url: str, credentials: Mapping[str, Any]) -> str:
    keys = {
        "connector": "zendesk",
        **credentials,
        "client_secret": f"file:{SECRET}",
        "base_url": url,
    }
    lines = [f"{key} = {json.dumps(value)}" for key, value in keys.items()]
    return "\n".join([f'{_HEAD}store = "{STORE}"\n\n[sources.support]', *lines]) + "\n"

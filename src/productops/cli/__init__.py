"""The command `productops`: parse, run one verb, turn its outcome into an exit code.

Exit codes: 0 done · 1 a source failed or something is missing · 2 usage or settings · 3 credentials
rejected · 4 a quota ended the run · 5 the store · 130 interrupted.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module

from ..errors import ProductopsError
from .parser import parse

INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    words = sys.argv[1:] if argv is None else list(argv)
    debug = "--debug" in words
    try:
        args = parse(words)
        # each verb is imported when it is asked for: `--help` and a typo answer at once
        code = int(import_module(f".{args.module}", __package__).run(args))
        sys.stdout.flush()  # a reader that left is noticed here, not at exit
        return code
    except SystemExit as ended:  # argparse, after --help and --version
        return int(ended.code or 0)
    except BrokenPipeError:
        return _reader_left()
    except KeyboardInterrupt:
        return _say("Stopped.\nWhat was committed stays; run the same command again.", INTERRUPTED)
    except ProductopsError as error:
        _trace(debug)
        return _say(str(error), error.exit_code)
    except Exception as error:  # noqa: BLE001 - nobody should have to read a traceback
        _trace(debug)
        what = f"unexpected {type(error).__name__}: {_first_line(error)}"
        return _say(f"{what}\nRun it again with --debug and report what it shows.", 1)


def _trace(debug: bool) -> None:
    if debug:
        traceback.print_exc()


def _say(text: str, exit_code: int) -> int:
    print(f"error: {text}", file=sys.stderr)
    return exit_code


def _first_line(error: Exception) -> str:
    from ..transport.redaction import Redactor

    lines = str(error).splitlines() or [""]
    return Redactor().clean(lines[0])[:200]


def _reader_left() -> int:
    """`productops show feedback | head`: who read has enough; Python must not complain at exit.

    https://docs.python.org/3/library/signal.html#note-on-sigpipe
    """
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    return 0

"""How long threads keep the interpreter during a sync."""

from __future__ import annotations

import sys

from productops.sync.turns import short_turns


def test_turns_are_short_inside_and_as_before_after() -> None:
    """The last of nested syncs sets it back; a shorter interval somebody set stays."""
    usual = sys.getswitchinterval()
    with short_turns():
        with short_turns():
            inside = sys.getswitchinterval()
        assert sys.getswitchinterval() == inside < usual
    assert sys.getswitchinterval() == usual
    sys.setswitchinterval(1e-5)
    try:
        with short_turns():
            assert sys.getswitchinterval() < 1e-4
        assert sys.getswitchinterval() < 1e-4
    finally:
        sys.setswitchinterval(usual)

"""Tokens that a sandbox gives."""

from __future__ import annotations

from base64 import b64encode

from productops.sandbox import Call, Tokens
from productops.sandbox.tokens import basic


def test_a_token_lasts_as_long_as_was_said():
    """By the clock it was given; one made by hand lasts for ever; no two are the same."""
    now = [0.0]
    tokens = Tokens(lambda: now[0], seed="s", lasting="forever")
    first, second = tokens.give(60), tokens.give(120)
    assert first != second
    now[0] = 60.0
    assert [tokens.valid(token) for token in (first, second, "forever", "made up")] == [
        False,
        True,
        True,
        False,
    ]


def test_tokens_end_one_by_one_or_all_at_once():
    """The one a call carries; then the rest."""
    tokens = Tokens(lambda: 0.0, seed="s", lasting="forever")
    first, second, third = (tokens.give(60) for _ in range(3))
    tokens.expire(Call("GET", "/", headers={"authorization": f"Bearer {first}"}))
    assert [tokens.valid(token) for token in (first, second, third)] == [False, True, True]
    tokens.expire_all()
    assert [tokens.valid(token) for token in (second, third, "forever")] == [False, False, True]


def test_basic_credentials():
    """Right, wrong, and no base64 at all."""
    assert basic(b64encode(b"ada:secret").decode(), "ada:secret")
    assert not basic(b64encode(b"ada:guess").decode(), "ada:secret")
    assert not basic("???", "ada:secret")

"""What a vendor's document, served by prism, is asked: which requests did not fit, and its own examples."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from productops.testing.prism import PROGRAM, Prism, examples_unwrapped, not_in_document, prism

LOG = """\
[2:59:09 PM] › [HTTP SERVER] get /users \x1b[34mℹ\x1b[39m  info      Request received
[2:59:09 PM] ›     [VALIDATOR] ✔  success   The request passed the validation rules. Looking for the best response
[2:59:09 PM] › [HTTP SERVER] post /search ℹ  info      Request received
[2:59:09 PM] ›     [VALIDATOR] ⚠  warning   Request did not pass the validation rules
[2:59:09 PM] ›     [VALIDATOR] ✖  error     Request body property jql must be string
[2:59:10 PM] › [HTTP SERVER] post /search ℹ  info      Request received
[2:59:10 PM] ›     [VALIDATOR] ⚠  warning   Request did not pass the validation rules
"""


def test_requests_that_do_not_fit_are_named_once(tmp_path: Path) -> None:
    """With method and path; a request that fits is not among them."""
    log = tmp_path / "log"
    log.write_text(LOG, encoding="utf-8")

    assert Prism("http://127.0.0.1:1", log).misfits() == ["post /search"]


def test_examples_that_are_written_as_text_are_unwrapped() -> None:
    """JSON becomes itself, wherever the example stands; any other text stays."""
    wrapped = {
        "a": [{"example": '{"id": 1}'}, {"example": "[2]"}, {"example": "{no"}, {"example": "x"}]
    }

    found = json.loads(examples_unwrapped(json.dumps(wrapped).encode()))

    assert [part["example"] for part in found["a"]] == [{"id": 1}, [2], "{no", "x"]


def test_a_path_that_the_document_lacks_is_told_from_other_refusals() -> None:
    """By what prism says of it."""
    assert not_in_document(["not readable here: 404: Route not resolved, no path matched"])
    assert not not_in_document(["not readable here: 403: forbidden"])


def test_without_prism_the_test_is_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the reason, and how to get it."""
    (tmp_path / "spec.json").write_text("{}")
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv(PROGRAM, raising=False)

    with (
        pytest.raises(pytest.skip.Exception, match="npm install"),
        prism(tmp_path / "spec.json", tmp_path),
    ):
        pass
    with (
        pytest.raises(pytest.skip.Exception, match="not here"),
        prism(tmp_path / "other.json", tmp_path),
    ):
        pass

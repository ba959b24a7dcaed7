"""Moments as SurveyMonkey writes them."""

from __future__ import annotations

from datetime import UTC, datetime


def stamp(at: int) -> str:
    """Of a response: with its zone."""
    return f"{bare(at)}+00:00"


def bare(at: int) -> str:
    """Of a survey: UTC, which is not said."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def epoch(text: str) -> float:
    """A moment of a query; UTC where it says no zone."""
    moment = datetime.fromisoformat(text.replace(" ", "+"))
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()

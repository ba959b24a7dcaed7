"""What kinds of question there are: family and subtype, or what display and validation make of them.

https://github.com/SurveyMonkey/public_api_docs/blob/main/includes/_questions.md (Formatting Question Types)
"""

from __future__ import annotations

from collections.abc import Mapping

from .choices import NPS_WEIGHTS
from .wire import Question

KINDS: Mapping[str, str] = {
    "single_choice": "single_choice",
    "single_choice/menu": "dropdown",
    "multiple_choice": "multi_choice",
    "matrix/single": "matrix",
    "matrix/rating": "rating",
    "matrix/nps": "nps",
    "matrix/ranking": "ranking",
    "matrix/menu": "matrix",
    "matrix/multi": "matrix",
    "comment": "long_text",
    "open_ended/single": "short_text",
    "open_ended/essay": "long_text",
    "open_ended/multi": "short_text",
    "open_ended/numerical": "number",
    "open_ended/number": "number",
    "open_ended/date": "date",
    "open_ended/email": "contact",
    "open_ended/slider": "scale",
    "open_ended/file_upload": "file",
    "demographic": "contact",
    "datetime": "date",
    "presentation": "statement",
}
"""Family and subtype, or what display and validation make of them → our kind of question."""
MAPS_TO = {
    "name": "Person.display_name",
    "email": "Person.email",
    "phone": "Person.phone",
    "company": "Account.name",
}
_VALIDATED = {
    "integer": "open_ended/number",
    "decimal": "open_ended/number",
    "date_us": "open_ended/date",
    "date_intl": "open_ended/date",
    "email": "open_ended/email",
}


def kind_of(question: Question) -> str:
    """What kind of question it is: a key of `KINDS`, or the vendor's own words for one we do not know."""
    family, subtype = question.family or "", question.subtype or ""
    shown = question.display_options.display_type if question.display_options else None
    if family == "open_ended" and shown in ("slider", "file_upload"):
        return f"open_ended/{shown}"
    if family == "open_ended" and subtype in ("single", "") and question.validation:
        return _VALIDATED.get(question.validation.type or "", "open_ended/single")
    if family == "matrix" and subtype == "rating" and _weights(question) == NPS_WEIGHTS:
        return "matrix/nps"
    exact = f"{family}/{subtype}"
    return exact if exact in KINDS or family not in KINDS else family


def _weights(question: Question) -> list[int | float | None]:
    choices = (question.answers.choices if question.answers else None) or ()
    return [choice.weight for choice in choices if not choice.is_na]

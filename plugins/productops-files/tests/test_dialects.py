"""Each tool's export is recognised by its own marks, and every column gets its meaning. All files are synthetic."""

from __future__ import annotations

import pytest
from file_exports import (
    EXPORTS,
    GOOGLE,
    MICROSOFT,
    MONKEY_1,
    MONKEY_2,
    MONKEY_BARE,
    MONKEY_CODED,
    QUALTRICS_2,
    QUALTRICS_3,
    TYPEFORM,
)

from productops_files.columns import Header
from productops_files.dialects import header_of


def parts(header: Header) -> dict[str, list[tuple[str, str]]]:
    """Question → (part, label) of its columns."""
    return {
        key: [(column.part, column.label) for column in columns]
        for key, columns in header.questions().items()
    }


def roles(header: Header) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for column in header.columns:
        if column.role != "answer":
            found.setdefault(column.role, []).append(column.header)
    return found


@pytest.mark.parametrize(
    ("dialect", "rows"), [(name, rows) for name, many in EXPORTS.items() for rows in many]
)
def test_the_tool_is_recognised(dialect: str, rows: list[list[str]]) -> None:
    assert header_of(rows).dialect == dialect


def test_surveymonkey_two_rows() -> None:
    header = header_of(MONKEY_2)
    assert header.height == 2
    assert parts(header) == {
        "How do you like it?": [("value", "")],
        "What do you use?": [
            ("option", "Boards"), ("option", "Lists"), ("option", "Exports"),
            ("other", "Other (please specify)"),
        ],
        "Rate each": [("row", "Speed"), ("row", "Price")],
        "Anything else?": [("value", "")],
    }  # fmt: skip
    assert roles(header) == {
        "id": ["Respondent ID"], "collector": ["Collector ID"], "started": ["Start Date"],
        "submitted": ["End Date"], "email": ["Email Address"],
    }  # fmt: skip


def test_surveymonkey_one_row() -> None:
    assert parts(header_of(MONKEY_1)) == {
        "Do you like it?": [("value", ""), ("other", "Other (please specify)")],
        "What do you use?": [("option", "Boards"), ("option", "Lists")],
    }


def test_surveymonkey_three_rows() -> None:
    """The middle row names the row of a matrix whose cells are options of their own."""
    rows = [
        ["Respondent ID", "Rate each", "", "Comment"],
        ["", "Speed", "Price", ""],
        ["", "Score", "Score", "Open-Ended Response"],
        ["1", "4", "2", "Fine"],
        ["2", "5", "3", ""],
    ]
    header = header_of(rows)
    assert header.height == 3
    assert parts(header)["Rate each"] == [("row", "Speed - Score"), ("row", "Price - Score")]


def test_surveymonkey_coded() -> None:
    """`Not selected` is no label; the option is what others chose."""
    assert parts(header_of(MONKEY_CODED))["q0002"] == [("option", "Boards"), ("option", "Lists")]


def test_surveymonkey_without_its_first_columns() -> None:
    header = header_of(MONKEY_BARE)
    assert (header.height, len(header.questions())) == (2, 2)


def test_qualtrics_is_known_by_its_import_ids() -> None:
    """Names and wording may be in any language."""
    header = header_of(QUALTRICS_3)
    assert header.height == 3
    assert parts(header) == {"QID1": [("value", "")], "Rate each": [("row", "Speed"), ("row", "Price")]}  # fmt: skip
    assert roles(header) == {"started": ["StartDate"], "completed": ["Finished"], "id": ["ResponseId"]}  # fmt: skip


def test_qualtrics_of_long_ago() -> None:
    header = header_of(QUALTRICS_2)
    assert header.height == 2
    assert [column.text for column in header.of("answer")] == ["How do you like it?"]
    assert [column.index for column in header.of("id")] == [0]
    assert [column.index for column in header.of("left_out")] == [5]


def test_typeform_options_stand_side_by_side() -> None:
    """The wording of their question is not in the export; `Other` belongs to what stands left of it."""
    assert parts(header_of(TYPEFORM)) == {
        "What is your role?": [("value", ""), ("other", "Other")],
        "Boards / Lists / Exports": [
            ("option", "Boards"), ("option", "Lists"), ("option", "Exports"), ("other", "Other"),
        ],
        "Any wishes?": [("value", "")],
    }  # fmt: skip


def test_google_grids_and_checkboxes() -> None:
    header = header_of(GOOGLE)
    assert parts(header)["Rate each"] == [("row", "Speed"), ("row", "Price")]
    assert [column.header for column in header.columns if column.multi] == ["What do you use?"]


def test_microsoft_quiz_and_several_choices() -> None:
    header = header_of(MICROSOFT)
    assert [column.header for column in header.columns if column.multi] == ["What do you use?"]
    assert roles(header)["hidden"] == ["Points - What do you use?"]
    assert "Key2" in parts(header)


def test_headers_that_repeat_stay_apart() -> None:
    header = header_of([["A", "A", "", "A"], ["1", "2", "3", "4"]], "plain")
    assert [column.header for column in header.columns] == ["A", "A (2)", "Column 3", "A (3)"]


def test_a_given_dialect_is_not_questioned() -> None:
    rows = [["Respondent ID", "Why?"], ["1", "So"]]
    assert header_of(rows, "plain").dialect == "plain"
    assert header_of(rows, "surveymonkey").dialect == "surveymonkey"

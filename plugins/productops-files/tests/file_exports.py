"""Exports as each tool writes them; synthetic."""

from __future__ import annotations

import json

MONKEY_2 = [
    ["Respondent ID", "Collector ID", "Start Date", "End Date", "Email Address", "How do you like it?", "What do you use?", "", "", "", "Rate each", "", "Anything else?"],
    ["", "", "", "", "", "Response", "Boards", "Lists", "Exports", "Other (please specify)", "Speed", "Price", "Open-Ended Response"],
    ["9001", "77", "03/14/2026 09:01:02 AM", "03/14/2026 09:05:00 AM", "ida@customer.example", "A lot", "Boards", "", "Exports", "the API", "Good", "Poor", "Please add dark mode"],
    ["9002", "77", "03/15/2026 10:00:00 PM", "03/15/2026 10:03:00 PM", "", "Not much", "", "Lists", "", "", "Poor", "Good", ""],
]  # fmt: skip
MONKEY_1 = [
    ["RespondentID", "Do you like it?", "Do you like it? - Other (please specify)", "What do you use? - Boards", "What do you use? - Lists"],
    ["1", "Yes", "", "Boards", ""],
    ["2", "Other (please specify)", "It depends", "", "Lists"],
]  # fmt: skip
MONKEY_CODED = [
    ["", "StartDate", "EndDate", "q0001", "q0002_0001", "q0002_0002"],
    ["1", "5/10/18 4:01", "5/20/18 4:06", "Well", "Boards", "Not selected"],
    ["2", "5/10/18 6:30", "5/20/18 6:53", "Badly", "Not selected", "Lists"],
]
MONKEY_BARE = [
    ["How do you like it?", "What do you use?", ""],
    ["Response", "Boards", "Lists"],
    ["A lot", "Boards", ""],
    ["Not much", "", "Lists"],
]
QUALTRICS_3 = [
    ["StartDate", "Finished", "ResponseId", "Q1", "Q2_1", "Q2_2"],
    ["Start", "Beendet", "Antwort-ID", "How do you like it?", "Rate each - Speed", "Rate each - Price"],
    [json.dumps({"ImportId": each}) for each in ("startDate", "finished", "_recordId", "QID1", "QID2_1", "QID2_2")],
    ["2026-03-01 10:00:00", "1", "R_1", "Well", "4", "2"],
]  # fmt: skip
QUALTRICS_2 = [
    ["V1", "V2", "V8", "V9", "Q1", ""],
    ["ResponseID", "ResponseSet", "StartDate", "EndDate", "How do you like it?", ""],
    ["R_1", "Default", "2026-03-01 10:00:00", "2026-03-01 10:02:00", "Well", ""],
]
TYPEFORM = [
    ["#", "What is your role?", "Other", "Boards", "Lists", "Exports", "Other", "Any wishes?", "Response Type", "Start Date (UTC)", "Stage Date (UTC)", "Submit Date (UTC)", "Network ID", "Tags", "Ending"],
    ["a1", "Designer", "", "Boards", "", "", "", "Dark mode", "completed", "2026-03-01 10:00:00", "", "2026-03-01 10:02:00", "n1", "", "Thanks"],
    ["a2", "", "Founder", "Boards", "", "Exports", "The API", "", "partial", "2026-03-02 10:00:00", "2026-03-02 10:01:00", "", "n2", "", ""],
]  # fmt: skip
GOOGLE = [
    ["Timestamp", "Email Address", "How do you like it?", "What do you use?", "Rate each [Speed]", "Rate each [Price]"],
    ["6/21/2026 23:29:42", "ida@customer.example", "A lot", "Boards, Lists", "4", "2"],
    ["6/22/2026 0:06:36", "", "A lot", "Boards, Lists, Exports", "3", "5"],
    ["6/22/2026 1:06:36", "", "Not much", "Lists", "3", "5"],
]  # fmt: skip
MICROSOFT = [
    ["ID", "Start time", "Completion time", "Email", "Name", "What do you use?", "Points - What do you use?", "Key", "Key2"],
    ["1", "1/2/26 10:00:00", "1/13/26 10:02:00", "anonymous", "", "Boards;Lists;", "1", "x", "y"],
    ["2", "1/3/26 10:00:00", "1/14/26 10:02:00", "anonymous", "", "Lists;", "0", "x", "y"],
]  # fmt: skip
PLAIN = [["Title", "Text"], ["One", "Two"]]

EXPORTS = {
    "surveymonkey": [MONKEY_2, MONKEY_1, MONKEY_CODED, MONKEY_BARE],
    "qualtrics": [QUALTRICS_3, QUALTRICS_2],
    "typeform": [TYPEFORM],
    "google_forms": [GOOGLE],
    "microsoft_forms": [MICROSOFT],
    "plain": [PLAIN, [["", "x"]], []],
}

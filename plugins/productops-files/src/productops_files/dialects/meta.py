"""Columns that say something of the response and not what was answered, by tool."""

from __future__ import annotations

from ..columns import Role

SURVEYMONKEY: dict[str, Role] = {
    "respondentid": "id", "collectorid": "collector", "startdate": "started", "enddate": "submitted",
    "datecreated": "started", "datemodified": "submitted", "ipaddress": "left_out",
    "emailaddress": "email", "firstname": "first_name", "lastname": "last_name", "customdata": "hidden",
    "customdata1": "hidden", "customvalue": "hidden", "collectornm": "collector",
}  # fmt: skip
# https://www.qualtrics.com/support/survey-platform/data-and-analysis-module/data/download-data/understanding-your-dataset/
QUALTRICS: dict[str, Role] = {
    "startdate": "started", "enddate": "submitted", "recordeddate": "updated", "status": "hidden",
    "ipaddress": "left_out", "progress": "progress", "duration": "seconds", "finished": "completed",
    "recordid": "id", "responseid": "id", "recipientlastname": "last_name",
    "recipientfirstname": "first_name", "recipientemail": "email", "emailaddress": "email",
    "externaldatareference": "hidden", "externalreference": "hidden", "locationlatitude": "left_out",
    "locationlongitude": "left_out", "locationaccuracy": "left_out", "distributionchannel": "collector",
    "userlanguage": "language", "responseset": "hidden", "name": "name",
}  # fmt: skip
TYPEFORM: dict[str, Role] = {
    "#": "id", "startdateutc": "started", "submitdateutc": "submitted", "stagedateutc": "updated",
    "networkid": "left_out", "responsetype": "completed", "tags": "hidden", "ending": "hidden",
}  # fmt: skip
# `Timestamp` in the languages Google's forms are most used in
GOOGLE_TIME = frozenset({
    "timestamp", "zeitstempel", "horodateur", "marcatemporal", "carimbodedatahora", "informazionicronologiche",
    "tijdstempel", "タイムスタンプ", "时间戳记", "sygnaturaczasowa", "отметкавремени",
})  # fmt: skip
GOOGLE: dict[str, Role] = {
    **dict.fromkeys(GOOGLE_TIME, "submitted"), "emailaddress": "email", "username": "email",
    "email": "email", "emailadresse": "email", "adressemail": "email", "score": "hidden",
}  # fmt: skip
MICROSOFT: dict[str, Role] = {
    "id": "id", "starttime": "started", "completiontime": "submitted", "email": "email", "name": "name",
    "lastmodifiedtime": "updated", "totalpoints": "hidden", "quizfeedback": "hidden", "language": "language",
    "gradepostedtime": "hidden",
}  # fmt: skip

"""A message without the replies it quotes and without its signature.

It goes line by line and is linear in the length of the text, because whoever writes to support decides
what comes: the libraries for this build one large expression, and 20,000 empty lines hang it.

What it knows of mail programs is data: how they introduce a quote, the keys of a quoted head, and closing
formulas, in the languages of the first connectors' users.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

# `On … wrote:`, as Gmail, Apple Mail and Thunderbird write it in the sender's language.
_WROTE = re.compile(
    r"^(?:on|am|le|el|il|op|em|no dia|den|dnia|w dniu)\b.{4,200}"
    r"(?:wrote|schrieb|écrit|escribió|scritto|schreef|escreveu|skrev|napisał\w*)\b.{0,120}:$"
    r"|^(?:20\d\d[年/-]|el \w+ \d).{4,200}:$"
    r"|^.{1,120}さん(?:は|が).{0,40}(?:書きました|メッセージ).{0,4}$",
    re.IGNORECASE,
)
_DATED = re.compile(r"\d{1,2}[:.h]\s?\d{2}|@")
# Heads that Outlook puts above a quote: a first key, and at least two of the others in the next lines.
_FROM = re.compile(r"^\*?(?:from|von|de|da|van|från|fra|od|差出人)\s?[:：]\*?\s*\S", re.IGNORECASE)
_HEAD = re.compile(
    r"^\*?(?:sent|date|to|cc|subject|gesendet|datum|an|betreff|envoyé|à|objet|enviado|fecha|para|asunto"
    r"|data|a|oggetto|verzonden|aan|onderwerp|assunto|skickat|till|ämne|送信日時|宛先|件名)\s?[:：]",
    re.IGNORECASE,
)
_ORIGINAL = re.compile(
    r"^[-_ ]{2,}\s?(?:original message|original-nachricht|ursprüngliche nachricht|message d.origine"
    r"|mensaje original|messaggio originale|oorspronkelijk bericht|mensagem original"
    r"|元のメッセージ)\s?[-_ ]{2,}$",
    re.IGNORECASE,
)
_FORWARDED = re.compile(
    r"^[-_> ]*(?:begin )?(?:forwarded message|weitergeleitete nachricht|message transféré"
    r"|mensaje reenviado|messaggio inoltrato|doorgestuurd bericht|転送)",
    re.IGNORECASE,
)
# Zendesk's own line, in any language: https://support.zendesk.com/hc/en-us/articles/4408886840986
_ABOVE = re.compile(r"^##- .* -##$")
_DEVICE = re.compile(
    r"^(?:sent from (?:my|outlook|mail|yahoo|proton)\b|get outlook for\b|von meinem .{1,30} gesendet"
    r"|gesendet mit\b|envoyé (?:de|depuis) mon\b|enviado desde mi\b|enviado do meu\b|inviato da\b"
    r"|verzonden vanaf mijn\b|iphoneから送信).{0,80}$",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"^(?:(?:(?:with )?(?:best|kind|kindest|warm|many)? ?regards|(?:many )?thanks|thank you|cheers"
    r"|sincerely|yours sincerely|best wishes|best)"
    r"|(?:mit )?(?:freundlichen|besten|vielen|herzlichen) grüßen|(?:viele|beste|liebe|herzliche) grüße"
    r"|mfg|vg|lg|(?:bien )?cordialement|bien à vous|cdlt|(?:un )?(?:cordial )?saludos?|atentamente"
    r"|cordiali saluti|distinti saluti|met vriendelijke groet(?:en)?|mvg|atenciosamente"
    r"|med vänliga hälsningar|よろしくお願い(?:いた)?します)[\s,.!。]*$",
    re.IGNORECASE,
)
_RULE = re.compile(r"^_{5,}$")


def _starts(words: str) -> frozenset[str]:
    return frozenset(
        start
        for word in words.split()
        for start in (word[:3].lower(), word[:3].capitalize(), word[:3].upper())
    )


# How a line of the above can begin: one look at each line, so that most texts cost a microsecond.
_BEGINS = _starts(
    "from von de: da: van från fra od: 差出人 sent get gesendet envoyé enviado inviato verzonden iphone begin"
    " forwarded weiter message mensaje messaggio doorgestuurd 転送 -- --- ___ ##-"
) | {"*Fr", "*Vo", "*De"}
_CLOSES = _starts(
    "with best kind warm many regards thank cheers sincerely yours mit freund beste viele vielen liebe herz mfg"
    " vg vg, lg lg, bien cordial cdlt saludo atenta distinti met mvg atencios med よろしく"
) | {"Un ", "un "}
_LONGEST_CLOSING = 60
_LOOKED_AT = 3000
"""Lines: a longer message is a log, and a quote would have begun by then."""
_LONGEST_SIGNATURE = 12
_LONGEST_LINE = 90
_HEAD_LINES = 6
_WRAPPED = 3
_LONGEST_INTRODUCTION = 400
_INTRODUCED = (":", "：", "書きました。", "書きました")


def clean_reply(text: str) -> str:
    """*text* without quoted replies and signature; *text* itself where it holds none, or nothing else."""
    if "\n" not in text or not _has_clue(text):
        return text
    lines = text.splitlines()
    own = lines[: _end(lines)]
    kept = "\n".join(line for line in own if not line.lstrip().startswith(">")).strip()
    return kept if kept and kept != text.strip() else text


def _has_clue(text: str) -> bool:
    """Whether there can be a quote or a signature; a quote is introduced by a line that ends in a colon."""
    for line in text.splitlines():
        bare = line.strip()
        start = bare[:3]
        if start in _BEGINS or bare[:1] == ">" or bare.endswith(_INTRODUCED):
            return True
        if start in _CLOSES and len(bare) <= _LONGEST_CLOSING:
            return True
    return False


def _end(lines: Sequence[str]) -> int:
    """The number of the first line that is not the writer's own."""
    bare = [line.strip() for line in lines]
    for at, line in enumerate(bare[:_LOOKED_AT]):
        if not line:
            continue
        if _FORWARDED.match(line):
            return len(lines)  # what somebody forwards is what they want to say
        if _opens_quote(bare, at) or _opens_signature(lines, bare, at):
            return at
    return len(lines)


def _opens_quote(bare: Sequence[str], at: int) -> bool:
    line = bare[at]
    if _ABOVE.match(line) or _ORIGINAL.match(line):
        return True
    if _RULE.match(line):
        return any(_is_head(bare, below) for below in range(at + 1, min(at + 3, len(bare))))
    return _is_head(bare, at) or _introduces(bare, at)


def _introduces(bare: Sequence[str], at: int) -> bool:
    """`On … wrote:`, which mail programs wrap at will; a date or an address, or a quote right below."""
    for length in range(1, _WRAPPED + 1):
        whole = " ".join(bare[at : at + length])
        if not whole.endswith(_INTRODUCED) or len(whole) > _LONGEST_INTRODUCTION:
            continue
        below = next((line for line in bare[at + length : at + length + 3] if line), "")
        if _WROTE.match(whole) and (_DATED.search(whole) or below.startswith(">")):
            return True
    return False


def _is_head(bare: Sequence[str], at: int) -> bool:
    """A line with From, and at least two of Sent, To, Subject below it."""
    if not _FROM.match(bare[at]):
        return False
    return sum(bool(_HEAD.match(line)) for line in bare[at + 1 : at + 1 + _HEAD_LINES]) > 1


def _opens_signature(lines: Sequence[str], bare: Sequence[str], at: int) -> bool:
    """A signature is short and ends the message; what stands first in it is none."""
    if at == 0 or not any(bare[:at]):
        return False
    if lines[at] in ("-- ", "--"):  # RFC 3676 4.3; many programs drop the blank
        return _is_short(bare, at + 1, _LONGEST_SIGNATURE)
    if _DEVICE.match(bare[at]):
        return _is_short(bare, at + 1, 2)
    return bool(_CLOSING.match(bare[at])) and _is_short(bare, at + 1, 8)


def _is_short(bare: Sequence[str], start: int, most: int) -> bool:
    """Whether only a few short lines follow, up to a quote or the end."""
    count = 0
    for at in range(start, len(bare)):
        line = bare[at]
        if line.startswith(">") or (line and _opens_quote(bare, at)):
            return True
        count += bool(line)
        if count > most or len(line) > _LONGEST_LINE:
            return False
    return True

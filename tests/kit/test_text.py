"""HTML and mail as plain text, and text that can be stored."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from productops.kit.text import bodies, clean_reply, html_to_text, to_utf8_safe

SAID = "The export still fails.\n\nEvery time."


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("plain &amp; simple ", "plain & simple"),
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("One<br>Two<br/>Three", "One\nTwo\nThree"),
        ("<div>One</div><div>Two</div>", "One\nTwo"),
        ("<p>a\n  b\t c&nbsp;d</p>", "a b c d"),
        ("Steps:<ul><li>open</li><li><b>click</b> it</li></ul>done", "Steps:\n\n- open\n- click it\n\ndone"),
        ('see <a href="https://x.example/?a=1">the page</a>.', "see the page."),
        ("<style>p{}</style><script>if (a<b) {}</script><p>text</p><!-- <p>no</p> -->", "text"),
        ("<p>answer</p><blockquote><p>old</p><p>text</p></blockquote>", "answer\n\n> old\n>\n> text"),
        ("<blockquote>1<blockquote>2</blockquote></blockquote>3", "> 1\n>\n> > 2\n\n3"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("<pre>def f():\n    pass</pre>", "def f():\n   pass"),
        ('nice <img src="s.png" alt="😀">', "nice 😀"),
        ("1 < 2 and <b>3 &lt; 4</b>", "1 < 2 and 3 < 4"),
        ("<a title='1 > 0' href=x>t</a>", "t"),
        ("<p data=don't>y</p>", "y"),
        ("<!DOCTYPE html><?xml v?><p>unclosed <b>bold", "unclosed bold"),
        ("<p>shown</p><script>never closed", "shown"),
        ("<p>shown</p><!-- never closed", "shown"),
        ("<p>日本語<br>テスト</p>", "日本語\nテスト"),
        ("<p></p>", ""),
    ],
)  # fmt: skip
def test_html_reads_as_in_a_browser(html, expected) -> None:
    """Paragraphs, breaks, bullets, quotes and links' text; no scripts, no styles."""
    assert html_to_text(html) == expected


WROTE = {
    "english": "On Mon, Mar 3, 2025 at 9:14 AM Support <support@acme.example> wrote:",
    "english, wrapped": "On Mon, Mar 3, 2025 at 9:14 AM Support\n<support@acme.example>\nwrote:",
    "german": "Am Mo., 3. März 2025 um 09:14 Uhr schrieb Support <support@acme.example>:",
    "french": "Le lun. 3 mars 2025 à 09:14, Support <support@acme.example> a écrit :",
    "spanish": "El lun, 3 mar 2025 a las 9:14, Support (<support@acme.example>) escribió:",
    "italian": "Il giorno lun 3 mar 2025 alle 09:14 Support <s@acme.example> ha scritto:",
    "dutch": "Op ma 3 mrt 2025 om 09:14 schreef Support <support@acme.example>:",
    "portuguese": "Em seg., 3 de mar. de 2025 às 09:14, Support <s@acme.example> escreveu:",
    "japanese": "2025年3月3日(月) 9:14 Support <support@acme.example>:",
}
HEADS = {
    "outlook": "________________________________\nFrom: Support <s@acme.example>\nSent: Monday\nTo: Jo\nSubject: Re",
    "outlook, german": "Von: Support\nGesendet: Montag, 3. März 2025 09:14\nAn: Jo\nBetreff: AW: Export",
    "outlook, french": "De : Support\nEnvoyé : lundi 3 mars 2025 09:14\nÀ : Jo\nObjet : Re",
    "outlook, japanese": "差出人: Support\n送信日時: 2025年3月3日\n宛先: Jo\n件名: Re",
    "old outlook": "-----Original Message-----\nFrom: Support",
    "zendesk": "##- Please type your reply above this line -##",
}
SIGNATURES = {
    "rfc": "-- \nJo Doe\nAcme Ltd\nhttps://acme.example",
    "rfc, no blank": "--\nJo",
    "english": "Best regards,\nJo Doe\nAcme Ltd",
    "german": "Mit freundlichen Grüßen\nJo Muster\nAcme GmbH",
    "french": "Cordialement,\nJo",
    "spanish": "Saludos,\nJo",
    "japanese": "よろしくお願いいたします。\n山田",
    "thanks": "Thanks,\nJo",
    "phone": "Sent from my iPhone",
    "phone, german": "Von meinem iPhone gesendet",
    "phone, french": "Envoyé de mon iPhone",
    "outlook": "Get Outlook for iOS",
}


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("quote", WROTE.values(), ids=WROTE)
def test_a_quoted_reply_is_cut(quote, ends) -> None:
    """From `On … wrote:` on, in the languages of mail programs."""
    text = f"{SAID}\n\n{quote}\n\n> Please try again.\n> Thanks\n".replace("\n", ends)

    assert clean_reply(text) == SAID


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_a_quoted_head_is_cut(head) -> None:
    """Outlook quotes without any mark but a head."""
    assert clean_reply(f"{SAID}\n\n{head}\n\nPlease try again.\n") == SAID


@pytest.mark.parametrize("signature", SIGNATURES.values(), ids=SIGNATURES)
def test_a_signature_is_cut(signature) -> None:
    """Alone, and above a quote."""
    assert clean_reply(f"{SAID}\n\n{signature}\n") == SAID
    assert clean_reply(f"{SAID}\n\n{signature}\n\n{WROTE['english']}\n> old\n") == SAID


def test_answers_between_quotes_are_kept() -> None:
    """Only what was quoted goes."""
    text = "> Does it work?\nNo.\n> And now?\nStill not."

    assert clean_reply(text) == "No.\nStill not."


@pytest.mark.parametrize(
    "text",
    [
        "",
        "one line",
        SAID,
        "Steps:\n- open\n- click\n\nThen it fails:\nError 42",
        "Steps:\n--verbose\n-- not a signature\n" + "a long story goes on here, " * 5,
        "Best regards\nis how your mails end, and I have a question about the invoice that came today, because the sum is not what the offer said; could you please look into it for me?",
        "On 3 March I wrote:\nplease cancel",
        "First part\n\n---\n\nSecond part after a rule",
        "Hello,\nFrom: my point of view\nthis is a bug",
        "Thank you\nfor the quick answer. One more thing about the export though: it is still empty.",
    ],
)
def test_what_quotes_nothing_is_left_as_it_is(text) -> None:
    """Not one blank of it moves, and it is the same object."""
    assert clean_reply(text) is text


@pytest.mark.parametrize(
    "text",
    [
        "> only a quote\n> of two lines",
        "On Mon, Mar 3, 2025 at 9:14 AM Jo <jo@x.example> wrote:\n> old",
        "FYI\n\n---------- Forwarded message ---------\nFrom: Bo <b@x.example>\nDate: Mon\nTo: Jo\nSubject: x\n\nThe export is broken.",
    ],
)
def test_a_message_that_would_be_empty_or_is_forwarded_stays_whole(text) -> None:
    """What somebody only quotes or forwards is what they want to say."""
    assert clean_reply(text) is text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("schön 😀", "schön 😀"),
        ("\ud83d\ude00", "😀"),
        ("cut \ud83d", "cut \ufffd"),
        ("\ude00\ud83d", "\ufffd\ufffd"),
        ("a\x00b", "a\ufffdb"),
    ],
)
def test_text_that_utf8_cannot_hold_is_mended(text, expected) -> None:
    """Halves that belong together are joined, lone ones replaced."""
    assert to_utf8_safe(text) == expected
    assert to_utf8_safe(text).encode()


@given(st.text(st.characters(exclude_categories=[])))
def test_any_text_becomes_storable(text) -> None:
    """Whatever JSON can carry."""
    safe = to_utf8_safe(text)

    assert "\x00" not in safe
    assert safe.encode().decode() == safe
    assert html_to_text(f"<p>{safe}").encode() is not None
    assert clean_reply(safe).encode() is not None


HOSTILE = {
    "nested divs": "<div>" * 200_000,
    "blanks": "<pre>" + " " * 300_000 + "x" + "</div> <div>" * 50_000,
    "nested quotes": "<blockquote>x" * 100_000,
    "open tags": '<a "' * 200_000,
    "comments": "<!--" * 200_000 + "<!-" * 100_000,
    "scripts": "<script>" * 100_000,
    "ampersands": "<b>" + "&am" * 200_000,
    "empty lines": "\n" * 200_000 + "x:\n",
    "on on on": "On " * 50_000 + "wrote:\n" * 1000,
    "introductions": "On Mon, Mar 3, 2025 at 9:14 AM\n" * 20_000 + "wrote:",
    "heads": "From: a\n" * 50_000,
    "closings": "x\n" + "regards\n" * 50_000,
    "dashes": "x\n" + "-- \n" * 50_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_no_text_takes_long(text) -> None:
    """Linear in length; quadratic code would need minutes for these. The limit is no timing, only a fuse."""
    began = time.monotonic()
    html_to_text(text)
    clean_reply(text)

    assert time.monotonic() - began < 30


def test_a_text_fills_four_columns() -> None:
    """As it is, as text, and without what it quotes; nothing for no text."""
    assert bodies("<p>Yes.</p><blockquote>no?</blockquote>", "html") == {
        "body": "<p>Yes.</p><blockquote>no?</blockquote>",
        "body_format": "html",
        "body_plain": "Yes.\n\n> no?",
        "body_clean": "Yes.",
    }
    assert bodies("Yes.")["body_clean"] == "Yes."
    assert bodies("<p>a</p>", "html", "told")["body_plain"] == "told"
    assert bodies(None) == {"body": None}

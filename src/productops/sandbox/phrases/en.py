"""What customers and agents of the fictional company write in English; `{}` slots are filled by `talk`."""

from __future__ import annotations

from .base import Phrases

ENGLISH = Phrases(
    areas={
        "exports": "exports",
        "billing": "invoices",
        "sign_in": "single sign-on",
        "mobile": "the mobile app",
        "integrations": "the calendar integration",
        "notifications": "notifications",
        "dashboards": "dashboards",
        "permissions": "roles and permissions",
    },
    greetings=("Hello,", "Hi there,", "Hi team,", "Good morning,"),
    subjects={
        "bug": (
            "Problem with {area}",
            "{area} not working since this week",
            "Error in {area}: {code}",
        ),
        "request": ("Feature request: {area}", "Could you improve {area}?", "Idea for {area}"),
        "question": ("Question about {area}", "How do I set up {area}?", "Help with {area} please"),
        "complaint": ("Disappointed with {area}", "Still no fix for {area}", "Escalation: {area}"),
        "praise": ("Thank you for the new {area}", "Feedback on {area}", "Small note on {area}"),
    },
    openings={
        "bug": ("We have run into a problem with {area}.", "Something broke in {area} yesterday."),
        "request": (
            "We use {product} every day and miss one thing in {area}.",
            "I would like to suggest a change to {area}.",
        ),
        "question": (
            "I could not find this in the help centre, so I am asking here about {area}.",
            "A quick question about {area}.",
        ),
        "complaint": (
            "I am writing for the third time about {area}.",
            "We pay for {plan} and expected better from {area}.",
        ),
        "praise": (
            "I just wanted to say that the update to {area} is a real help.",
            "Nice work on {area}!",
        ),
    },
    details={
        "exports": (
            "The CSV export stops after 10,000 rows and shows no message, so the totals in our spreadsheet are wrong.",
            "When I export a board to Excel, dates come out as numbers and the owner column is empty.",
            "The nightly export e-mail arrived at 04:00 without an attachment on three days in a row.",
        ),
        "billing": (
            "The invoice for last month lists {n} seats, but we removed {m} of them before the renewal date.",
            "Our VAT number is missing on the PDF, and accounting cannot book it like this.",
            "We were charged twice: once by card and once by bank transfer.",
        ),
        "sign_in": (
            "After the identity provider sends people back, they land on an empty page with the code {code}.",
            "New colleagues are created as guests although the group mapping says member.",
            'People are signed out every 20 minutes, even with "keep me signed in" ticked.',
        ),
        "mobile": (
            "On Android the app closes as soon as a photo larger than 8 MB is attached.",
            "Offline edits are lost when the phone comes back online in the lift or in the basement.",
            "The check list jumps back to the top after every tick, which makes it unusable with gloves on.",
        ),
        "integrations": (
            "Events that are moved in the calendar stay at the old time on the board.",
            "The connection asks for permission again every Monday and nothing syncs until an admin confirms it.",
            "Recurring meetings are created {n} times instead of once.",
        ),
        "notifications": (
            "I receive an e-mail for every single comment, although the daily digest is selected.",
            "Mentions in private boards reach people who cannot open them.",
            "Push messages come about {n} hours late, when the shift is already over.",
        ),
        "dashboards": (
            'The burn-down chart takes {n} seconds to load and often ends with "{code}".',
            "Filters are forgotten when a dashboard is shared, so everyone sees different numbers.",
            "The weekly view starts on Sunday, and there is no setting for it.",
        ),
        "permissions": (
            "Contractors can see the budget field on boards they were only invited to comment on.",
            "A board owner cannot hand over the board before leaving the company.",
            "There is no role between editor and admin, so {n} people are admins who should not be.",
        ),
    },
    context=(
        "This affects about {n} people in our {team} team.",
        "We noticed it first on {day}; before that everything was fine.",
        "We tried Firefox and Chrome, with and without extensions, and the result is the same.",
        "For us this is the last thing that keeps the old spreadsheet alive.",
        "Our next review is on {day}, so a short answer before then would help a lot.",
        "I have attached a screenshot and the steps: open the board, choose {area}, confirm, wait.",
    ),
    asks={
        "bug": ("Could you please look into it?", "Is there a workaround until this is fixed?"),
        "request": ("Is this planned?", "Would you consider it for one of the next releases?"),
        "question": ("What is the recommended way?", "Could you point me to the right setting?"),
        "complaint": (
            "I expect a clear answer this week.",
            "Please tell me who is responsible for this.",
        ),
        "praise": ("No answer needed.", "Please pass this on to the people who built it."),
    },
    closings=("Best regards,", "Thanks,", "Kind regards,"),
    replies={
        "first": (
            "thank you for writing to us. I have read your description and can see what you mean. I will check it with a test board and come back to you today.",
            "thanks for the details. I have passed this to the colleagues who look after {area} and will keep you posted.",
        ),
        "ask": (
            "to narrow it down, could you tell us when it happened last and which browser or device was used? A link to one affected board would help too.",
            "could you send us the message that is shown, and the name of one person who is affected?",
        ),
        "planned": (
            "this is on our list now as {issue}. I cannot promise a date, but your note has been added to it and you will hear from us when it ships.",
            "our engineers can reproduce it and track it as {issue}. Until then, please use the older view from the board menu.",
        ),
        "solved": (
            "this is fixed since this morning. Please reload once; if it comes back, just answer this message.",
            "I have corrected the setting for your account. Everything should work as described in the help centre now.",
        ),
    },
    answers=(
        "Thanks for the quick answer. It happened again this morning, around nine.",
        "I tried that, and it works for two of our boards but not for the third one.",
        "Any news on this? My colleagues keep asking.",
        "Great, that did the trick. Thank you!",
    ),
    verdicts={
        "good": ("Quick and friendly.", "Solved on the first try.", "Clear answer, thank you!"),
        "bad": (
            "It took far too long.",
            "The problem is still there.",
            "I had to explain everything twice.",
        ),
    },
    merged="This request was closed and merged into request #{number}.",
    quote="On {day}, {name} wrote:",
)

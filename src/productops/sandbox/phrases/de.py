"""What customers and agents of the fictional company write in German."""

from __future__ import annotations

from .base import Phrases

GERMAN = Phrases(
    areas={
        "exports": "Export",
        "billing": "Rechnung",
        "sign_in": "Single Sign-on",
        "mobile": "Handy-App",
        "integrations": "Kalender-Anbindung",
        "notifications": "Benachrichtigungen",
        "dashboards": "Dashboards",
        "permissions": "Rollen und Rechte",
    },
    greetings=("Guten Tag,", "Hallo zusammen,", "Sehr geehrte Damen und Herren,", "Guten Morgen,"),
    subjects={
        "bug": (
            "Fehler: {area}",
            "{area} funktioniert seit dieser Woche nicht",
            "Fehlermeldung {code} ({area})",
        ),
        "request": ("Verbesserungsvorschlag: {area}", "Wunsch zu {area}", "Idee: {area}"),
        "question": (
            "Frage zu {area}",
            "Wie richte ich das ein: {area}?",
            "Bitte um Hilfe: {area}",
        ),
        "complaint": ("Beschwerde: {area}", "Immer noch keine Lösung: {area}", "Eskalation {area}"),
        "praise": ("Danke für die Neuerungen: {area}", "Rückmeldung zu {area}", "Lob: {area}"),
    },
    openings={
        "bug": (
            "wir haben seit gestern ein Problem im Bereich „{area}“.",
            "bei „{area}“ stimmt etwas nicht.",
        ),
        "request": (
            "wir nutzen {product} täglich und vermissen eine Kleinigkeit bei „{area}“.",
            "ich möchte eine Änderung bei „{area}“ vorschlagen.",
        ),
        "question": (
            "in der Hilfe habe ich dazu leider nichts gefunden, daher meine Frage zu „{area}“.",
            "eine kurze Frage zu „{area}“:",
        ),
        "complaint": (
            "ich schreibe nun zum dritten Mal wegen „{area}“.",
            "wir bezahlen für {plan} und hatten bei „{area}“ mehr erwartet.",
        ),
        "praise": (
            "die letzte Änderung bei „{area}“ ist eine echte Erleichterung.",
            "schöne Arbeit bei „{area}“!",
        ),
    },
    details={
        "exports": (
            "Der CSV-Export bricht nach 10.000 Zeilen ohne Meldung ab, die Summen in unserer Tabelle stimmen dann nicht.",
            "Beim Export nach Excel werden aus Datumswerten Zahlen, und die Spalte „Verantwortlich“ bleibt leer.",
        ),
        "billing": (
            "Auf der Rechnung stehen {n} Plätze, obwohl wir {m} davon rechtzeitig gekündigt haben.",
            "Auf dem PDF fehlt unsere Umsatzsteuer-Identifikationsnummer; so kann die Buchhaltung nicht buchen.",
        ),
        "sign_in": (
            "Nach der Anmeldung landen die Kolleginnen und Kollegen auf einer leeren Seite mit dem Code {code}.",
            "Neue Personen werden als Gast angelegt, obwohl die Gruppenzuordnung „Mitglied“ sagt.",
        ),
        "mobile": (
            "Unter Android schließt sich die App, sobald ein Foto über 8 MB angehängt wird.",
            "Änderungen ohne Netz gehen verloren, sobald das Gerät im Keller wieder Empfang bekommt.",
        ),
        "integrations": (
            "Im Kalender verschobene Termine bleiben auf dem Board zur alten Zeit stehen.",
            "Die Verbindung fragt jeden Montag erneut nach der Freigabe, bis dahin wird nichts übertragen.",
        ),
        "notifications": (
            "Ich bekomme für jeden Kommentar eine E-Mail, obwohl die Tagesübersicht eingestellt ist.",
            "Push-Nachrichten kommen etwa {n} Stunden zu spät, dann ist die Schicht schon vorbei.",
        ),
        "dashboards": (
            "Das Diagramm braucht {n} Sekunden und endet oft mit „{code}“.",
            "Beim Teilen gehen die Filter verloren, sodass alle andere Zahlen sehen.",
        ),
        "permissions": (
            "Externe sehen das Budget-Feld auf Boards, die sie nur kommentieren dürfen.",
            "Zwischen Bearbeiten und Administrieren gibt es keine Rolle, deshalb haben {n} Personen zu viele Rechte.",
        ),
    },
    context=(
        "Betroffen sind ungefähr {n} Personen in unserem Team {team}.",
        "Aufgefallen ist es uns am {day}, davor lief alles.",
        "Wir haben es mit Firefox und Chrome geprüft, das Ergebnis ist dasselbe.",
        "Für uns ist das der letzte Grund, die alte Tabelle noch zu pflegen.",
        "Unser nächster Termin dazu ist am {day}; eine kurze Antwort vorher wäre sehr hilfreich.",
    ),
    asks={
        "bug": ("Könnten Sie das bitte prüfen?", "Gibt es bis zur Behebung einen Umweg?"),
        "request": ("Ist so etwas geplant?", "Wäre das für eine der nächsten Versionen denkbar?"),
        "question": ("Was ist der empfohlene Weg?", "Wo finde ich die richtige Einstellung?"),
        "complaint": (
            "Ich erwarte diese Woche eine klare Antwort.",
            "Bitte nennen Sie mir die zuständige Person.",
        ),
        "praise": ("Eine Antwort ist nicht nötig.", "Bitte geben Sie das gern weiter."),
    },
    closings=("Mit freundlichen Grüßen", "Viele Grüße", "Besten Dank"),
    replies={
        "first": (
            "vielen Dank für Ihre Nachricht. Ich habe die Beschreibung gelesen, prüfe das an einem Test-Board und melde mich heute noch einmal.",
            "danke für die genauen Angaben. Ich habe sie an die zuständigen Kollegen weitergegeben und halte Sie auf dem Laufenden.",
        ),
        "ask": (
            "könnten Sie uns sagen, wann es zuletzt aufgetreten ist und mit welchem Browser oder Gerät? Ein Link zu einem betroffenen Board hilft ebenfalls.",
        ),
        "planned": (
            "das steht jetzt als {issue} auf unserer Liste. Einen Termin kann ich nicht nennen, Ihre Rückmeldung ist dort aber vermerkt.",
        ),
        "solved": (
            "seit heute Morgen ist das behoben. Bitte laden Sie die Seite einmal neu; falls es wieder auftritt, antworten Sie einfach auf diese Nachricht.",
            "ich habe die Einstellung für Ihr Konto korrigiert. Es sollte nun alles wie in der Hilfe beschrieben funktionieren.",
        ),
    },
    answers=(
        "Danke für die schnelle Antwort. Heute früh gegen neun ist es wieder passiert.",
        "Das habe ich probiert; bei zwei Boards klappt es, beim dritten nicht.",
        "Gibt es hier etwas Neues? Die Kollegen fragen schon nach.",
        "Prima, das war es. Vielen Dank!",
    ),
    verdicts={
        "good": ("Schnell und freundlich.", "Auf Anhieb gelöst.", "Klare Antwort, danke!"),
        "bad": (
            "Hat viel zu lange gedauert.",
            "Das Problem besteht weiterhin.",
            "Ich musste alles zweimal erklären.",
        ),
    },
    merged="Diese Anfrage wurde geschlossen und mit Anfrage #{number} zusammengeführt.",
    quote="Am {day} schrieb {name}:",
)

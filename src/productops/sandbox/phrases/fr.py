"""What customers and agents of the fictional company write in French."""

from __future__ import annotations

from .base import Phrases

FRENCH = Phrases(
    areas={
        "exports": "l’export",
        "billing": "la facturation",
        "sign_in": "l’authentification unique",
        "mobile": "l’application mobile",
        "integrations": "la liaison avec l’agenda",
        "notifications": "les notifications",
        "dashboards": "les tableaux de bord",
        "permissions": "les rôles et les droits",
    },
    greetings=("Bonjour,", "Bonjour à toute l’équipe,", "Madame, Monsieur,"),
    subjects={
        "bug": ("Problème avec {area}", "Erreur {code} : {area}", "Ça ne marche plus : {area}"),
        "request": (
            "Suggestion : {area}",
            "Serait-il possible d’améliorer {area} ?",
            "Une idée pour {area}",
        ),
        "question": (
            "Question sur {area}",
            "Comment configurer {area} ?",
            "Besoin d’aide : {area}",
        ),
        "complaint": (
            "Toujours pas de solution : {area}",
            "Réclamation : {area}",
            "Déçus par {area}",
        ),
        "praise": ("Merci pour {area}", "Retour sur {area}", "Bravo pour {area}"),
    },
    openings={
        "bug": (
            "Depuis hier, nous avons un souci avec {area}.",
            "Quelque chose ne va plus avec {area}.",
        ),
        "request": (
            "Nous utilisons {product} tous les jours et il nous manque un détail dans {area}.",
            "Je souhaite proposer un changement pour {area}.",
        ),
        "question": (
            "Je n’ai pas trouvé la réponse dans l’aide, d’où ma question sur {area}.",
            "Une petite question sur {area}.",
        ),
        "complaint": (
            "C’est la troisième fois que j’écris au sujet de {area}.",
            "Nous payons l’offre {plan} et attendions mieux de {area}.",
        ),
        "praise": (
            "La dernière version nous fait gagner un temps précieux pour {area}.",
            "Beau travail sur {area} !",
        ),
    },
    details={
        "exports": (
            "L’export CSV s’arrête à 10 000 lignes sans aucun message, et les totaux de notre tableur sont faux.",
            "Dans Excel, les dates deviennent des nombres et la colonne « Responsable » est vide.",
        ),
        "billing": (
            "La facture du mois indique {n} licences alors que nous en avons retiré {m} avant l’échéance.",
            "Notre numéro de TVA n’apparaît pas sur le PDF, la comptabilité ne peut donc pas l’enregistrer.",
        ),
        "sign_in": (
            "Au retour du fournisseur d’identité, les collègues arrivent sur une page vide avec le code {code}.",
            "Tout le monde est déconnecté au bout de 20 minutes, même en cochant « rester connecté ».",
        ),
        "mobile": (
            "Sous Android, l’application se ferme dès qu’une photo de plus de 8 Mo est jointe.",
            "Les modifications faites hors ligne disparaissent quand le téléphone retrouve le réseau.",
        ),
        "integrations": (
            "Un rendez-vous déplacé dans l’agenda reste à l’ancienne heure sur le tableau.",
            "Les réunions périodiques sont créées {n} fois au lieu d’une.",
        ),
        "notifications": (
            "Je reçois un courriel à chaque commentaire alors que le résumé quotidien est choisi.",
            "Les alertes arrivent avec {n} heures de retard, une fois l’équipe rentrée.",
        ),
        "dashboards": (
            "Le graphique met {n} secondes à s’afficher et finit souvent par « {code} ».",
            "Les filtres sont perdus au moment du partage : chacun voit des chiffres différents.",
        ),
        "permissions": (
            "Les prestataires voient le champ budget sur des tableaux qu’ils devraient seulement commenter.",
            "Il n’y a pas de rôle entre éditeur et administrateur : {n} personnes ont trop de droits.",
        ),
    },
    context=(
        "Cela concerne environ {n} personnes de notre équipe {team}.",
        "Nous l’avons remarqué le {day} ; avant, tout allait bien.",
        "Nous avons essayé avec Firefox et Chrome, sans différence.",
        "C’est la dernière raison pour laquelle nous gardons l’ancien tableur.",
    ),
    asks={
        "bug": ("Pourriez-vous regarder ?", "Existe-t-il un contournement en attendant ?"),
        "request": ("Est-ce prévu ?", "Pourriez-vous l’envisager pour une prochaine version ?"),
        "question": ("Quelle est la méthode conseillée ?", "Où se trouve le bon réglage ?"),
        "complaint": (
            "J’attends une réponse claire cette semaine.",
            "Qui est responsable de ce sujet chez vous ?",
        ),
        "praise": ("Pas besoin de réponse.", "Merci de transmettre à l’équipe."),
    },
    closings=("Cordialement,", "Merci d’avance,", "Bien à vous,"),
    replies={
        "first": (
            "merci pour votre message. J’ai bien lu votre description, je vérifie sur un tableau de test et je reviens vers vous aujourd’hui.",
        ),
        "ask": (
            "pourriez-vous nous dire quand cela s’est produit la dernière fois, et avec quel navigateur ou appareil ? Un lien vers un tableau concerné nous aiderait.",
        ),
        "planned": (
            "le sujet est suivi sous la référence {issue}. Je ne peux pas donner de date, mais votre demande y est notée.",
        ),
        "solved": (
            "c’est corrigé depuis ce matin. Rechargez la page une fois ; si le problème revient, répondez simplement à ce message.",
            "j’ai corrigé le réglage de votre compte. Tout devrait fonctionner comme décrit dans l’aide.",
        ),
    },
    answers=(
        "Merci pour la réponse rapide. C’est encore arrivé ce matin vers neuf heures.",
        "J’ai essayé : cela marche pour deux tableaux, pas pour le troisième.",
        "Des nouvelles ? Mes collègues me relancent.",
        "Parfait, c’était bien cela. Merci !",
    ),
    verdicts={
        "good": ("Rapide et aimable.", "Réglé du premier coup.", "Réponse claire, merci !"),
        "bad": (
            "Beaucoup trop long.",
            "Le problème est toujours là.",
            "Il a fallu tout expliquer deux fois.",
        ),
    },
    merged="Cette demande a été close et fusionnée avec la demande n° {number}.",
    quote="Le {day}, {name} a écrit :",
)

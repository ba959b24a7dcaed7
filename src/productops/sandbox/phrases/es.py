"""What customers and agents of the fictional company write in Spanish."""

from __future__ import annotations

from .base import Phrases

SPANISH = Phrases(
    areas={
        "exports": "la exportación",
        "billing": "la facturación",
        "sign_in": "el inicio de sesión único",
        "mobile": "la aplicación móvil",
        "integrations": "la conexión con el calendario",
        "notifications": "los avisos",
        "dashboards": "los paneles",
        "permissions": "los roles y permisos",
    },
    greetings=("Hola:", "Buenos días:", "Estimado equipo:"),
    subjects={
        "bug": (
            "Problema con {area}",
            "Error {code} en {area}",
            "No funciona desde esta semana: {area}",
        ),
        "request": ("Sugerencia sobre {area}", "¿Podrían mejorar {area}?", "Una idea para {area}"),
        "question": (
            "Duda sobre {area}",
            "¿Cómo se configura {area}?",
            "Ayuda con {area}, por favor",
        ),
        "complaint": (
            "Seguimos sin solución: {area}",
            "Queja sobre {area}",
            "Decepcionados con {area}",
        ),
        "praise": ("Gracias por {area}", "Comentario sobre {area}", "Enhorabuena por {area}"),
    },
    openings={
        "bug": ("Desde ayer tenemos un problema con {area}.", "Algo se ha estropeado en {area}."),
        "request": (
            "Usamos {product} a diario y echamos de menos un detalle en {area}.",
            "Me gustaría proponer un cambio en {area}.",
        ),
        "question": (
            "No he encontrado la respuesta en la ayuda, así que pregunto por aquí sobre {area}.",
            "Una pregunta rápida sobre {area}.",
        ),
        "complaint": (
            "Es la tercera vez que escribo sobre {area}.",
            "Pagamos el plan {plan} y esperábamos más de {area}.",
        ),
        "praise": (
            "La última mejora nos ahorra mucho tiempo con {area}.",
            "¡Buen trabajo con {area}!",
        ),
    },
    details={
        "exports": (
            "La exportación a CSV se detiene en 10.000 filas sin avisar, y los totales de nuestra hoja no cuadran.",
            "En Excel las fechas salen como números y la columna «Responsable» queda vacía.",
        ),
        "billing": (
            "La factura del mes indica {n} licencias, pero dimos de baja {m} antes de la renovación.",
            "Falta nuestro número fiscal en el PDF y contabilidad no puede registrarlo.",
        ),
        "sign_in": (
            "Al volver del proveedor de identidad aparece una página vacía con el código {code}.",
            "La sesión se cierra cada 20 minutos, aunque marquemos «mantener la sesión».",
        ),
        "mobile": (
            "En Android la aplicación se cierra al adjuntar una foto de más de 8 MB.",
            "Los cambios hechos sin conexión se pierden al recuperar la cobertura.",
        ),
        "integrations": (
            "Las citas que se mueven en el calendario se quedan a la hora antigua en el tablero.",
            "Las reuniones periódicas se crean {n} veces en lugar de una.",
        ),
        "notifications": (
            "Recibo un correo por cada comentario aunque tengo elegido el resumen diario.",
            "Los avisos llegan con unas {n} horas de retraso, cuando el turno ya ha terminado.",
        ),
        "dashboards": (
            "El gráfico tarda {n} segundos y a menudo acaba en «{code}».",
            "Al compartir un panel se pierden los filtros y cada persona ve cifras distintas.",
        ),
        "permissions": (
            "Los externos ven el campo de presupuesto en tableros donde solo deberían comentar.",
            "No hay un rol entre editor y administrador; {n} personas tienen demasiados permisos.",
        ),
    },
    context=(
        "Afecta a unas {n} personas de nuestro equipo de {team}.",
        "Lo notamos por primera vez el {day}; antes todo iba bien.",
        "Lo hemos probado con Firefox y Chrome, con el mismo resultado.",
        "Para nosotros es el último motivo por el que seguimos con la hoja antigua.",
    ),
    asks={
        "bug": ("¿Podrían revisarlo?", "¿Hay alguna alternativa mientras tanto?"),
        "request": ("¿Está previsto?", "¿Lo tendrían en cuenta para una próxima versión?"),
        "question": ("¿Cuál es la forma recomendada?", "¿Dónde está el ajuste correcto?"),
        "complaint": (
            "Espero una respuesta clara esta semana.",
            "¿Quién es la persona responsable?",
        ),
        "praise": ("No hace falta que respondan.", "Trasládenlo al equipo, por favor."),
    },
    closings=("Un saludo,", "Gracias y saludos,", "Atentamente,"),
    replies={
        "first": (
            "gracias por escribirnos. He leído la descripción, lo compruebo en un tablero de prueba y le respondo hoy mismo.",
        ),
        "ask": (
            "¿podría decirnos cuándo ocurrió por última vez y con qué navegador o dispositivo? Un enlace a un tablero afectado también ayuda.",
        ),
        "planned": (
            "ya está registrado como {issue}. No puedo prometer una fecha, pero su comentario queda anotado ahí.",
        ),
        "solved": (
            "está corregido desde esta mañana. Vuelva a cargar la página; si reaparece, responda a este mensaje.",
            "he corregido el ajuste de su cuenta. Ahora todo debería funcionar como indica la ayuda.",
        ),
    },
    answers=(
        "Gracias por la rapidez. Ha vuelto a pasar esta mañana, sobre las nueve.",
        "Lo he probado: funciona en dos tableros, pero no en el tercero.",
        "¿Hay novedades? Mis compañeros siguen preguntando.",
        "Perfecto, era eso. ¡Muchas gracias!",
    ),
    verdicts={
        "good": ("Rápido y amable.", "Resuelto a la primera.", "Respuesta clara, ¡gracias!"),
        "bad": (
            "Ha tardado demasiado.",
            "El problema sigue ahí.",
            "Tuve que explicarlo todo dos veces.",
        ),
    },
    merged="Esta solicitud se cerró y se combinó con la solicitud n.º {number}.",
    quote="El {day}, {name} escribió:",
)

"""Write a prototype that is a web service: pages with forms, in Dutch and English. docs/python.md shows how to begin.

To add something that a page can show, write a function in parts.py and a method of Page that adds it; to add a type that a form can ask for,
an entry of KINDS in question.py.
"""

from . import lab
from .form import form
from .html import Html, html
from .lab import Fact, NotShared, Refused, Step
from .number import Amount, Code, Share, show_amount, show_date, show_share, show_whole
from .page import Page
from .person import Person
from .plaza import Offer, Question, Reply, Turn
from .question import Choice, ask, choice
from .request import Request
from .response import Response
from .router import Router
from .words import Language, Text, Words, text

__all__ = [
    "Amount",
    "Choice",
    "Code",
    "Fact",
    "Html",
    "Language",
    "NotShared",
    "Offer",
    "Page",
    "Person",
    "Question",
    "Refused",
    "Reply",
    "Request",
    "Response",
    "Router",
    "Share",
    "Step",
    "Text",
    "Turn",
    "Words",
    "ask",
    "choice",
    "form",
    "html",
    "lab",
    "show_amount",
    "show_date",
    "show_share",
    "show_whole",
    "text",
]

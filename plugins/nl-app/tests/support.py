"""What the tests share."""

import os
import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import service
from fieldlab_service import Code
from fieldlab_service.visitor import Visitor

FOLDER = Path(__file__).resolve().parents[1]
os.chdir(FOLDER)

#: What Anas can share.
SINCE = {"person.arrival_date": date(2025, 5, 1), "person.residence_title": Code(26)}
WHERE = {"household.municipality": Code(193)}


def visitor(**options: Any) -> Visitor:
    return Visitor(service.routes, **{"plays": {}, "persona": "anas", **options})


def fixture(path: str) -> Any:
    return tomllib.loads((FOLDER.parents[1] / "fixtures" / path).read_text(encoding="utf-8"))


def item(page: str, step: str) -> str:
    """What stands at a step in the list."""
    found = re.search(rf'<li[^>]*><a href="/stap/{step}">.*?</li>', page)
    assert found is not None, step
    return found[0]

"""What a component and a test take from files."""

from __future__ import annotations

import tomllib
from pathlib import Path

from .router import Made

#: The folder with this SDK, `page/` and `wit/`: `plugins/` in the lab, `vendor/` in a prototype by itself.
SHARED = Path(__file__).resolve().parents[2]


def made(folder: Path) -> Made:
    """Reads it for the prototype in a folder."""
    path = folder / "prototype.toml"
    if not path.is_file():
        raise FileNotFoundError(f"there is no prototype in {folder}: it has no prototype.toml")
    try:
        manifest = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path}: {error}") from None
    style, icon = ((SHARED / "page" / name).read_text(encoding="utf-8") for name in ("style.css", "icon.svg"))
    return Made(manifest, style, icon)


def prototype_folder() -> Path:
    """The nearest folder with a prototype, upward from here."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "prototype.toml").is_file():
            return folder
    raise FileNotFoundError(f"there is no prototype.toml in {here}, or in a folder above it")

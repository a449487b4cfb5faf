"""The command line: `python -m fieldlab_service build [FOLDER] [--out FILE]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .build import Told, build


def main() -> None:
    """Does what the command line says."""
    parser = argparse.ArgumentParser(prog="fieldlab_service", description="Makes prototypes into components.")
    commands = parser.add_subparsers(required=True)
    building = commands.add_parser("build", help="make the component of a prototype")
    building.add_argument("folder", nargs="?", type=Path, default=Path(), help="the prototype's folder")
    building.add_argument("--out", type=Path, help="the component [default: target/service.wasm in the folder]")
    arguments = parser.parse_args()
    out = arguments.out or arguments.folder / "target" / "service.wasm"
    try:
        size = build(arguments.folder.resolve(), out.resolve())
    except (Told, FileNotFoundError, ValueError) as error:
        sys.exit(str(error))
    print(f"{out.resolve()} ({-(-size // 1024)} kB)")


main()

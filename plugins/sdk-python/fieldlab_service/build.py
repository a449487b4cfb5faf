"""Makes the component of a prototype.

The world of the component follows from the manifest: what `uses` does not name is not imported, and the plaza is exported when there is
`[answers]`. In pyproject.toml, under `[tool.fieldlab]`,
`module` is the module with the prototype's routes (`service` when nothing is said), and `include` a world of the folder `wit/` that it exports
or imports besides.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path
from typing import Any

from .made import SHARED, made

#: What each capability of the manifest imports, with the name of its module when that is not the last part of its own.
_CAPABILITIES = {
    "citizens": "fieldlab:lab/citizens@0.1.0",
    "vault": "fieldlab:lab/vault@0.1.0",
    "keyvalue": "wasi:keyvalue/store@0.2.0-draft",
    "config": "wasi:config/store@0.2.0-rc.1",
    "logging": "wasi:logging/logging@0.1.0-draft",
}

#: What every service imports.
_ALWAYS = ("wasi:http/types@0.2.0", "fieldlab:lab/types@0.1.0", "fieldlab:lab/visit@0.1.0", "fieldlab:lab/explanations@0.1.0")

#: What a prototype exports besides that answers questions.
_PLAZA = "fieldlab:lab/plaza@0.1.0"

#: Modules of interfaces whose own names are not theirs alone.
_NAMES = {
    "wasi:http/types@0.2.0": "http_types",
    "fieldlab:lab/types@0.1.0": "values",
    "wasi:keyvalue/store@0.2.0-draft": "keyvalue",
    "wasi:config/store@0.2.0-rc.1": "config",
}


class Told(Exception):
    """An error of the author's: said without where in this file it came up."""


#: Folders of what builds and tests leave behind.
_LEFT_BEHIND = ("target", "__pycache__")


def build(folder: Path, out: Path) -> int:
    """Makes the component of the prototype in a folder, and gives its size in bytes.

    When it is there and nothing has changed it stays: two builds of the same sources do not have the same bytes.
    """
    program = _componentize_py()
    of, note = _fingerprint(folder), out.with_name(f"{out.name}.of")
    if out.is_file() and note.is_file() and note.read_text(encoding="utf-8") == of:
        return out.stat().st_size
    project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))
    own = project.get("tool", {}).get("fieldlab", {})
    module, include = own.get("module", "service"), own.get("include")
    if not (folder / f"{module}.py").is_file() and not (folder / module).is_dir():
        hint = 'name the module with your routes in pyproject.toml: [tool.fieldlab] module = "service"'
        raise Told(f"there is no {module}.py in {folder}\n  hint: {hint}")
    taken = made(folder)
    if include is None:
        # What it exports besides has types that only the component knows.
        _try_out(folder, module)
    uses = taken.manifest.get("service", {}).get("uses", [])
    imports = [*_ALWAYS, *(_CAPABILITIES[use] for use in uses if use in _CAPABILITIES)]
    work = folder / "target" / "fieldlab"
    shutil.rmtree(work, ignore_errors=True)
    _write_world(work / "wit", folder, imports, include, answers="answers" in taken.manifest)
    _write_modules(work, module, taken.manifest, taken.style, taken.icon, include)
    names = [f"--import-interface-name={name}={_NAMES[name]}" for name in imports if name in _NAMES]
    # Copies: the component's Python leaves what it compiled beside the modules.
    shutil.copytree(folder, work / "own", ignore=shutil.ignore_patterns(".*", *_LEFT_BEHIND, "vendor"))
    shutil.copytree(Path(__file__).parent, work / "sdk" / "fieldlab_service", ignore=shutil.ignore_patterns(*_LEFT_BEHIND))
    paths = [f"--python-path={path}" for path in (work, work / "own", work / "sdk")]
    out.parent.mkdir(parents=True, exist_ok=True)
    command: list[str | Path] = [program, "--quiet", "-d", work / "wit", "-w", "service", *names, "componentize", *paths, "-o", out, "fieldlab_entry"]
    # Where it finds what else is installed for this Python.
    environment = {**os.environ, "VIRTUAL_ENV": sys.prefix}
    ended = subprocess.run(command, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True, check=False)
    if ended.returncode != 0:
        raise Told(_shortened(ended.stderr, folder))
    note.write_text(of, encoding="utf-8")
    return out.stat().st_size


def _fingerprint(folder: Path) -> str:
    """What the component is made of: the files of the prototype, the SDK and what all SDKs share, and the tool."""
    try:
        version = importlib.metadata.version("componentize-py")
    except importlib.metadata.PackageNotFoundError:
        version = "of another Python"
    digest = hashlib.sha256(version.encode())

    def add(path: Path) -> None:
        for inner in sorted(path.iterdir()):
            if inner.name.startswith(".") or inner.name in _LEFT_BEHIND:
                continue
            if inner.is_dir():
                add(inner)
            elif inner.is_file():
                digest.update(f"{inner}\0".encode() + inner.read_bytes() + b"\0")

    for place in (folder, *(SHARED / name for name in ("sdk-python", "page", "wit"))):
        add(place)
    return digest.hexdigest()


def _componentize_py() -> Path:
    """The program, beside this Python or in PATH."""
    beside = Path(sysconfig.get_path("scripts")) / "componentize-py"
    found = shutil.which(str(beside)) or shutil.which("componentize-py")
    if found is None:
        hint = f"install the SDK with what it needs: {sys.executable} -m pip install -e {SHARED / 'sdk-python'}"
        raise Told(f"there is no componentize-py\n  hint: {hint}")
    return Path(found)


def _write_world(wit: Path, prototype: Path, imports: list[str], include: str | None, *, answers: bool) -> None:
    dependencies = wit / "deps"
    shutil.copytree(SHARED / "wit" / "deps", dependencies)
    for file in [*(SHARED / "wit").glob("*.wit"), *(SHARED / "wit" / "http").rglob("*.wit")]:
        shutil.copy(file, dependencies)
    lines = [*(f"import {name};" for name in imports), "export wasi:http/incoming-handler@0.2.0;"]
    if answers:
        lines.append(f"export {_PLAZA};")
    if include is not None:
        shutil.copytree(prototype / "wit", dependencies / "own")
        lines.append(f"include {include};")
    world = "\n".join(f"    {line}" for line in lines)
    (wit / "world.wit").write_text(f"package fieldlab:made;\n\nworld service {{\n{world}\n}}\n", encoding="utf-8")


def _write_modules(work: Path, module: str, manifest: dict[str, Any], style: str, icon: str, include: str | None) -> None:
    own = f"from {module} import *\n" if include is not None else ""
    plaza = _PLAZA_MODULE if "answers" in manifest else ""
    (work / "fieldlab_entry.py").write_text(
        f"""import {module} as service
{own}from fieldlab_service.router import Made
from fieldlab_service.wasi import Plaza as Answers, handler
from wit_world import exports

made = Made({manifest!r}, {style!r}, {icon!r})
handle = handler(service.routes, made)


class IncomingHandler(exports.IncomingHandler):
    def handle(self, request, response_out):
        handle(request, response_out)
{plaza}""",
        encoding="utf-8",
    )


#: The end of the entry module, of a prototype that answers questions.
_PLAZA_MODULE = """

answers = Answers(service, made)


class Plaza(exports.Plaza):
    def offers(self, question):
        return answers.offers(question)

    def respond(self, question, offer, said):
        return answers.respond(question, offer, said)
"""


def _try_out(folder: Path, module: str) -> None:
    """Runs the module here first: what is wrong in it shows at once, and not after the time that a component takes."""
    code = (
        "import sys; from pathlib import Path\n"
        "from fieldlab_service import Router; from fieldlab_service.made import made; from fieldlab_service.plaza import discord\n"
        f"import {module} as service\n"
        "taken = made(Path.cwd())\n"
        "router = service.routes(Router(taken))\n"
        "wrong = None if isinstance(router, Router) else '`routes` gives no router: end it with: return router'\n"
        "sys.exit(wrong or discord(service, taken.manifest))"
    )
    path = os.pathsep.join([str(folder), str(SHARED / "sdk-python")])
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
    ended = subprocess.run([sys.executable, "-c", code], cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if ended.returncode != 0:
        lines = [line for line in ended.stderr.strip().splitlines() if 'File "<string>"' not in line]
        raise Told("\n".join(lines))


def _shortened(said: str, folder: Path) -> str:
    """What the component's Python said, with the author's files by their names."""
    said, _, _ = said.partition("Stack backtrace:")
    start = said.rfind("Traceback (most recent call last):")
    # The folders of the module path, in the order in which they were given.
    return said[max(start, 0) :].replace('"/1/', f'"{folder}{os.sep}').strip()

"""Makes the component of a prototype.

The world of the component follows from the manifest: what `uses` does not name is not imported. In pyproject.toml, under `[tool.fieldlab]`,
`module` is the module with the prototype's routes (`service` when nothing is said), and `include` a world of the folder `wit/` that it exports
or imports besides.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path

from .made import SHARED, made

#: What each capability of the manifest imports, with the name of its module when that is not the last part of its own.
_CAPABILITIES = {
    "citizens": "fieldlab:lab/citizens@0.1.0",
    "keyvalue": "wasi:keyvalue/store@0.2.0-draft",
    "config": "wasi:config/store@0.2.0-rc.1",
    "logging": "wasi:logging/logging@0.1.0-draft",
}

#: What every service imports.
_ALWAYS = ("wasi:http/types@0.2.0", "fieldlab:lab/types@0.1.0", "fieldlab:lab/visit@0.1.0", "fieldlab:lab/explanations@0.1.0")

#: Modules of interfaces whose own names are not theirs alone.
_NAMES = {
    "wasi:http/types@0.2.0": "http_types",
    "fieldlab:lab/types@0.1.0": "values",
    "wasi:keyvalue/store@0.2.0-draft": "keyvalue",
    "wasi:config/store@0.2.0-rc.1": "config",
}


class Told(Exception):
    """An error of the author's: said without where in this file it came up."""


def build(folder: Path, out: Path) -> int:
    """Makes the component of the prototype in a folder, and gives its size in bytes."""
    program = _componentize_py()
    project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))
    own = project.get("tool", {}).get("fieldlab", {})
    module, include = own.get("module", "service"), own.get("include")
    if not (folder / f"{module}.py").is_file() and not (folder / module).is_dir():
        hint = 'name the module with your routes in pyproject.toml: [tool.fieldlab] module = "service"'
        raise Told(f"there is no {module}.py in {folder}\n  hint: {hint}")
    taken = made(folder)
    uses = taken.manifest.get("service", {}).get("uses", [])
    imports = [*_ALWAYS, *(_CAPABILITIES[use] for use in uses if use in _CAPABILITIES)]
    work = folder / "target" / "fieldlab"
    shutil.rmtree(work, ignore_errors=True)
    _write_world(work / "wit", folder, imports, include)
    _write_modules(work, module, taken.manifest, taken.style, taken.icon, include)
    names = [f"--import-interface-name={name}={_NAMES[name]}" for name in imports if name in _NAMES]
    paths = [f"--python-path={path}" for path in (work, folder, SHARED / "sdk-python")]
    out.parent.mkdir(parents=True, exist_ok=True)
    command = [program, "--quiet", "-d", work / "wit", "-w", "service", *names, "componentize", *paths, "-o", out, "fieldlab_entry"]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    ended = subprocess.run(command, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True, check=False)
    if ended.returncode != 0:
        raise Told(_shortened(ended.stderr, folder))
    return out.stat().st_size


def _componentize_py() -> Path:
    """The program, beside this Python or in PATH."""
    beside = Path(sysconfig.get_path("scripts")) / "componentize-py"
    found = shutil.which(str(beside)) or shutil.which("componentize-py")
    if found is None:
        hint = f"install the SDK with what it needs: {sys.executable} -m pip install -e {SHARED / 'sdk-python'}"
        raise Told(f"there is no componentize-py\n  hint: {hint}")
    return Path(found)


def _write_world(wit: Path, prototype: Path, imports: list[str], include: str | None) -> None:
    dependencies = wit / "deps"
    shutil.copytree(SHARED / "wit" / "deps", dependencies)
    for file in [*(SHARED / "wit").glob("*.wit"), *(SHARED / "wit" / "http").rglob("*.wit")]:
        shutil.copy(file, dependencies)
    lines = [*(f"import {name};" for name in imports), "export wasi:http/incoming-handler@0.2.0;"]
    if include is not None:
        shutil.copytree(prototype / "wit", dependencies / "own")
        lines.append(f"include {include};")
    world = "\n".join(f"    {line}" for line in lines)
    (wit / "world.wit").write_text(f"package fieldlab:made;\n\nworld service {{\n{world}\n}}\n", encoding="utf-8")


def _write_modules(work: Path, module: str, manifest: object, style: str, icon: str, include: str | None) -> None:
    own = f"from {module} import *\n" if include is not None else ""
    (work / "fieldlab_entry.py").write_text(
        f"""import {module} as service
{own}from fieldlab_service.router import Made
from fieldlab_service.wasi import handler
from wit_world import exports

handle = handler(service.routes, Made({manifest!r}, {style!r}, {icon!r}))


class IncomingHandler(exports.IncomingHandler):
    def handle(self, request, response_out):
        handle(request, response_out)
""",
        encoding="utf-8",
    )


def _shortened(said: str, folder: Path) -> str:
    """What Python said of the author's own files, as they are called outside of the component."""
    _, has_trace, trace = said.partition("Traceback (most recent call last):")
    if not has_trace:
        return said.strip()
    lines = [line for line in trace.splitlines() if line.strip() and "wasm" not in line and "Caused by" not in line]
    return "Traceback (most recent call last):\n" + "\n".join(lines).strip("\n")

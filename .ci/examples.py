"""Runs the examples of a document: every indented block, from the first to the last, in one folder.

Lines that start with `fieldlab` are commands, blocks that start with `select` are SQL for DuckDB, the others are Python. An example that fails or
shows nothing is an error.

usage: examples.py FIELDLAB DOCUMENT
"""

import os
import pathlib
import shlex
import subprocess
import sys
import tempfile
import textwrap

import duckdb

NOTHING = ("", "Empty DataFrame", "shape: (0,", "Series([]")


def blocks(text):
    """The indented blocks of a document."""
    block = []
    for line in text.splitlines() + ["end"]:
        if line.startswith("    ") or (block and not line.strip()):
            block.append(line)
        elif block:
            yield textwrap.dedent("\n".join(block)).strip()
            block = []


def fail(example, why):
    sys.exit(f"an example failed:\n\n{textwrap.indent(example, '    ')}\n\n{why}")


def run(example, command, folder):
    environment = dict(os.environ, FIELDLAB_DATA=str(folder / "data"))
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        fail(example, f"exit code {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout.strip()


def shown(example, fieldlab, folder):
    """What an example shows."""
    if example.startswith("fieldlab "):
        return "\n".join(run(example, [fieldlab, *shlex.split(line)[1:]], folder) for line in example.splitlines())
    if example.startswith("select "):
        os.chdir(folder)
        try:
            rows = duckdb.sql(example).fetchall()
        except duckdb.Error as error:
            fail(example, error)
        return "\n".join(str(row) for row in rows if any(value is not None for value in row))
    return run(example, [sys.executable, "-c", example], folder)


def main(fieldlab, document):
    fieldlab = str(pathlib.Path(fieldlab).resolve())
    examples = list(blocks(pathlib.Path(document).read_text(encoding="utf-8")))
    kinds = {"fieldlab": 0, "select": 0, "import": 0}
    with tempfile.TemporaryDirectory() as folder:
        for example in examples:
            kind = example.split(maxsplit=1)[0]
            if kind not in kinds:
                fail(example, f"it starts with none of {', '.join(kinds)}")
            kinds[kind] += 1
            output = shown(example, fieldlab, pathlib.Path(folder))
            if not output or output.startswith(NOTHING[1:]):
                fail(example, "it shows nothing")
            print(textwrap.indent(example, "    "), output, sep="\n\n", end="\n\n")
        os.chdir("/")
    if not all(kinds.values()):
        sys.exit(f"{document} has no example of some kind: {kinds}")
    print(f"{len(examples)} examples of {document} run")


if __name__ == "__main__":
    main(*sys.argv[1:])

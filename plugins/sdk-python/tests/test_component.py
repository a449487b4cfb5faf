"""Components, made by the real tool. `fieldlab test` runs them, in the lab's own tests."""

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import unittest
from pathlib import Path

from fieldlab_service.build import _NAMES, Told, build

SERVICE = """
from fieldlab_service import Page, lab, text
from wit_world import exports
from wit_world.exports import offers


def routes(router):
    return router.get("/", lambda request: Page(request, text("Hallo", "Hello")))


class Offers(exports.Offers):
    def make_offers(self, about):
        return [offers.Offer(about.about, None, [(str(lab.visit().today), True)]) for person in about.persons]
"""

# Calls what a component exports, with the types of its interfaces, outside of the component.
ANSWERED = """
import importlib
from types import SimpleNamespace
from componentize_py_types import Err
from wit_world.imports import questions, values, vault
from fieldlab_service import NotShared, Offer, Reply, lab, text
from fieldlab_service.router import Made
from fieldlab_service import wasi

shares = [vault.Shared([vault.Attribute("person.arrival_date", values.Value_Date(20209), "BRP")], 20483), vault.Refusal_NotShared("/a")]


def read(request):
    given = shares.pop(0)
    if isinstance(given, vault.Shared):
        return given
    raise Err(given)


def offers(question):
    since = lab.shared("since").get("person.arrival_date")
    return [Offer("a", text("Een", "One")).fits("likely", text(str(since), "b")).wants(text("c", "d"), text("e", "f")).page("/a")]


vault.read = read
wasi.lend(wasi._Lab())
plaza = wasi.Plaza(SimpleNamespace(offers=offers), Made({"answers": {}}))
asked = questions.Question(["debts"], None, "nl", None, False, [questions.Detail("a", "b")])
[offer] = plaza.offers(asked)
assert offer == questions.Offer("a", "nl", "Een", "", questions.Fit.LIKELY, "2025-05-01", [questions.Want("c", "e")], "", "/a"), offer
try:
    plaza.offers(asked)
    raise SystemExit("nothing was shared, and it answered")
except Err as error:
    assert error.value == "the person did not share it; they can at /a", error
shares.append(vault.Refusal_Nobody())
try:
    lab.shared("since")
except NotShared as error:
    assert error.ask is None
talk = SimpleNamespace(offers=offers, respond=lambda question, offer, said: Reply.asks(text(said[0].by, "b"), [text("ja", "yes")]))
said = wasi.Plaza(talk, Made({"answers": {}})).respond(asked, "a", [questions.Turn(questions.Speaker.PERSON, "?")])
assert said == questions.Reply("person", ["ja"], None, False), said
"""

INTERFACE = """package test:plaza@0.1.0;

interface offers {
    record question { about: string, persons: list<u64>, most: option<u32> }
    record offer { title: string, why: option<string>, steps: list<tuple<string, bool>> }
    make-offers: func(about: question) -> result<list<offer>, string>;
}

world provider {
    export offers;
}
"""

TOOL = shutil.which("componentize-py") or shutil.which(Path(sysconfig.get_path("scripts")) / "componentize-py")


@unittest.skipUnless(TOOL, f"there is no componentize-py for {sys.executable}: pip install -e plugins/sdk-python")
class Component(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.out = self.folder / "target" / "service.wasm"

    def write(self, files: dict[str, str]) -> None:
        for name, content in files.items():
            path = self.folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(content, encoding="utf-8")

    def test_it_imports_what_the_manifest_asks_for_and_exports_pages_and_an_interface_of_its_own(self) -> None:
        self.write(
            {
                "pyproject.toml": '[tool.fieldlab]\ninclude = "test:plaza/provider@0.1.0"\n',
                "prototype.toml": '[service]\nuses = ["keyvalue"]\n',
                "service.py": SERVICE,
                "wit/plaza.wit": INTERFACE,
            }
        )
        build(self.folder, self.out)
        made = self.out.read_bytes()
        # The tool takes its own patch of WASI 0.2.
        for name in ("wasi:http/incoming-handler@0.2.", "test:plaza/offers@0.1.0", "fieldlab:lab/visit@0.1.0", "wasi:keyvalue/store@"):
            self.assertIn(name.encode(), made, name)
        for name in ("fieldlab:lab/citizens@", "fieldlab:lab/plaza@", "fieldlab:lab/vault@", "wasi:config/", "wasi:logging/"):
            self.assertNotIn(name.encode(), made, name)
        # What has not changed is not made again: it would have other bytes.
        before = self.out.stat().st_mtime_ns
        build(self.folder, self.out)
        self.assertEqual(self.out.stat().st_mtime_ns, before)

    def test_it_answers_questions_and_reads_what_is_shared_when_the_manifest_says_so(self) -> None:
        manifest = '[service]\nuses = ["vault"]\n[answers]\ntopics = ["debts"]\n'
        routes = "def routes(router):\n    return router\n"
        self.write({"pyproject.toml": "", "prototype.toml": manifest, "service.py": routes})
        with self.assertRaisesRegex(Told, "has no function `offers`"):
            build(self.folder, self.out)
        self.write({"service.py": f"{routes}\ndef offers(question):\n    return []\n"})
        build(self.folder, self.out)
        made = self.out.read_bytes()
        for name in ("fieldlab:lab/plaza@0.1.0", "fieldlab:lab/questions@0.1.0", "fieldlab:lab/vault@0.1.0"):
            self.assertIn(name.encode(), made, name)
        self.check_answers(self.folder / "target" / "fieldlab" / "wit")

    def check_answers(self, wit: Path) -> None:
        bindings = self.folder / "bindings"
        names = [f"--import-interface-name={name}={module}" for name, module in _NAMES.items()]
        subprocess.run([str(TOOL), "-d", wit, "-w", "service", *names, "bindings", bindings], check=True)
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(bindings), str(Path(__file__).parents[1])])}
        subprocess.run([sys.executable, "-c", ANSWERED], env=environment, check=True, stderr=subprocess.DEVNULL)

    def test_what_is_wrong_is_said_with_its_file_and_line(self) -> None:
        self.write({"pyproject.toml": "", "prototype.toml": "[service]\n"})
        wrong = {
            "def routes(router:\n": "service.py.*line 1",
            "nobody()\n": "line 1[^$]*name 'nobody' is not defined",
            "x = 1\n": "no attribute 'routes'",
            "def routes(router):\n    router.get('/', routes)\n": "`routes` gives no router",
        }
        for service, words in wrong.items():
            self.write({"service.py": service})
            with self.assertRaisesRegex(Told, words):
                build(self.folder, self.out)
        (self.folder / "service.py").unlink()
        with self.assertRaisesRegex(Told, "there is no service.py"):
            build(self.folder, self.out)

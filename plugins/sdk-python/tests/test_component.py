"""Components, made by the real tool. `fieldlab test` runs them, in the lab's own tests."""

import shutil
import sys
import sysconfig
import tempfile
import unittest
from pathlib import Path

from fieldlab_service.build import Told, build

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

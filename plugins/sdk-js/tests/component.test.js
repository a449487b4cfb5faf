/** Components, made by the real tool. `fieldlab test` runs them, in the lab's own tests. */

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

const PLUGINS = fileURLToPath(new URL("../../", import.meta.url));
const BUILD = join(PLUGINS, "sdk-js", "build.js");

const folder = mkdtempSync(join(tmpdir(), "fieldlab-"));
after(() => rmSync(folder, { recursive: true }));
symlinkSync(join(PLUGINS, "node_modules"), join(folder, "node_modules"));

function write(files) {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

const component = join(folder, "target", "service.wasm");
const build = () => execFileSync(process.execPath, [BUILD, "build", folder], { encoding: "utf8" });

const SERVICE = `
import { Page, lab, text } from "fieldlab-service";

export const routes = (router) => router.get("/", (request) => new Page(request, text("Hallo", "Hello")));

export const offers = {
  makeOffers({ about, persons, most }) {
    if (about === "") throw "say what it is about";
    return persons.slice(0, most ?? 10).map((person) => ({ title: about, why: null, steps: [[lab.visit().today, true]] }));
  },
};
`;

const INTERFACE = `package test:plaza@0.1.0;

interface offers {
    record question { about: string, persons: list<u64>, most: option<u32> }
    record offer { title: string, why: option<string>, steps: list<tuple<string, bool>> }
    make-offers: func(about: question) -> result<list<offer>, string>;
}

world provider {
    export offers;
}
`;

test("a component imports what the manifest asks for, and exports pages and an interface of its own", () => {
  write({
    "package.json": JSON.stringify({ type: "module", main: "service.js", fieldlab: { include: "test:plaza/provider@0.1.0" } }),
    "prototype.toml": '[service]\nuses = ["keyvalue"]\n',
    "service.js": SERVICE,
    "wit/plaza.wit": INTERFACE,
  });
  assert.match(build(), /service\.wasm \(\d+ kB\)/);
  const bytes = readFileSync(component, "latin1");
  const has = (name) => bytes.includes(name);
  assert.ok(["wasi:http/incoming-handler@0.2.0", "test:plaza/offers@0.1.0", "fieldlab:lab/visit@0.1.0", "wasi:keyvalue/store@0.2.0-draft"].every(has));
  assert.ok(!["wasj:", "fieldlab:lab/citizens", "wasi:config", "wasi:logging"].some(has));
  // What has not changed is not made again: it would have other bytes.
  const made = statSync(component).mtimeMs;
  build();
  assert.equal(statSync(component).mtimeMs, made);
});

test("a component that answers questions exports the plaza, and imports the vault when it uses it", () => {
  write({
    "package.json": JSON.stringify({ type: "module", main: "service.js" }),
    "prototype.toml": '[service]\nuses = ["vault"]\n[answers]\ntopics = ["debts"]\n',
    "service.js": `
import { Offer, Page, text } from "fieldlab-service";

export const routes = (router) => router.get("/", (request) => new Page(request, text("Hallo", "Hello")));
export const offers = () => [new Offer("gesprek", text("Een gesprek", "A talk"))];
`,
  });
  build();
  const bytes = readFileSync(component, "latin1");
  assert.ok(["fieldlab:lab/plaza@0.1.0", "fieldlab:lab/vault@0.1.0"].every((name) => bytes.includes(name)));
  const { status, stderr } = refused({ "prototype.toml": "[service]\n" });
  assert.equal(status, 1);
  assert.match(stderr, /add: \[answers\] topics/);
});

const refused = (files) => {
  write(files);
  return spawnSync(process.execPath, [BUILD, "build", folder], { encoding: "utf8" });
};

test("what is wrong is said with its file and line", () => {
  const said = (service) => {
    const { status, stderr } = refused({ "service.js": service });
    assert.equal(status, 1);
    return stderr;
  };
  assert.match(said("export const routes = (router) => {\n  router..get();\n};\n"), /service\.js:2:/);
  assert.match(said("export const routes = (router) => nobody;\n"), /nobody is not defined[^]*service\.js:1:/);
  assert.match(said("export const pages = 3;\n"), /routes/);
});

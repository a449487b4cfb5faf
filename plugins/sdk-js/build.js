#!/usr/bin/env node
/**
 * Makes the component of a prototype: `fieldlab-service build [FOLDER] [--out FILE]`.
 *
 * The world of the component follows from the manifest: what `uses` does not name is not imported. In package.json, `main` is the module
 * with the prototype's routes, and `fieldlab.include` a world of the folder `wit/` that it exports or imports besides.
 */

import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { parseArgs } from "node:util";

import { SHARED, made } from "./src/made.js";

/** What each capability of the manifest imports: the name in the entry module, and the interface. */
const CAPABILITIES = {
  citizens: ["citizens", "fieldlab:lab/citizens@0.1.0"],
  vault: ["vault", "fieldlab:lab/vault@0.1.0"],
  keyvalue: ["store", "wasi:keyvalue/store@0.2.0-draft"],
  config: ["config", "wasi:config/store@0.2.0-rc.1"],
  logging: ["logging", "wasi:logging/logging@0.1.0-draft"],
};

/**
 * What the interfaces of wasi:http are called while the component is made.
 *
 * componentize-qjs runs the module once, with real streams and a stand-in for HTTP, and then finds that the streams of one are not those of the
 * other. Under another name all of them are stand-ins. The name is as long as the true one, which the component gets at the end.
 */
const STAND_IN = "wasj:";

/** What every service imports. */
const ALWAYS = [
  ["types", `${STAND_IN}http/types@0.2.0`],
  ["stderr", `${STAND_IN}cli/stderr@0.2.0`],
  ["random", "wasi:random/random@0.2.0"],
  ["visit", "fieldlab:lab/visit@0.1.0"],
  ["explanations", "fieldlab:lab/explanations@0.1.0"],
];

/** An error of the author's: said without where in this file it came up. */
class Told extends Error {}

/** Folders of what builds, tests and packages leave behind. */
const LEFT_BEHIND = ["target", "node_modules"];

/** Makes the component, unless it is there and nothing has changed: two builds of the same sources do not have the same bytes. */
async function build(folder, out) {
  const [of, note] = [fingerprint(folder), `${out}.of`];
  if (existsSync(out) && existsSync(note) && readFileSync(note, "utf8") === of) return statSync(out).size;
  const prepared = await prepare(folder);
  const { componentize } = await import("componentize-qjs").catch((error) => {
    throw new Told(`componentize-qjs can't be loaded: ${error.message}\n  hint: run in ${folder}: npm install`);
  });
  const { component } = await componentize(prepared).catch((error) => {
    // The engine says it in a line of its own, after how it came there.
    throw new Told(error.message.replace(/^.*?Failed to (?:evaluate user JavaScript module|declare JavaScript module): (?:Failed to declare JavaScript module: )?/s, ""));
  });
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(note, of);
  writeFileSync(out, Buffer.from(component.toString("latin1").replaceAll(STAND_IN, "wasi:"), "latin1"));
  return component.length;
}

/** What the component is made of: the files of the prototype, the SDK and what all SDKs share, and the tool. */
function fingerprint(folder) {
  const hash = createHash("sha256");
  const add = (path) => {
    for (const entry of readdirSync(path, { withFileTypes: true }).sort((one, other) => (one.name < other.name ? -1 : 1))) {
      const inner = join(path, entry.name);
      if (entry.name.startsWith(".") || LEFT_BEHIND.includes(entry.name)) continue;
      if (entry.isDirectory()) add(inner);
      else if (entry.isFile()) hash.update(`${inner}\0`).update(readFileSync(inner)).update("\0");
    }
  };
  [folder, ...["sdk-js", "page", "wit"].map((name) => join(SHARED, name))].forEach(add);
  return hash.digest("hex");
}

/** Writes the world and the entry module, and says what to make of them. */
async function prepare(folder) {
  const about = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const main = resolve(folder, about.main ?? "src/service.js");
  if (!existsSync(main)) throw new Told(`there is no ${relative(folder, main)}\n  hint: name the module with your routes in package.json: "main": "src/service.js"`);
  const taken = await made(folder);
  const imports = [...ALWAYS, ...(taken.manifest.service?.uses ?? []).flatMap((use) => (use in CAPABILITIES ? [CAPABILITIES[use]] : []))];
  const work = join(folder, "target", "fieldlab");
  rmSync(work, { recursive: true, force: true });
  const include = about.fieldlab?.include;
  const answers = taken.manifest.answers !== undefined;
  const witPath = world(join(work, "wit"), folder, imports, { answers, include });
  const jsPath = join(work, "entry.js");
  const jsSource = entry(dirname(jsPath), main, imports, taken, { answers, include });
  writeFileSync(jsPath, jsSource);
  return { witPath, world: "service", jsPath, jsSource, moduleRoot: common(resolve(folder), resolve(SHARED)), sync: true };
}

/** The folder in which both are. */
function common(one, other) {
  const [parts, others] = [one.split(sep), other.split(sep)];
  const differ = parts.findIndex((part, place) => part !== others[place]);
  return parts.slice(0, differ < 0 ? parts.length : differ).join(sep) || sep;
}

function world(folder, prototype, imports, { answers, include }) {
  const dependencies = join(folder, "deps");
  cpSync(join(SHARED, "wit", "deps"), dependencies, { recursive: true });
  for (const file of ["http.wit", "deps/io.wit", "deps/clocks.wit", "deps/cli.wit", "deps/random.wit"]) {
    const text = readFileSync(join(SHARED, "wit", "http", file), "utf8");
    writeFileSync(join(dependencies, basename(file)), text.replaceAll(/wasi:(?=http|io|clocks|cli)/g, STAND_IN));
  }
  for (const file of readdirSync(join(SHARED, "wit")).filter((name) => name.endsWith(".wit"))) {
    cpSync(join(SHARED, "wit", file), join(dependencies, file));
  }
  if (include !== undefined) cpSync(join(prototype, "wit"), join(dependencies, "own"), { recursive: true });
  const lines = [
    ...imports.map(([, name]) => `import ${name};`),
    `export ${STAND_IN}http/incoming-handler@0.2.0;`,
    ...(answers ? ["export fieldlab:lab/plaza@0.1.0;"] : []),
    ...(include === undefined ? [] : [`include ${include};`]),
  ];
  writeFileSync(join(folder, "world.wit"), `package fieldlab:made;\n\nworld service {\n    ${lines.join("\n    ")}\n}\n`);
  return folder;
}

function entry(folder, main, imports, taken, { answers, include }) {
  const path = JSON.stringify(`./${relative(folder, main).split(sep).join("/")}`);
  return `${imports.map(([name, from]) => `import ${name} from ${JSON.stringify(from)};`).join("\n")}
import * as wasi from "fieldlab-service/wasi";
import * as service from ${path};
${include === undefined ? "" : `export * from ${path};\n`}
const taken = ${JSON.stringify(taken)};
const interfaces = { ${imports.map(([name]) => name).join(", ")} };
export const incomingHandler = wasi.incomingHandler(service.routes, taken, interfaces);
${answers ? "export const" : "const"} plaza = wasi.plaza(service, taken, interfaces);
`;
}

const { values, positionals } = parseArgs({ options: { out: { type: "string" } }, allowPositionals: true });
const [command, folder = "."] = positionals;
try {
  if (command !== "build") throw new Told("say what to do: fieldlab-service build [FOLDER] [--out FILE]");
  const out = resolve(values.out ?? join(folder, "target", "service.wasm"));
  const bytes = await build(resolve(folder), out);
  console.log(`${out} (${Math.ceil(bytes / 1024)} kB)`);
} catch (error) {
  console.error(error instanceof Told ? error.message : error);
  process.exitCode = 1;
}

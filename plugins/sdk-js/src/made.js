/** What a component and a test take from files: the manifest of the prototype, and the stylesheet and icon that all SDKs share. */

import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder with this SDK, `page/` and `wit/`: `plugins/` in the lab, `vendor/` in a prototype by itself. */
export const SHARED = fileURLToPath(new URL("../../", import.meta.url));

const read = (...path) => readFileSync(join(...path), "utf8");

/** Reads it for the prototype in a folder. */
export async function made(folder) {
  // Only this file needs it, and a component never has this file.
  const { parse } = await import("smol-toml");
  const path = join(folder, "prototype.toml");
  if (!existsSync(path)) throw new Error(`there is no prototype in ${folder}: it has no prototype.toml`);
  let manifest;
  try {
    manifest = parse(read(path));
  } catch (error) {
    throw new Error(`${path}: ${error.message}`);
  }
  return { manifest, style: read(SHARED, "page", "style.css"), icon: read(SHARED, "page", "icon.svg") };
}

/** The nearest folder with a prototype, upward from here. */
export function prototypeFolder(from = process.cwd()) {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, "prototype.toml"))) return folder;
    if (folder === dirname(folder)) throw new Error(`there is no prototype.toml in ${from}, or in a folder above it`);
  }
}

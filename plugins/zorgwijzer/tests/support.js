/** What the tests share: visitors, and files of the lab. */

import { readFileSync } from "node:fs";

import { Visitor } from "fieldlab-service/visitor";
import { parse } from "smol-toml";

import * as service from "../src/service.js";

export { service };

/** Somebody who reads this language, and plays somebody unless they only look. */
export const visitor = (options = {}) => new Visitor(service.routes, { plays: {}, ...options });

/** A file of fixtures/. */
export const fixture = (path) => parse(readFileSync(new URL(`../../../fixtures/${path}`, import.meta.url), "utf8"));

/** The names of providers on a page with a list, in their order. */
export const shown = (page) => [...page.matchAll(/href="\/aanbieder\/([^"]+)"/g)].map(([, id]) => id);

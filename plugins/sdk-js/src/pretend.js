/** A lab for tests, outside of the component: what a test said that there is. */

import { NotShared, Refused } from "./lab.js";
import { daysSince1970 } from "./number.js";
import { absent, valued } from "./value.js";

/** The number of the person whom the visitor plays: a person's number is their place, counted from 1. */
const ME = 1;

/** For how many more days what is shared is shared. */
const DAYS_SHARED = 29;

/** The lab that a `Visitor` says that there is. */
export class Pretended {
  constructor(manifest, { plays, partner, children = [], parents = [], others = [], parameters = {}, shares = {}, refused = [], language, today, persona }) {
    this.manifest = manifest;
    const mine = { partner: partner === undefined ? [] : [partner], children, parents };
    this.people = [];
    this.relatives = { partner: [], children: [], parents: [], household: [] };
    const add = (known) => this.people.push(new Map(Object.entries(known).map(([field, value]) => [field, valued(value)])));
    this.plays = plays !== undefined;
    if (this.plays) this.relatives.household.push(add(plays));
    for (const [relation, people] of Object.entries(mine)) {
      for (const known of people) {
        const handle = add(known);
        this.relatives[relation].push(handle);
        this.relatives.household.push(handle);
      }
    }
    others.forEach(add);
    this.shares = new Map();
    for (const [request, known] of Object.entries(shares)) this.share(request, known);
    this.values = new Map();
    this.parameters = parameters;
    this.refused = refused;
    this.visitor = { persona: this.plays ? persona : null, today, language };
    this.decisions = [];
    this.lines = [];
  }

  /** Says what the lab would say of what the manifest does not ask for. */
  may(capability) {
    const { service } = this.manifest;
    if (service !== undefined && !service.uses?.includes(capability)) throw new Refused("undeclared", `[service] uses = ["${capability}"]`);
    if (this.refused.includes(capability)) throw new Refused("not-granted", `\`${capability}\``);
  }

  maySee(fields) {
    this.may("citizens");
    const { service, grants = [] } = this.manifest;
    const strange = service && fields.find((field) => !grants.some(({ fields = [] }) => fields.includes(field)));
    if (strange) throw new Refused("undeclared", `[[grants]] fields = ["${strange}"]`);
    const refused = fields.find((field) => this.refused.includes(field));
    if (refused) throw new Refused("not-granted", `\`${refused}\``);
  }

  /** The request of the manifest with this name. */
  askOf(request) {
    const { service, asks = [] } = this.manifest;
    const ask = asks.find(({ name }) => name === request);
    if (service !== undefined && ask === undefined) throw new Refused("undeclared", `[[asks]] name = "${request}"`);
    return ask;
  }

  /** The person shares this. They are asked for nothing else. */
  share(request, known) {
    const { fields = Object.keys(known) } = this.askOf(request) ?? {};
    const strange = Object.keys(known).find((field) => !fields.includes(field));
    if (strange !== undefined) throw new TypeError(`the request \`${request}\` of the manifest does not ask for \`${strange}\``);
    this.shares.set(request, known);
  }

  shared(request) {
    this.may("vault");
    this.askOf(request);
    if (!this.plays) throw new NotShared(null);
    if (!this.shares.has(request)) throw new NotShared(`/.lab/share/${request}`);
    const attributes = Object.entries(this.shares.get(request)).map(([name, value]) => ({ name, value: valued(value), source: "proef" }));
    return { attributes, until: daysSince1970(this.visitor.today) + DAYS_SHARED };
  }

  visit() {
    return this.visitor;
  }

  me() {
    this.may("citizens");
    return this.plays ? ME : null;
  }

  lookUp(handles, fields) {
    this.maySee(fields);
    return handles.map((handle) => {
      const known = this.people[handle - 1];
      if (known === undefined) throw new Refused("unknown", "nobody is called that in this session");
      return fields.map((field) => known.get(field) ?? absent);
    });
  }

  related(handle, relation) {
    this.maySee(["person.household_position"]);
    if (!(relation in this.relatives)) throw new TypeError(`\`${relation}\` is no relation: use ${Object.keys(this.relatives).join(", ")}`);
    return handle === ME ? this.relatives[relation] : [];
  }

  search(conditions, most) {
    this.maySee(conditions.map(({ field }) => field));
    if (conditions.length === 0) throw new Refused("unknown", "a search needs a condition");
    const same = (left, right) => left.tag === right.tag && left.val === right.val;
    const fits = (known) => conditions.every(({ field, equals }) => same(known.get(field) ?? absent, equals));
    return this.people.flatMap((known, place) => (fits(known) ? [place + 1] : [])).slice(0, most);
  }

  find(bsn) {
    if (!/^\d{9}$/.test(bsn)) throw new Refused("unknown", "a citizen service number has nine digits");
    return this.search([{ field: "person.bsn", equals: valued(Number(bsn)) }], 1)[0] ?? null;
  }

  kept(key) {
    this.may("keyvalue");
    return this.values.get(key) ?? null;
  }

  keep(key, value) {
    this.may("keyvalue");
    this.values.set(key, value);
  }

  forget(key) {
    this.may("keyvalue");
    this.values.delete(key);
  }

  parameter(name) {
    this.may("config");
    return this.parameters[name] ?? null;
  }

  log(words) {
    this.lines.push(words);
  }

  decided(title, outcome, steps) {
    this.decisions.push({ title, outcome, steps });
  }
}

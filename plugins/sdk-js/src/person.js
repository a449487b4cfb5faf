/** Citizens: looking them up, their relatives, and finding them. */

import { lent } from "./lab.js";
import { plain, valued } from "./value.js";

/**
 * A synthetic citizen, of this demo session. Needs `uses = ["citizens"]` in the manifest, and the fields under `[[grants]]`; what is not
 * declared or granted is thrown as `Refused`. Each look is written to the lab's processing log, with the purpose that the manifest gives.
 */
export class Person {
  constructor(handle) {
    this.handle = handle;
  }

  /** The citizen whom the visitor plays; null when they only look. */
  static me() {
    const handle = lent().me();
    return handle === null ? null : new Person(handle);
  }

  /**
   * Fields, by names of your own: `me.read({ rent: "household.rent_month" })` gives `{ rent: 69040 }`. Amounts are cents, days texts such
   * as "2026-01-31", shares millionths, and what is not known null.
   */
  read(fields) {
    return Person.readAll([this], fields)[0];
  }

  /** The same of several citizens, in their order, in one look. Each of them counts for how many a request may look at. */
  static readAll(people, fields) {
    if (people.length === 0) return [];
    const names = Object.keys(fields);
    const rows = Person.valuesOf(people, Object.values(fields));
    return rows.map((row) => Object.fromEntries(names.map((name, place) => [name, plain(row[place])])));
  }

  /** Values with their kinds, for forms. */
  static valuesOf(people, fields) {
    return lent().lookUp(people.map((person) => person.handle), fields);
  }

  /** Who is related: "partner", "children", "parents" or "household". Needs a grant on `person.household_position`. */
  related(relation) {
    return lent().related(this.handle, relation).map((handle) => new Person(handle));
  }

  /** Husband, wife or partner in the same household, or null. */
  partner() {
    return this.related("partner")[0] ?? null;
  }

  /** Children in the same household, of any age. */
  children() {
    return this.related("children");
  }

  /** Parents in the same household. */
  parents() {
    return this.related("parents");
  }

  /** The citizen with a citizen service number, or null. Needs a grant on `person.bsn`. */
  static find(bsn) {
    const handle = lent().find(bsn);
    return handle === null ? null : new Person(handle);
  }

  /** At most `most` citizens of whom all of this is known: `Person.search({ "person.ww": true })`. */
  static search(conditions, most = 10) {
    const wanted = Object.entries(conditions).map(([field, value]) => ({ field, equals: valued(value) }));
    return lent().search(wanted, most).map((handle) => new Person(handle));
  }
}

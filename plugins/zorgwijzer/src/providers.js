/**
 * Who offers what: all of it is made up. No provider here exists, and no price or waiting time is anybody's.
 *
 * `places` is where they work, and empty when they help online; `waitDays` until a first appointment; `pays` who pays: "insurer" (basic
 * health insurance, Zvw), "municipality" (Wmo) or "self". `priceCents` is what the person pays for one `unit` of their kind (kinds.js), and
 * `contracted` whether health insurers have a contract with them: null where insurers do not pay. `accessible` is the building.
 */

const insurer = (contracted = true) => ({ pays: "insurer", priceCents: null, contracted });
const municipality = { pays: "municipality", priceCents: null, contracted: null };
const self = (euros) => ({ pays: "self", priceCents: Math.round(euros * 100), contracted: null });

const one = (kind, id, name, places, waitDays, payment, languages, accessible = true) => ({ kind, id, name, places, waitDays, ...payment, languages, accessible });

/** The day on which, in this made-up world, all providers said how long they let people wait. */
export const REPORTED = "2025-12-15";

/** They help online, wherever somebody lives. */
const ONLINE = [];

export const PROVIDERS = [
  one("thuiszorg", "thuiszorg-noord", "Thuiszorg Voorbeeld Noord", ["groningen", "leeuwarden", "emmen"], 9, insurer(), ["nl", "en"]),
  one("thuiszorg", "nachtzorg", "Nachtzorg De Voorbeeldster", ["leeuwarden"], 21, insurer(), ["nl", "fy"]),
  one("thuiszorg", "de-linde", "Thuiszorg De Voorbeeldlinde", ["enschede", "zwolle"], 4, insurer(), ["nl", "de", "tr"]),
  one("thuiszorg", "wijkzorg-maas", "Wijkzorg Voorbeeldkade", ["rotterdam", "westland"], 12, insurer(), ["nl", "tr", "en"]),
  one("thuiszorg", "thuiszorg-zuid", "Thuiszorg Voorbeeld Zuid", ["tilburg", "heerlen", "nijmegen"], 7, insurer(false), ["nl", "de"]),

  one("huishoudelijke-hulp", "de-bezem", "Huishulp De Voorbeeldbezem", ["enschede", "zwolle", "nijmegen"], 28, municipality, ["nl", "en"]),
  one("huishoudelijke-hulp", "thuishulp-zuid", "Voorbeeld Thuishulp Zuid", ["heerlen", "tilburg"], 42, municipality, ["nl", "pl"]),
  one("huishoudelijke-hulp", "hulp-noorden", "Voorbeeldhulp Noorden", ["groningen", "leeuwarden", "emmen"], 35, municipality, ["nl"]),
  one("huishoudelijke-hulp", "hulp-in-huis", "Hulp in Huis Voorbeeld", ["rotterdam", "westland", "heerlen"], 3, self(24.5), ["nl", "en", "pl"]),

  one("psycholoog", "psychologen-park", "Psychologen Voorbeeldpark", ["tilburg", "nijmegen"], 63, insurer(), ["nl", "en"]),
  one("psycholoog", "praktijk-kalm", "Praktijk Voorbeeld Kalm", ["groningen", "emmen"], 35, insurer(), ["nl", "en"], false),
  one("psycholoog", "gesprek-en-rust", "Voorbeeldpraktijk Gesprek en Rust", ["rotterdam", "westland"], 7, self(95), ["nl", "tr"]),
  one("psycholoog", "online-psycholoog", "Online Psycholoog Voorbeeld", ONLINE, 14, insurer(false), ["nl", "en", "pl", "ar"]),

  one("huisarts", "voorbeeldplein", "Huisartsen Voorbeeldplein", ["nijmegen"], 1, insurer(), ["nl", "en"]),
  one("huisarts", "de-poort", "Huisartsenpraktijk De Voorbeeldpoort", ["westland"], 14, insurer(), ["nl", "pl", "en"]),
  one("huisarts", "wijkcentrum", "Gezondheidscentrum Voorbeeldwijk", ["zwolle"], 30, insurer(), ["nl", "ar", "en", "ti"]),
  one("huisarts", "praktijk-haven", "Huisartsen Voorbeeldhaven", ["rotterdam"], 60, insurer(), ["nl", "tr", "en"], false),

  one("tandarts", "tandartsen-straat", "Tandartsen Voorbeeldstraat", ["zwolle", "enschede"], 10, self(29), ["nl", "en", "ar"]),
  one("tandarts", "voorbeeldgebit", "Tandheelkunde Voorbeeldgebit", ["westland", "rotterdam"], 3, self(31), ["nl", "pl", "en"]),
  one("tandarts", "tandartsen-kade", "Tandartsen Voorbeeldgracht", ["groningen", "leeuwarden"], 18, self(27.5), ["nl", "en"], false),

  one("fysiotherapeut", "beweging", "Fysiotherapie Voorbeeldbeweging", ["enschede"], 5, self(42), ["nl", "de"]),
  one("fysiotherapeut", "fysio-hof", "Fysiotherapie Voorbeeldhof", ["leeuwarden", "groningen"], 2, self(40), ["nl"]),
  one("fysiotherapeut", "fysio-aan-huis", "Voorbeeldfysio aan Huis", ["heerlen", "tilburg"], 8, self(55), ["nl", "en"]),

  one("dagbesteding", "de-tuin", "Dagbesteding De Voorbeeldtuin", ["rotterdam", "westland"], 24, municipality, ["nl", "tr"]),
  one("dagbesteding", "ontmoetingshuis", "Ontmoetingshuis Voorbeeldhof", ["leeuwarden"], 17, municipality, ["nl", "fy"]),
  one("dagbesteding", "de-hoeve", "Zorgboerderij De Voorbeeldhoeve", ["enschede", "emmen", "zwolle"], 31, municipality, ["nl"], false),

  one("hulpmiddelen", "hulpmiddelenwinkel", "Hulpmiddelen Voorbeeldwinkel", ["heerlen", "tilburg"], 2, self(35), ["nl"]),
  one("hulpmiddelen", "scootmobiel", "Scootmobielen Voorbeeld", ["leeuwarden", "groningen", "emmen"], 6, self(45), ["nl"]),
  one("hulpmiddelen", "mobiel", "Voorbeeld Mobiel", ["rotterdam", "westland", "nijmegen"], 1, self(39), ["nl", "en"]),

  one("taxi", "taxirit", "Taxi Voorbeeldrit", ["enschede", "zwolle"], 0, self(22), ["nl", "de", "tr"]),
  one("taxi", "rolstoeltaxi", "Rolstoeltaxi Voorbeeld", ["heerlen", "tilburg", "nijmegen"], 1, self(26), ["nl", "en"]),
  one("taxi", "zorgtaxi", "Zorgtaxi Voorbeeld West", ["rotterdam", "westland"], 0, self(24), ["nl", "pl"]),

  one("budgetcoach", "nieuw-begin", "Budgetcoach Voorbeeldbegin", ["tilburg", "nijmegen"], 5, self(65), ["nl"]),
  one("budgetcoach", "geld-op-orde", "Voorbeeld Geld op Orde", ONLINE, 3, self(55), ["nl", "en", "pl"]),

  one("energiecoach", "warm-wonen", "Energiecoach Voorbeeldwarm", ["heerlen", "tilburg"], 6, self(38), ["nl"]),
  one("energiecoach", "warm-huis", "Voorbeeld Warm Huis", ONLINE, 2, self(45), ["nl", "en"]),

  one("taalschool", "taalwoord", "Taalschool Voorbeeldwoord", ["zwolle", "enschede"], 16, self(18), ["nl", "ar", "ti", "uk", "en"]),
  one("taalschool", "taalzin", "Taalschool De Voorbeeldzin", ["westland", "rotterdam"], 8, self(16), ["nl", "pl", "en"]),
  one("taalschool", "lezen-schrijven", "Lezen en Schrijven Voorbeeld", ["emmen", "groningen"], 11, self(12), ["nl"]),
  one("taalschool", "online-taalles", "Online Taalles Voorbeeld", ONLINE, 1, self(21), ["nl", "en", "ar", "pl"]),

  one("mediator", "samen-uiteen", "Voorbeeldmediation Samen Uiteen", ["enschede", "zwolle"], 13, self(140), ["nl", "en"]),
  one("mediator", "mediator-west", "Mediators Voorbeeldbrug", ["rotterdam", "tilburg"], 6, self(165), ["nl", "en", "tr"]),
  one("mediator", "online-mediation", "Online Mediation Voorbeeld", ONLINE, 4, self(125), ["nl", "en"]),

  one("kinderopvang", "de-boom", "Kinderopvang De Voorbeeldboom", ["enschede"], 75, self(10.75), ["nl"]),
  one("kinderopvang", "gastouders", "Gastouders Voorbeeld", ["enschede", "zwolle", "emmen", "nijmegen"], 20, self(7.9), ["nl", "de"]),
  one("kinderopvang", "het-eiland", "Kinderopvang Voorbeeldeiland", ["rotterdam", "westland"], 90, self(11.2), ["nl", "en", "pl"]),
  one("kinderopvang", "de-ster", "Opvang De Voorbeeldster", ["tilburg", "heerlen", "groningen"], 40, self(10.4), ["nl"]),
];

/** The provider with this id, or null. */
export const providerOf = (id) => PROVIDERS.find((provider) => provider.id === id) ?? null;

/** Whether they help somebody who lives there. */
export const worksIn = (provider, place) => provider.places.length === 0 || provider.places.includes(place);

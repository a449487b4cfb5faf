/** Where somebody can go on who does not find what they need here. */

import { text } from "fieldlab-service";

import { PROVIDERS } from "../providers.js";

/** The lab leads to the plaza as the same person. */
const PLAZA = `/.lab/to/ontmoetingsplein?page=${encodeURIComponent("/")}`;

const ROADS = {
  insurer: text(
    "Uw zorgverzekeraar moet ervoor zorgen dat u op tijd zorg krijgt. Bel hem en vraag om bemiddeling bij wachttijden.",
    "Your health insurer must see to it that you get care in time. Call it, and ask for help with waiting times.",
  ),
  municipality: text(
    "Uw gemeente moet met u kijken welke hulp u nodig hebt. Bel het Wmo-loket. U kunt gratis iemand meenemen: een onafhankelijke cliëntondersteuner.",
    "Your municipality must look with you at the help that you need. Call its Wmo desk. You can bring somebody for free: an independent client supporter.",
  ),
  self: text(
    "Vraag ook eens bij uw gemeente of in het buurthuis: soms is er hulp die niets kost.",
    "Ask your municipality or the community centre too: there is sometimes help that costs nothing.",
  ),
};

/** Says who must help further by who pays for this kind, and leads to the plaza. */
export function roadOn(page, kind) {
  const payers = new Set(PROVIDERS.filter((provider) => provider.kind === kind.id).map(({ pays }) => pays));
  for (const [payer, words] of Object.entries(ROADS)) if (payers.has(payer)) page.paragraph(words);
  return page.link(text("Stel uw vraag op het Ontmoetingsplein", "Ask your question at the meeting plaza"), PLAZA);
}

/**
 * The kinds of help, with who pays for it and how one begins. The README names the laws behind the words.
 *
 * `topics` are those of the lab's plaza, `said` what people call it in their own words, and `unit` what a price is for.
 */

import { text } from "fieldlab-service";

const HOUR = text("per uur", "an hour");
const VISIT = text("per afspraak", "a visit");

export const KINDS = [
  {
    id: "huisarts",
    title: text("Huisarts die nieuwe patiënten aanneemt", "General practitioner who takes new patients"),
    topics: ["health"],
    said: ["huisarts", "doctor", "practitioner", "dokter"],
    unit: VISIT,
    costs: text("De basisverzekering betaalt de huisarts. Het telt niet mee voor uw eigen risico.", "The basic insurance pays for the general practitioner. It does not count towards your excess."),
    begin: text("U schrijft zich in bij de praktijk. Neemt niemand u aan? Uw zorgverzekeraar moet u dan helpen zoeken.", "You register with the practice. Does nobody take you? Then your health insurer must help you search."),
  },
  {
    id: "tandarts",
    title: text("Tandarts", "Dentist"),
    topics: ["health"],
    said: ["tandarts", "kiespijn", "gebit", "dentist", "tooth", "teeth"],
    unit: VISIT,
    costs: text("Vanaf 18 jaar betaalt u meestal zelf, of uw aanvullende verzekering betaalt. Tot 18 jaar betaalt de basisverzekering de meeste behandelingen.", "From the age of 18 you mostly pay yourself, or an additional insurance does. Under 18 the basic insurance pays for most treatments."),
    begin: text("U kunt zelf een afspraak maken. De prijs in deze lijst is die van een controle.", "You can make an appointment yourself. The price in this list is that of a check-up."),
  },
  {
    id: "fysiotherapeut",
    title: text("Fysiotherapeut", "Physiotherapist"),
    topics: ["health"],
    said: ["fysio", "physio"],
    unit: VISIT,
    costs: text("U betaalt meestal zelf, of uw aanvullende verzekering betaalt. Bij sommige langdurige klachten betaalt de basisverzekering een deel.", "You mostly pay yourself, or an additional insurance does. For some lasting complaints the basic insurance pays a part."),
    begin: text("U kunt zelf een afspraak maken. Een verwijzing is meestal niet nodig.", "You can make an appointment yourself. You mostly need no referral."),
  },
  {
    id: "psycholoog",
    title: text("Psycholoog", "Psychologist"),
    topics: ["mental-health"],
    said: ["psycholoog", "psychologist", "therapeut", "therapist"],
    unit: HOUR,
    costs: text("Met een verwijzing betaalt de basisverzekering de behandeling van een psychische aandoening. Uw eigen risico telt mee. Zonder verwijzing betaalt u zelf.", "With a referral the basic insurance pays for the treatment of a mental disorder. Your excess counts. Without a referral you pay yourself."),
    begin: text("Vraag uw huisarts om een verwijzing. Duurt het wachten te lang? Uw zorgverzekeraar moet u helpen zoeken.", "Ask your general practitioner for a referral. Is the wait too long? Your health insurer must help you search."),
    urgent: text("Bel uw huisarts, ook als er een wachtlijst is. Denkt u aan zelfdoding? Bel gratis 0800-0113, dag en nacht. Is er direct gevaar? Bel 112.", "Call your general practitioner, also when there is a waiting list. Do you think of suicide? Call 0800-0113 for free, day and night. Is there danger right now? Call 112."),
  },
  {
    id: "thuiszorg",
    title: text("Thuiszorg", "Home care"),
    topics: ["care-at-home", "memory"],
    said: ["thuiszorg", "wijkverpleg", "verpleegkundige", "home care", "nurse"],
    unit: HOUR,
    costs: text("De basisverzekering betaalt wijkverpleging. Het telt niet mee voor uw eigen risico.", "The basic insurance pays for district nursing. It does not count towards your excess."),
    begin: text("U kunt zelf bellen. Een wijkverpleegkundige komt langs en bespreekt met u welke zorg u nodig hebt.", "You can call yourself. A district nurse comes by and talks with you about the care that you need."),
  },
  {
    id: "huishoudelijke-hulp",
    title: text("Hulp in het huishouden", "Household help"),
    topics: ["care-at-home"],
    said: ["huishoud", "schoonma", "poets", "cleaning", "household"],
    unit: HOUR,
    costs: text("Kunt u het zelf niet, en kan niemand om u heen het? Dan kan de gemeente het regelen (Wmo). U betaalt dan een eigen bijdrage. Anders betaalt u zelf.", "Can't you do it yourself, and can nobody around you? Then the municipality can arrange it (Wmo). You pay a contribution. Otherwise you pay yourself."),
    begin: text("Wilt u dat de gemeente het regelt? Vraag het dan eerst aan bij het Wmo-loket. Betaalt u zelf, dan kunt u meteen afspreken.", "Do you want the municipality to arrange it? Then apply at its Wmo desk first. When you pay yourself, you can agree on it at once."),
  },
  {
    id: "dagbesteding",
    title: text("Dagbesteding bij dementie", "Day care for people with dementia"),
    topics: ["memory"],
    said: ["dagbesteding", "dagopvang", "day care"],
    unit: HOUR,
    costs: text("De gemeente betaalt (Wmo), of de Wet langdurige zorg als u daar recht op hebt. U betaalt een eigen bijdrage.", "The municipality pays (Wmo), or the long-term care act (Wlz) when you have a right to it. You pay a contribution."),
    begin: text("Vraag het aan bij het Wmo-loket van de gemeente. U mag eerst gaan kijken.", "Apply at the Wmo desk of the municipality. You may go and have a look first."),
  },
  {
    id: "hulpmiddelen",
    title: text("Scootmobiel of rolstoel huren", "Renting a mobility scooter or wheelchair"),
    topics: ["mobility"],
    said: ["scootmobiel", "rolstoel", "rollator", "scooter", "wheelchair"],
    unit: text("per maand", "a month"),
    costs: text("Huurt u zelf, dan betaalt u zelf. Hebt u het lang nodig? Dan kan de gemeente het regelen (Wmo).", "When you rent it yourself, you pay yourself. Do you need it for long? Then the municipality can arrange it (Wmo)."),
    begin: text("U kunt in de winkel proberen wat past. Vraag voor langer gebruik eerst het Wmo-loket van de gemeente.", "You can try in the shop what suits you. For longer use, ask the Wmo desk of the municipality first."),
  },
  {
    id: "taxi",
    title: text("Taxi voor wie moeilijk loopt", "Taxi for people who walk with difficulty"),
    topics: ["mobility"],
    said: ["taxi", "vervoer", "transport"],
    unit: text("per rit in de gemeente", "a ride in the municipality"),
    costs: text("U betaalt zelf. Kunt u niet met bus of fiets? Dan kan de gemeente vervoer regelen (Wmo), voor een lagere prijs.", "You pay yourself. Can't you go by bus or bicycle? Then the municipality can arrange transport (Wmo), for a lower price."),
    begin: text("U bestelt zelf een rit. Zeg erbij of u een rolstoel meeneemt.", "You book a ride yourself. Say whether you bring a wheelchair."),
  },
  {
    id: "kinderopvang",
    title: text("Kinderopvang", "Child care"),
    topics: ["childcare"],
    said: ["opvang", "gastouder", "childcare", "child care"],
    unit: HOUR,
    costs: text("U betaalt zelf. Werkt u, of volgt u een opleiding of traject? Dan krijgt u misschien kinderopvangtoeslag.", "You pay yourself. Do you work, or follow a course or programme? Then you may get the childcare allowance."),
    begin: text("Schrijf u in, ook bij meer dan een. U mag eerst gaan kijken.", "Register, also with more than one. You may go and have a look first."),
  },
  {
    id: "mediator",
    title: text("Mediator bij een scheiding", "Mediator for a divorce"),
    topics: ["divorce"],
    said: ["mediator", "mediation"],
    unit: HOUR,
    costs: text("U betaalt zelf, vaak elk de helft. Met een laag inkomen kunt u subsidie krijgen van de Raad voor Rechtsbijstand.", "You pay yourself, often half each. With a low income you can get a subsidy from the Raad voor Rechtsbijstand."),
    begin: text("U komt samen voor een eerste gesprek. Beiden moeten het willen.", "You come together for a first talk. Both of you must want it."),
  },
  {
    id: "taalschool",
    title: text("Taalschool", "Language school"),
    topics: ["language"],
    said: ["taalles", "taalschool", "language lesson", "language school"],
    unit: HOUR,
    costs: text("U betaalt zelf. Moet u inburgeren? Vraag dan eerst uw gemeente wat zij voor u regelt. Wie zelf betaalt, kan vaak lenen bij DUO.", "You pay yourself. Do you have to integrate (inburgeren)? Then first ask your municipality what it arranges for you. Who pays themselves can often borrow from DUO."),
    begin: text("U doet een korte toets. Zo komt u in een groep die past. De bibliotheek kent ook gratis lessen.", "You take a short test. So you come into a group that suits you. The library knows free lessons too."),
  },
  {
    id: "energiecoach",
    title: text("Energiecoach", "Energy coach"),
    topics: ["energy"],
    said: ["energiecoach", "energy coach"],
    unit: HOUR,
    costs: text("U betaalt zelf. Veel gemeenten hebben ook energiecoaches die gratis komen: vraag dat eerst.", "You pay yourself. Many municipalities have energy coaches who come for free: ask that first."),
    begin: text("Leg uw laatste jaarrekening klaar. De coach kijkt waar de warmte weglekt.", "Have your latest yearly bill ready. The coach looks where the heat leaks away."),
  },
  {
    id: "budgetcoach",
    title: text("Budgetcoach", "Budget coach"),
    topics: ["debts"],
    said: ["budgetcoach", "budget coach"],
    unit: HOUR,
    costs: text("U betaalt zelf. Hebt u schulden? Vraag dan eerst uw gemeente: die moet u helpen. Dat is meestal goedkoper dan een coach.", "You pay yourself. Do you have debts? Then ask your municipality first: it must help you. That is mostly cheaper than a coach."),
    begin: text("U neemt uw post en rekeningen mee, open of dicht. Samen maakt u een overzicht.", "You bring your post and bills, opened or not. Together you make an overview."),
  },
];

/** The kind with this id, or null. */
export const kindOf = (id) => KINDS.find((kind) => kind.id === id) ?? null;

/** The kinds that answer one of these topics; of these, those that the person names in their own words when there are any. */
export function kindsFor(topics, words) {
  const fitting = KINDS.filter((kind) => kind.topics.some((topic) => topics.includes(topic)));
  const plain = (words ?? "").toLowerCase();
  const named = fitting.filter((kind) => kind.said.some((said) => plain.includes(said)));
  return named.length > 0 ? named : fitting;
}

/** How the order of a list comes about, and what Zorgwijzer earns. */

import { Page, showDate, text } from "fieldlab-service";

import { PROVIDERS, REPORTED } from "../providers.js";

export function order(request) {
  return new Page(request, text("Zo werkt de volgorde", "How the order works"))
    .back("/")
    .paragraph(text("U kiest zelf wat bovenaan staat. Er zijn drie manieren.", "You choose yourself what is on top. There are three ways."))
    .list([
      text("Kortste wachttijd eerst. Zo begint elke lijst. Wacht u ergens even lang, dan gaat het op naam.", "Shortest wait first. Every list begins so. Where the wait is the same, it goes by name."),
      text(
        "Laagste prijs eerst: wat u zelf aan de aanbieder betaalt. Betaalt de basisverzekering of de gemeente, dan telt dat als nul. Weet niemand wat u zelf betaalt, dan staat het onderaan.",
        "Lowest price first: what you pay the provider yourself. When the basic insurance or the municipality pays, that counts as nothing. When nobody knows what you pay yourself, it is at the bottom.",
      ),
      text("Op naam, van A tot Z.", "By name, from A to Z."),
    ])
    .paragraph(
      text(
        "Uw eigen risico en uw eigen bijdrage tellen niet mee in de volgorde: die verschillen per persoon.",
        "Your excess and your contribution do not count in the order: they differ from person to person.",
      ),
    )
    .heading(text("Niemand betaalt om bovenaan te staan", "Nobody pays to be on top"))
    .paragraph(
      text(
        "Elke aanbieder betaalt hetzelfde bedrag per jaar om in de lijst te staan. Voor een betere plek kan niemand betalen. Wij krijgen niets als u iemand kiest, en wij weten ook niet wie u kiest.",
        "Every provider pays the same amount a year to be in the list. Nobody can pay for a better place. We get nothing when you choose somebody, and we do not know whom you choose either.",
      ),
    )
    .paragraph(
      text(
        "Wie niet betaalt, staat niet in de lijst. Er is dus meer hulp dan u hier ziet. Vraag daarom ook uw gemeente, uw huisarts of uw zorgverzekeraar.",
        "Who does not pay is not in the list. So there is more help than you see here. That is why you should ask your municipality, your general practitioner or your insurer too.",
      ),
    )
    .heading(text("Waar de gegevens vandaan komen", "Where the data comes from"))
    .paragraph(
      text(
        `Zorgwijzer is verzonnen, en de ${PROVIDERS.length} aanbieders in de lijst ook. Alle prijzen en wachttijden zijn bedacht. In dit verhaal gaven de aanbieders ze op ${showDate(REPORTED, "nl")} door.`,
        `Zorgwijzer is made up, and so are the ${PROVIDERS.length} providers in the list. All prices and waits are invented. In this story the providers gave them on ${showDate(REPORTED, "en")}.`,
      ),
    );
}

//! How the plaza works: who answers, in which order, and what happens to what somebody says.

use fieldlab_service::prelude::*;
use maud::html;

use super::style;
use crate::words::say;

/// The page.
pub(crate) fn show(request: &Request) -> Page {
    let language = request.language();
    Page::new(request, text("Hoe werkt het plein?", "How does the plaza work?"))
        .add(style())
        .back("/")
        .paragraph(text(
            "Het Ontmoetingsplein is van de overheid, de samenleving en de markt samen. Niemand van de drie is er de baas. Dit is een proef: Voorbeeldstad en de organisaties zijn verzonnen.",
            "The meeting plaza belongs to government, society and the market together. None of the three is in charge. This is a trial: Voorbeeldstad and the organisations are made up.",
        ))
        .heading(text("Wie antwoordt", "Who answers"))
        .list([
            text(
                "Wij vragen iedereen die over uw onderwerp antwoord geeft, tegelijk. Wie te laat is, houdt de anderen niet op.",
                "We ask everybody who answers on your topic, at once. Who is late does not hold up the others.",
            ),
            text(
                "Bij elk antwoord staat van wie het is: welke organisatie, en of die van de overheid, de samenleving of de markt is. Dat zegt het lab, niet zijzelf.",
                "Each answer says who it is from: which organisation, and whether it is of government, society or the market. The lab says so, not they themselves.",
            ),
            text("Wij veranderen niet wat zij zeggen. Wij korten alleen in wat te lang is.", "We do not change what they say. We only cut what is too long."),
        ])
        .add(html! { h2 id="volgorde" { (say(language, "In welke volgorde", "In which order")) } })
        .list([
            text("De volgorde is niet te koop.", "The order is not for sale."),
            text(
                "In elke kolom komt eerst wat volgens de aanbieder het best past. Zij zeggen dat zelf; u ziet ook waarom.",
                "In each column comes first what fits best according to who offers it. They say so themselves; you see why too.",
            ),
            text(
                "Past het even goed? Dan komt van iedereen eerst één aanbod, en daarna pas het tweede.",
                "Does it fit as well? Then one offer of each comes first, and only then the second.",
            ),
            text(
                "Is het dan nog gelijk? Dan gaat het op naam. Wie vandaag de eerste is, is morgen de laatste.",
                "Is it still equal? Then it goes by name. Who is first today is last tomorrow.",
            ),
        ])
        .heading(text("Wat er met uw vraag gebeurt", "What happens to your question"))
        .list([
            text(
                "Een rekenmodel zoekt onderwerpen in uw woorden. Dat gebeurt hier; uw woorden gaan nergens heen. U zegt of het klopt.",
                "A model looks for topics in your words. That happens here; your words go nowhere. You say whether it is right.",
            ),
            text(
                "Nummers van mensen laten wij weg: BSN, rekeningnummer, telefoonnummer en e-mailadres.",
                "We leave out people's numbers: BSN, bank account, telephone and e-mail.",
            ),
            text(
                "Pas als u het goedvindt, geven wij door wat u op dat scherm ziet: de onderwerpen, en wat u koos.",
                "Only when you agree, we pass on what you see on that screen: the topics, and what you chose.",
            ),
            text(
                "Uw eigen woorden geven wij alleen door als u ze deelt. Dat vraagt het lab u, op een eigen pagina. U kunt het terugnemen. Dan vergeet het plein ook uw vraag en uw plan.",
                "We pass on your own words only when you share them. The lab asks you that, on a page of its own. You can take it back. Then the plaza also forgets your question and your plan.",
            ),
            text(
                "Wat u in een gesprek zegt, leest alleen degene met wie u praat.",
                "What you say in a conversation is read only by whom you talk with.",
            ),
        ])
        .heading(text("Wat het plein niet doet", "What the plaza does not do"))
        .list([
            text("Het beslist niets. U krijgt of verliest hier geen recht.", "It decides nothing. You gain or lose no right here."),
            text(
                "Het ziet geen gegevens over u, behalve wat u zelf zegt of deelt.",
                "It sees no data about you, except what you say or share yourself.",
            ),
            text(
                "Het is geen hulpdienst. Het let op woorden die op gevaar wijzen, maar het kan iets missen. Is er gevaar? Bel 112.",
                "It is no emergency service. It looks for words that point to danger, but it can miss something. Is there danger? Call 112.",
            ),
        ])
        .link(text("Stel uw vraag", "Ask your question"), "/")
}

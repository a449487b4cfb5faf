//! All figures of the manifest, with where each comes from and how sure it is.

use fieldlab_sdk::Figure;
use fieldlab_service::parts;
use fieldlab_service::prelude::*;

use crate::amounts::Amounts;
use crate::outcome::Scheme;
use crate::words;

pub(crate) fn show(request: &Request) -> Page {
    let page = Page::new(request, text("Alle bedragen, met hun bron", "All figures, with their source")).paragraph(text(
        "Met deze bedragen rekenen wij. Niet bevestigd betekent: er is maar één bron, de bronnen verschillen, of wij weten het niet zeker.",
        "These are the figures that we use. Not confirmed means: there is one source only, sources differ, or we are not certain.",
    ));
    let page = Scheme::ALL.iter().fold(page, |page, scheme| {
        table(page, request, words::name(*scheme), |figure| figure.name.starts_with(scheme.prefix()))
    });
    let belongs = |figure: &Figure| Scheme::ALL.iter().any(|scheme| figure.name.starts_with(scheme.prefix()));
    let is_tax = |figure: &Figure| figure.name.starts_with("tax_");
    let page = table(page, request, text("Voor meer regelingen", "For several schemes"), |figure| {
        !belongs(figure) && !is_tax(figure)
    });
    table(page, request, text("Belasting op inkomen", "Tax on income"), is_tax)
        .link(text("Naar het begin", "To the start"), "/")
}

/// A heading, and the figures that belong under it.
fn table(page: Page, request: &Request, title: Text, belongs: impl Fn(&Figure) -> bool) -> Page {
    let language = request.language();
    let row = |figure: &Figure| {
        let title = if language == Language::Nl { figure.nl } else { figure.en };
        let status = words::status(figure.status).get(language).to_owned();
        vec![title.to_owned(), parts::value(&figure.value, language), status, figure.source.to_owned()]
    };
    let rows: Vec<Vec<String>> = Amounts::figures().iter().filter(|figure| belongs(figure)).map(row).collect();
    let headings =
        [text("Wat", "What"), text("Bedrag", "Figure"), text("Hoe zeker", "How sure"), text("Bron", "Source")];
    page.heading(title.clone()).table(title, &headings, &rows)
}

//! Writing the tour of a prototype in the page, in the same words as `demo.toml`.

use std::fmt::Write as _;

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use fieldlab_domain::fault::Faults;
use fieldlab_domain::manifest::Manifest;
use fieldlab_domain::name::Name;
use fieldlab_domain::persona::bundled;
use fieldlab_domain::text::Text;
use fieldlab_domain::tour::{Scene, Tour};
use serde::Deserialize;

use super::{Layout, login, respond};
use crate::Lab;
use crate::accounts::note;
use crate::error::{PageError, Trouble};
use crate::language::Reader;

/// The most bytes of a tour.
const MOST: usize = 100_000;

#[derive(Template)]
#[template(path = "tour_edit.html")]
struct EditPage {
    layout: Layout,
    name: String,
    /// The title of the prototype.
    title: String,
    source: String,
    /// What is wrong with it: the line, what, and what to write.
    faults: Vec<(Option<usize>, String, String)>,
    /// Whom a visitor can be: name and title.
    personas: Vec<(String, String)>,
    /// Whether there is a tour to take away.
    is_there: bool,
}

#[derive(Debug, Deserialize)]
pub(crate) struct EditForm {
    #[serde(default)]
    source: String,
    #[serde(default)]
    act: String,
}

/// A prototype that is served.
fn prototype(lab: &Lab, reader: &Reader, name: &str) -> Result<Manifest, PageError> {
    let service = lab.services.get(name).ok_or_else(|| PageError::new(Trouble::NoTour, reader))?;
    Ok(service.manifest().clone())
}

pub(crate) async fn show(
    State(lab): State<Lab>,
    reader: Reader,
    Path(name): Path<String>,
) -> Result<Response, PageError> {
    let manifest = prototype(&lab, &reader, &name)?;
    let tour = lab.tours.tour(&manifest.name).await.map_err(PageError::store(&reader))?;
    let source = written(tour.as_ref().unwrap_or(&blank(&manifest)), &manifest.name);
    Ok(page(&reader, &manifest, source, tour.is_some(), Faults::default()))
}

/// Keeps the tour, or takes it away. What is not right is said with what was written, and nothing is kept.
pub(crate) async fn keep(
    State(lab): State<Lab>,
    reader: Reader,
    Path(name): Path<String>,
    Form(form): Form<EditForm>,
) -> Result<Response, PageError> {
    let manifest = prototype(&lab, &reader, &name)?;
    let put = async |tour: Option<&Tour>, what: &str| {
        lab.tours.put_tour(&manifest.name, tour).await.map_err(PageError::store(&reader))?;
        note(&lab, reader.who.by(), what, manifest.name.as_str()).await;
        Ok::<(), PageError>(())
    };
    if form.act == "remove" {
        put(None, "removed-tour").await?;
        return Ok(login::lead(&format!("/prototypes/{}", manifest.name)));
    }
    let source = form.source.replace("\r\n", "\n");
    let read = if source.len() > MOST {
        let mut faults = Faults::default();
        faults.add("demo.toml", format!("the tour is longer than {MOST} bytes"), "make it shorter");
        Err(faults)
    } else {
        Tour::parse("demo.toml", &source, &manifest.name)
    };
    match read {
        Ok(tour) => {
            put(Some(&tour), "wrote-tour").await?;
            Ok(login::lead(&format!("/tours/{}", manifest.name)))
        }
        Err(faults) => {
            let is_there = lab.tours.tour(&manifest.name).await.map_err(PageError::store(&reader))?.is_some();
            Ok(page(&reader, &manifest, source, is_there, faults))
        }
    }
}

fn page(reader: &Reader, manifest: &Manifest, source: String, is_there: bool, faults: Faults) -> Response {
    let language = reader.language;
    let persona = |one: &fieldlab_domain::persona::Persona| (one.name.to_string(), one.title.get(language).to_owned());
    let is_faulty = !faults.0.is_empty();
    let page = EditPage {
        layout: Layout::new(reader, "tour-edit-title"),
        name: manifest.name.to_string(),
        title: manifest.title.get(language).to_owned(),
        source,
        faults: faults.0.into_iter().map(|one| (one.line, one.what, one.hint.unwrap_or_default())).collect(),
        personas: bundled().iter().map(persona).collect(),
        is_there,
    };
    let mut response = respond(reader, &page);
    if is_faulty {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    response
}

/// A tour to begin writing from.
fn blank(manifest: &Manifest) -> Tour {
    let text = |nl: &str, en: &str| Text { nl: nl.to_owned(), en: en.to_owned() };
    let scene = Scene {
        title: text("Het begin", "The beginning"),
        words: text(
            "Zeg hier in een paar zinnen waar iemand naar kijkt.",
            "Say here in a few sentences what to look at.",
        ),
        persona: bundled().first().map(|persona| persona.name.clone()),
        prototype: manifest.name.clone(),
        path: "/".to_owned(),
        day: None,
    };
    Tour { title: manifest.title.clone(), lead: manifest.summary.clone(), scenes: vec![scene] }
}

/// A tour as `demo.toml` has it, beside this prototype.
fn written(tour: &Tour, beside: &Name) -> String {
    // What JSON escapes in a string TOML escapes in the same way (TOML 1.0, basic strings).
    let string = |text: &str| serde_json::Value::from(text).to_string();
    let text = |text: &Text| format!("{{ nl = {}, en = {} }}", string(&text.nl), string(&text.en));
    let mut source = format!("title = {}\nlead = {}\n", text(&tour.title), text(&tour.lead));
    for scene in &tour.scenes {
        let mut line = |words: String| writeln!(source, "{words}").expect("writing to a string does not fail");
        line(format!("\n[[scenes]]\ntitle = {}\nwords = {}", text(&scene.title), text(&scene.words)));
        if let Some(persona) = &scene.persona {
            line(format!("persona = \"{persona}\""));
        }
        if scene.prototype != *beside {
            line(format!("prototype = \"{}\"", scene.prototype));
        }
        if scene.path != "/" {
            line(format!("path = {}", string(&scene.path)));
        }
        if let Some(day) = scene.day {
            line(format!("day = {day}"));
        }
    }
    source
}

#[cfg(test)]
mod tests {
    use fieldlab_domain::date::Date;

    use super::*;

    #[test]
    fn a_tour_that_was_written_is_read_back_as_it_was() {
        let name = |text: &str| Name::parse(text).expect("a name");
        let text = |nl: &str, en: &str| Text { nl: nl.to_owned(), en: en.to_owned() };
        let scene = |persona: Option<&str>, prototype: &str, path: &str, day: Option<Date>| Scene {
            title: text("Een \"kop\" \\ met tekens", "é"),
            words: text("Eerste regel.\nTweede\tregel.", "[[scenes]] # no comment"),
            persona: persona.map(name),
            prototype: name(prototype),
            path: path.to_owned(),
            day,
        };
        let scenes = vec![
            scene(None, "proef", "/", None),
            scene(Some("sanne"), "ander", "/stap/2?x=1&y='2'", Some(Date::new(2026, 7, 1))),
        ];
        let tour = Tour { title: text("a", "b"), lead: text("c", "d"), scenes };
        let source = written(&tour, &name("proef"));
        let read =
            Tour::parse("demo.toml", &source, &name("proef")).unwrap_or_else(|faults| panic!("{faults}\n{source}"));
        assert_eq!(read, tour);
    }
}

//! A tour of a demo, `demo.toml` beside a prototype: scenes that a team writes, each a person, a page of a prototype and a few sentences.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::column::{Kind, Value};
use crate::date::Date;
use crate::fault::Faults;
use crate::name::{Name, nearest_hint};
use crate::persona::{bundled, bundled_persona};
use crate::reader::{Section, read_document};
use crate::store::StoreError;
use crate::text::Text;

/// The most scenes of a tour: more than ten minutes' worth.
const MOST_SCENES: usize = 30;

/// The most characters of the path of a scene.
const MOST_PATH: usize = 500;

/// A tour.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tour {
    /// What people call it.
    pub title: Text,
    /// What it shows, in a sentence or two.
    pub lead: Text,
    /// The scenes; at least one.
    pub scenes: Vec<Scene>,
}

/// One scene of a tour.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scene {
    /// What people call it.
    pub title: Text,
    /// What to look at: a few sentences.
    pub words: Text,
    /// Whom the visitor plays; nobody when they only look. Left out, it is who it was in the scene before.
    pub persona: Option<Name>,
    /// The prototype that is shown.
    pub prototype: Name,
    /// The page of the prototype, with a query when it has one: `/` and what follows.
    pub path: String,
    /// The day that it is in the demo; left out, the day that it was.
    pub day: Option<Date>,
}

impl Tour {
    /// Reads a tour; `file` is for messages, `beside` the prototype that scenes show when they name none.
    ///
    /// # Errors
    /// All its faults at once.
    pub fn parse(file: &str, source: &str, beside: &Name) -> Result<Tour, Faults> {
        read_document(file, source, "tour", |section| {
            let (title, lead) = (section.text("title"), section.text("lead"));
            let sections = section.sections("scenes", "scene");
            let many = sections.len();
            if many == 0 {
                section.fault("scenes", "the tour has no scenes", "add one: [[scenes]]");
            } else if many > MOST_SCENES {
                let hint = "make two tours of it, or say more in each scene";
                section.fault("scenes", format!("the tour has {many} scenes, of at most {MOST_SCENES}"), hint);
            }
            let scenes: Vec<Option<Scene>> = sections.iter().map(|section| read_scene(section, beside)).collect();
            let scenes: Option<Vec<Scene>> = scenes.into_iter().collect();
            Some(Tour { title: title?, lead: lead?, scenes: scenes? })
                .filter(|tour| (1..=MOST_SCENES).contains(&tour.scenes.len()))
        })
    }
}

fn read_scene(section: &Section<'_>, beside: &Name) -> Option<Scene> {
    let (title, words) = (section.text("title"), section.text("words"));
    let persona = section.optional_string("persona", "\"sanne\"").and_then(|name| {
        let found = bundled_persona(name).map(|persona| persona.name.clone());
        if found.is_none() {
            let hint = nearest_hint(name, bundled().iter().map(|persona| persona.name.as_str()));
            section.fault("persona", format!("there is no persona `{name}`"), hint);
        }
        found
    });
    let prototype = match section.has("prototype") {
        true => section.name("prototype", "\"na-de-ww\""),
        false => Some(beside.clone()),
    };
    let path = section.optional_string("path", "\"/\"").unwrap_or("/");
    if !is_path(path) {
        let what = format!("`path` is no page of a prototype: `{path}`");
        section.fault("path", what, "write the part after the host, such as \"/\" or \"/stap/2\"");
    }
    let day = match section.optional_value("day", Kind::Date) {
        Some(Value::Date(day)) => Some(Date(day)),
        _ => None,
    };
    section.finish();
    Some(Scene { title: title?, words: words?, persona, prototype: prototype?, path: path.to_owned(), day })
}

/// Whether an address stays with the prototype: a path, and no other host.
pub fn is_path(path: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'\\' | b'"' | b'<' | b'>');
    path.starts_with('/') && !path.starts_with("//") && path.len() <= MOST_PATH && path.bytes().all(fits)
}

/// Keeps the tours of prototypes.
#[async_trait]
pub trait TourBook: Send + Sync {
    /// Keeps the tour of a prototype in place of the one that it had; `None` when it has none any more.
    async fn put_tour(&self, prototype: &Name, tour: Option<&Tour>) -> Result<(), StoreError>;

    /// The tour of a prototype.
    async fn tour(&self, prototype: &Name) -> Result<Option<Tour>, StoreError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(source: &str) -> Result<Tour, Faults> {
        Tour::parse("demo.toml", source, &Name::parse("proef").expect("a name"))
    }

    const HEAD: &str = "title = { nl = \"Rond\", en = \"Tour\" }\nlead = { nl = \"Kijk.\", en = \"Look.\" }\n";
    const SCENE: &str = "[[scenes]]\ntitle = { nl = \"A\", en = \"A\" }\nwords = { nl = \"B\", en = \"B\" }\n";

    #[test]
    fn a_scene_shows_the_prototype_beside_it_from_its_first_page() {
        let tour =
            parse(&format!("{HEAD}{SCENE}{SCENE}persona = \"sanne\"\npath = \"/stap/2?x=1\"\nday = 2026-07-01\n"));
        let tour = tour.unwrap_or_else(|faults| panic!("{faults}"));
        let [first, second] = tour.scenes.as_slice() else { panic!("it has two scenes") };
        assert_eq!((first.prototype.as_str(), first.path.as_str(), &first.persona), ("proef", "/", &None));
        assert_eq!(second.persona.as_ref().map(Name::as_str), Some("sanne"));
        assert_eq!((second.path.as_str(), second.day), ("/stap/2?x=1", Some(Date::new(2026, 7, 1))));
    }

    #[test]
    fn all_faults_come_at_once() {
        let faults = parse(&format!("{HEAD}{SCENE}persona = \"sane\"\npath = \"//evil.example\"\nscene = 1\n"));
        let said = faults.expect_err("it is faulty").to_string();
        for part in ["no persona `sane`", "sanne", "no page of a prototype", "scene"] {
            assert!(said.contains(part), "{part}: {said}");
        }
        let said = parse(HEAD).expect_err("it has no scenes").to_string();
        assert!(said.contains("no scenes"), "{said}");
    }

    #[test]
    fn a_path_stays_with_the_prototype() {
        for (path, expected) in
            [("/", true), ("/a?b=c", true), ("a", false), ("//x", false), ("/\\x", false), ("/a b", false), ("", false)]
        {
            assert_eq!(is_path(path), expected, "{path}");
        }
    }
}

//! The personas that come with the lab: `fixtures/personas`. To add one, add its file and its line here.

use std::sync::LazyLock;

use super::Persona;

/// A line for a file of `fixtures/personas`: its name and its text.
macro_rules! file {
    ($name:literal) => {
        ($name, include_str!(concat!("../../../../fixtures/personas/", $name)))
    };
}

/// The files, in the order in which people are shown.
const FILES: [(&str, &str); 10] = [
    file!("sanne.toml"),
    file!("gerda.toml"),
    file!("anas.toml"),
    file!("dennis.toml"),
    file!("noor.toml"),
    file!("robin.toml"),
    file!("petra.toml"),
    file!("elif.toml"),
    file!("hendrik.toml"),
    file!("piotr.toml"),
];

static PERSONAS: LazyLock<Vec<Persona>> = LazyLock::new(|| {
    let parse = |(file, source): (&str, &str)| {
        Persona::parse(file, source)
            .unwrap_or_else(|faults| panic!("a test holds that the bundled personas are right: {faults}"))
    };
    FILES.into_iter().map(parse).collect()
});

/// The personas that come with the lab, in the order in which people are shown.
pub fn bundled() -> &'static [Persona] {
    &PERSONAS
}

/// The bundled persona with this name.
pub fn bundled_persona(name: &str) -> Option<&'static Persona> {
    bundled().iter().find(|persona| persona.name.as_str() == name)
}

//! How a lab looks: the name, the logo and the colours that its owner chose.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use fieldlab_domain::digest::Digest;
use fieldlab_domain::text::Text;

/// What a lab has of its own; what is not chosen stays as it comes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Look {
    name: Option<Text>,
    logo: Option<File>,
    stylesheet: Option<File>,
}

/// A file that its name changes with, so that browsers may keep it for ever.
#[derive(Clone, Debug, PartialEq)]
struct File {
    name: String,
    kind: &'static str,
    bytes: Vec<u8>,
}

impl File {
    fn new(name: &str, ending: &str, kind: &'static str, bytes: Vec<u8>) -> File {
        File { name: format!("{name}-{}.{ending}", Digest::of(&bytes).short()), kind, bytes }
    }

    fn address(&self) -> String {
        format!("/static/{}", self.name)
    }
}

impl Look {
    /// The same with a name.
    pub fn with_name(self, name: Text) -> Look {
        Look { name: Some(name), ..self }
    }

    /// The same with a logo: its media type, how files of that type end, and the image.
    pub fn with_logo(self, kind: &'static str, ending: &str, image: Vec<u8>) -> Look {
        Look { logo: Some(File::new("logo", ending, kind, image)), ..self }
    }

    /// The same with values of the stylesheet's variables (`--accent` and others), for light screens and paper, and for dark screens.
    pub fn with_colours(self, light: &[(&str, String)], dark: &[(&str, String)]) -> Look {
        let all = |colours: &[(&str, String)]| -> String {
            colours.iter().map(|(variable, colour)| format!("--{variable}:{colour};")).collect()
        };
        let css =
            format!(":root{{{}}}@media screen and (prefers-color-scheme:dark){{:root{{{}}}}}\n", all(light), all(dark));
        Look { stylesheet: Some(File::new("look", "css", "text/css; charset=utf-8", css.into_bytes())), ..self }
    }

    pub(crate) fn name(&self) -> Option<&Text> {
        self.name.as_ref()
    }

    /// The address of the logo.
    pub(crate) fn logo(&self) -> Option<String> {
        self.logo.as_ref().map(File::address)
    }

    /// The address of the stylesheet with the colours.
    pub(crate) fn stylesheet(&self) -> Option<String> {
        self.stylesheet.as_ref().map(File::address)
    }

    /// The file with this name.
    pub(crate) fn respond(&self, name: &str) -> Option<Response> {
        let file = [&self.logo, &self.stylesheet].into_iter().flatten().find(|file| file.name == name)?;
        let headers = [
            (header::CONTENT_TYPE, HeaderValue::from_static(file.kind)),
            (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
        ];
        Some((headers, file.bytes.clone()).into_response())
    }
}

//! The look of a lab, as its owner writes it in a file: name, logo and colours.

use std::path::Path;

use fieldlab_domain::text::Text;
use fieldlab_scenario::accessibility::{Colour, LEAST_CONTRAST, colour, contrast};
use fieldlab_web::Look;
use serde::Deserialize;

use crate::failure::usage;
use crate::workspace::read_text;

const WHITE: Colour = [255; 3];
/// The paper of dark screens: `--paper` in the stylesheet.
const DARK_PAPER: Colour = [0x10, 0x19, 0x1d];
/// The most bytes of a logo: each first visit has it.
const LARGEST_LOGO: usize = 50_000;
/// The endings that a logo may have, with their media types.
const LOGOS: [(&str, &str); 4] =
    [("svg", "image/svg+xml"), ("png", "image/png"), ("webp", "image/webp"), ("jpg", "image/jpeg")];

/// What such a file says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Declared {
    /// What the lab is called.
    name: Option<Text>,
    /// The image that stands before the name, beside the file.
    logo: Option<String>,
    /// The colour of links and buttons.
    accent: Option<String>,
    /// The colour of the bar at the top; that of links when it is not there.
    band: Option<String>,
}

/// Reads the look of a lab.
///
/// # Errors
/// When the file or the logo can't be read, or white text can't be read on a colour.
pub(crate) fn read(path: &Path) -> anyhow::Result<Look> {
    let file = path.display();
    let declared: Declared = toml::from_str(&read_text(path)?).map_err(|error| {
        let hint = "write name = { nl = \"...\", en = \"...\" }, logo = \"logo.svg\", accent = \"#0f5c63\", band = \"#0f5c63\", or some of them";
        usage(format!("{file}: {error}"), hint)
    })?;
    let mut look = Look::default();
    if let Some(name) = declared.name {
        look = look.with_name(name);
    }
    if let Some(logo) = declared.logo {
        let (kind, ending, image) = read_logo(&path.with_file_name(logo))?;
        look = look.with_logo(kind, ending, image);
    }
    let read = |what: &str, text: &Option<String>| {
        text.as_ref().map(|text| readable(&format!("{file}: {what}"), text)).transpose()
    };
    let (accent, band) = (read("accent", &declared.accent)?, read("band", &declared.band)?);
    let (mut light, mut dark) = (Vec::new(), Vec::new());
    if let Some(accent) = accent {
        let bright = mixed_until(accent, WHITE, |colour| contrast(colour, DARK_PAPER) >= LEAST_CONTRAST + 0.5);
        light.extend([("accent", hex(accent)), ("first", hex(accent)), ("accent-wash", hex(mix(accent, WHITE, 0.9)))]);
        dark.extend([
            ("accent", hex(bright)),
            ("first", hex(bright)),
            ("accent-wash", hex(mix(accent, DARK_PAPER, 0.75))),
        ]);
    }
    if let Some(band) = band.or(accent) {
        light.push(("band", hex(band)));
        dark.push(("band", hex(mix(band, DARK_PAPER, 0.4))));
    }
    Ok(if light.is_empty() { look } else { look.with_colours(&light, &dark) })
}

fn read_logo(path: &Path) -> anyhow::Result<(&'static str, &'static str, Vec<u8>)> {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let known = LOGOS.iter().find(|(known, _)| ending.eq_ignore_ascii_case(known));
    let Some((ending, kind)) = known else {
        let endings = LOGOS.map(|(ending, _)| ending).join(", ");
        return Err(usage(format!("{}: no such image is shown", path.display()), format!("use one of: {endings}")));
    };
    let image = std::fs::read(path)
        .map_err(|error| usage(format!("{}: {error}", path.display()), "put the logo beside the file that names it"))?;
    if image.len() > LARGEST_LOGO {
        let what = format!("{}: it has {} bytes, and each first visit has it", path.display(), image.len());
        return Err(usage(what, format!("make it smaller than {LARGEST_LOGO} bytes")));
    }
    Ok((kind, ending, image))
}

/// A colour on which white can be read.
fn readable(what: &str, text: &str) -> anyhow::Result<Colour> {
    let found = colour(text).filter(|_| text.starts_with('#'));
    let found = found.ok_or_else(|| usage(format!("{what} = \"{text}\" is no colour"), "write it as \"#0f5c63\""))?;
    let measured = contrast(found, WHITE);
    if measured >= LEAST_CONTRAST {
        return Ok(found);
    }
    let near = mixed_until(found, [0; 3], |colour| contrast(colour, WHITE) >= LEAST_CONTRAST);
    let what =
        format!("{what} = \"{text}\" has a contrast of {measured:.1} with white, and text needs {LEAST_CONTRAST}");
    Err(usage(what, format!("the nearest that has is \"{}\"", hex(near))))
}

/// As little of the other colour as is enough.
fn mixed_until(colour: Colour, other: Colour, is_enough: impl Fn(Colour) -> bool) -> Colour {
    let mixed = (0..=100).map(|hundredths| mix(colour, other, f64::from(hundredths) / 100.0));
    mixed.into_iter().find(|mixed| is_enough(*mixed)).unwrap_or(other)
}

fn mix(colour: Colour, other: Colour, share: f64) -> Colour {
    std::array::from_fn(|at| (f64::from(colour[at]) * (1.0 - share) + f64::from(other[at]) * share).round() as u8)
}

fn hex(colour: Colour) -> String {
    colour.iter().fold("#".to_owned(), |text, part| format!("{text}{part:02x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(text: &str) -> anyhow::Result<Look> {
        let folder = tempfile::tempdir().expect("there is room");
        let path = folder.path().join("look.toml");
        std::fs::write(&path, text).expect("it is written");
        std::fs::write(folder.path().join("logo.svg"), "<svg xmlns='http://www.w3.org/2000/svg'/>")
            .expect("it is written");
        read(&path)
    }

    #[test]
    fn a_look_is_read() {
        let all = "name = { nl = \"Lab Delft\", en = \"Delft lab\" }\nlogo = \"logo.svg\"\naccent = \"#a3123f\"\n";
        assert_ne!(look(all).expect("it is right"), Look::default());
        assert_eq!(look("").expect("nothing has to be chosen"), Look::default());
    }

    #[test]
    fn what_can_not_be_used_is_refused() {
        let check = |text: &str, expected: &str| {
            let error = format!("{:#}", look(text).expect_err(text));
            assert!(error.contains(expected), "{error}");
        };
        check("colour = \"#000000\"", "unknown field `colour`");
        check("accent = \"teal\"", "is no colour");
        check("accent = \"#ffcc00\"", "the nearest that has is \"#8");
        check("logo = \"logo.exe\"", "svg, png, webp, jpg");
        check("logo = \"none.png\"", "put the logo beside the file");
    }

    #[test]
    fn what_is_made_of_a_colour_can_be_read() {
        for text in ["#0f5c63", "#a3123f", "#000000", "#00008b", "#5b2c83"] {
            let accent = readable("accent", text).expect("it is dark");
            let bright = mixed_until(accent, WHITE, |colour| contrast(colour, DARK_PAPER) >= LEAST_CONTRAST + 0.5);
            assert!(contrast(bright, DARK_PAPER) >= LEAST_CONTRAST, "{text}");
            let (light_wash, dark_wash) = (mix(accent, WHITE, 0.9), mix(accent, DARK_PAPER, 0.75));
            assert!(contrast([0x16, 0x24, 0x2b], light_wash) >= 7.0 && contrast([0xe8, 0xee, 0xf0], dark_wash) >= 7.0);
            assert!(contrast(WHITE, mix(accent, DARK_PAPER, 0.4)) >= LEAST_CONTRAST, "{text}");
        }
    }
}

//! Whether people can use a page: the basics that its HTML shows (WCAG 2.2, level AA). It does not replace trying it with people.

use fieldlab_domain::text::Language;

use crate::page::{Defect, Page};

/// The least contrast of text with what is behind it: WCAG 2.2, success criterion 1.4.3.
pub const LEAST_CONTRAST: f64 = 4.5;

/// What is wrong with a page, a sentence each, with the success criterion of WCAG 2.2 that it goes by.
pub fn faults(page: &Page, language: Language) -> Vec<String> {
    let mut faults = Vec::new();
    match page.language.as_deref() {
        None => faults.push("the page does not say its language: <html lang=\"nl\"> (3.1.1)".to_owned()),
        Some(said) if !said.to_lowercase().starts_with(language.code()) => {
            faults.push(format!(
                "the page says that it is in `{said}`, and was asked for in `{}` (3.1.1)",
                language.code()
            ));
        }
        Some(_) => {}
    }
    if page.title.is_empty() {
        faults.push("the page has no <title> (2.4.2)".to_owned());
    }
    match page.headings.iter().filter(|(rank, _)| *rank == 1).count() {
        1 => {}
        0 => faults.push("the page has no <h1> (1.3.1)".to_owned()),
        many => faults.push(format!("the page has {many} headings <h1>, and one would say what it is about (1.3.1)")),
    }
    for pair in page.headings.windows(2) {
        if pair[1].0 > pair[0].0 + 1 {
            faults.push(format!(
                "the heading `{}` skips a rank: <h{}> after <h{}> (1.3.1)",
                pair[1].1, pair[1].0, pair[0].0
            ));
        }
    }
    faults.extend(
        page.headings.iter().filter(|(_, words)| words.is_empty()).map(|_| "a heading is empty (1.3.1)".to_owned()),
    );
    faults.extend(page.defects.iter().map(words));
    faults.extend(page.styles.iter().filter_map(|style| contrast_fault(style)));
    faults.dedup();
    faults
}

fn words(defect: &Defect) -> String {
    match defect {
        Defect::NoAlternative(source) => format!("the image `{source}` has no alt (1.1.1)"),
        Defect::NoLabel(name) => format!("the field `{name}` has no label (1.3.1, 3.3.2)"),
        Defect::NoName(what) => format!("a {what} has no words (2.4.4, 4.1.2)"),
        Defect::NoLegend(name) => format!("the choices `{name}` stand in no fieldset with a legend (1.3.1)"),
        Defect::TabIndex => "a positive tabindex changes the order of the keyboard (2.4.3)".to_owned(),
        Defect::Dangling(id) => format!("`for` or aria-describedby names `{id}`, which is not on the page (1.3.1)"),
    }
}

/// What is wrong with the colours that a style sets, when it sets both.
fn contrast_fault(style: &str) -> Option<String> {
    let declared = |wanted: &str| {
        let mut declarations = style.split(';').filter_map(|declaration| declaration.split_once(':'));
        declarations
            .find(|(name, _)| name.trim().eq_ignore_ascii_case(wanted))
            .and_then(|(_, value)| colour(value.trim()))
    };
    let behind = declared("background-color").or_else(|| declared("background"))?;
    let contrast = contrast(declared("color")?, behind);
    (contrast < LEAST_CONTRAST)
        .then(|| format!("`{style}` has a contrast of {contrast:.1}, and text needs 4.5 (1.4.3)"))
}

/// Red, green and blue.
pub type Colour = [u8; 3];

/// A colour as CSS writes it: `#rgb`, `#rrggbb`, `rgb(r, g, b)`, or one of the best-known names.
pub fn colour(text: &str) -> Option<Colour> {
    const NAMED: [(&str, Colour); 8] = [
        ("black", [0, 0, 0]),
        ("white", [255, 255, 255]),
        ("red", [255, 0, 0]),
        ("green", [0, 128, 0]),
        ("blue", [0, 0, 255]),
        ("yellow", [255, 255, 0]),
        ("gray", [128, 128, 128]),
        ("orange", [255, 165, 0]),
    ];
    if let Some(digits) = text.strip_prefix('#') {
        let digit = |at: usize| digits.get(at..=at).and_then(|digit| u8::from_str_radix(digit, 16).ok());
        let pair = |at: usize| digits.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
        return match digits.len() {
            3 => Some([digit(0)? * 17, digit(1)? * 17, digit(2)? * 17]),
            6 => Some([pair(0)?, pair(2)?, pair(4)?]),
            _ => None,
        };
    }
    if let Some(parts) = text.strip_prefix("rgb(").and_then(|rest| rest.strip_suffix(')')) {
        let parts: Vec<u8> = parts.split([',', ' ']).filter_map(|part| part.trim().parse().ok()).collect();
        return parts.try_into().ok();
    }
    NAMED.iter().find(|(name, _)| name.eq_ignore_ascii_case(text)).map(|(_, colour)| *colour)
}

/// Contrast and relative luminance as WCAG 2.2 defines them.
pub fn contrast(one: Colour, other: Colour) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn luminance(colour: Colour) -> f64 {
    let linear = |part: u8| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(colour[0]) + 0.7152 * linear(colour[1]) + 0.0722 * linear(colour[2])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_good_page_has_no_faults() {
        let page =
            Page::parse("<html lang=nl><title>Uw huis</title><h1>Uw huis</h1><h2>Huur</h2><p style='color:#000'>Goed.");
        assert_eq!(faults(&page, Language::Nl), Vec::<String>::new());
    }

    #[test]
    fn each_fault_is_told() {
        let page =
            Page::parse("<h1>Een</h1><h3>Twee</h3><h1>Drie</h1><img src=a><p style='color: #777; background: white'>x");
        let told = faults(&page, Language::Nl).join("\n");
        for fault in
            ["its language", "no <title>", "2 headings <h1>", "`Twee` skips a rank", "no alt", "contrast of 4.5"]
        {
            assert!(told.contains(fault), "{fault} in {told}");
        }
        let page = Page::parse("<html lang=en><title>x</title><h1>x");
        assert!(faults(&page, Language::Nl)[0].contains("says that it is in `en`"));
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        assert!((contrast([0, 0, 0], [255, 255, 255]) - 21.0).abs() < 1e-9);
        assert!((contrast([0x76; 3], [255; 3]) - 4.54).abs() < 0.01, "the darkest gray that passes is #767676");
    }
}

//! The reference page of fields: `docs/fields.md`.

use std::fmt::Write as _;

use fieldlab_domain::column::Kind;
use fieldlab_domain::field::{Field, catalogue};

use super::{MOST_CODES, kind, lines, sensitivity, written};

const HEAD: &str = "\
# Fields of a synthetic citizen

<!-- Made from fixtures/catalogue.toml by: cargo fieldlab fields --markdown > docs/fields.md -->

A prototype asks for these in the grants of its manifest, and sees no other. `fieldlab fields NAME` prints one, `fieldlab fields --json` all of them.

Types: a **flag** is yes or no; a **whole** number; an **amount** is in euro in declarations and in cents in columns; a **code** is a number of the code list,
and declarations may write its name; a **date** is a day, in columns as days since 1970-01-01; a **share** is a fraction in declarations and in millionths in
columns. Sensitivity: **ordinary**, **sensitive** (a person would mind that it is known), **special** (a special category or criminal data, articles 9 and 10 of the
GDPR).
";

/// The whole page.
pub(super) fn page() -> String {
    let mut page = HEAD.to_owned();
    for (prefix, title) in [("person.", "Persons"), ("household.", "Households")] {
        let fields = || catalogue().fields().iter().filter(move |field| field.name.as_str().starts_with(prefix));
        write(
            &mut page,
            format_args!("\n## {title}\n\n| field | what it is | type | sensitivity |\n| --- | --- | --- | --- |\n"),
        );
        for field in fields() {
            let (name, title) = (&field.name, &field.title.en);
            let anchor = name.as_str().replace('.', "");
            let row = format_args!("| [`{name}`](#{anchor}) | {title} | {} | {} |\n", kind(field), sensitivity(field));
            write(&mut page, row);
        }
        fields().for_each(|field| section(&mut page, field));
    }
    page
}

fn write(page: &mut String, words: std::fmt::Arguments<'_>) {
    page.write_fmt(words).expect("writing to a string does not fail");
}

fn section(page: &mut String, field: &Field) {
    let title = &field.title;
    let dutch = if title.nl == title.en { String::new() } else { format!(" (*{}*)", title.nl) };
    write(page, format_args!("\n### `{}`\n\n{}{dutch}\n\n", field.name, title.en));
    for (what, words) in lines(field).into_iter().filter(|(what, _)| *what != "codes") {
        write(page, format_args!("- {what}: {words}\n"));
    }
    if field.kind != Kind::Code {
        return;
    }
    if field.codes.len() > MOST_CODES {
        let file = match &field.codes_from {
            Some(list) => format!("codes/{list}.csv"),
            None => "catalogue.toml".to_owned(),
        };
        write(page, format_args!("- codes: {}, in [{file}](../fixtures/{file})\n", field.codes.len()));
        return;
    }
    let codes =
        field.codes.iter().map(|code| format!("{} `{}` {}", written(field, code.code), code.name, code.title.en));
    write(page, format_args!("- codes: {}\n", codes.collect::<Vec<_>>().join("; ")));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_in_docs_is_that_of_the_catalogue() {
        let kept = include_str!("../../../../../docs/fields.md");
        assert!(kept == page(), "write it again: cargo fieldlab fields --markdown > docs/fields.md");
    }

    #[test]
    fn each_field_has_a_section_and_each_code_list_is_there() {
        let page = page();
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        for field in catalogue().fields() {
            assert_eq!(page.matches(&format!("\n### `{}`\n", field.name)).count(), 1, "{}", field.name);
            if let Some(list) = &field.codes_from {
                assert!(root.join(format!("fixtures/codes/{list}.csv")).is_file(), "{list}");
            }
        }
    }
}

//! The lab's catalogue of fields: name, kind, and whether it may be absent.

/// One line a field, made from `fixtures/catalogue.toml`; a test of the host holds that they are the same.
const FIELDS: &str = include_str!("../catalogue.txt");

pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) optional: bool,
}

pub(crate) fn fields() -> impl Iterator<Item = Field> {
    FIELDS.lines().filter_map(|line| {
        let mut words = line.split_whitespace();
        Some(Field { name: words.next()?, kind: words.next()?, optional: words.next() == Some("optional") })
    })
}

pub(crate) fn find(name: &str) -> Option<Field> {
    fields().find(|field| field.name == name)
}

/// The field whose name differs in the fewest letters.
pub(crate) fn nearest(name: &str) -> &'static str {
    fields().map(|field| field.name).min_by_key(|field| distance(name, field)).unwrap_or("person.age")
}

/// How many letters must be put in, left out or changed (Levenshtein).
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (at, letter) in left.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = at + 1;
        for (place, other) in right.iter().enumerate() {
            let changed = diagonal + usize::from(letter != *other);
            diagonal = row[place + 1];
            row[place + 1] = changed.min(row[place] + 1).min(diagonal + 1);
        }
    }
    row[right.len()]
}

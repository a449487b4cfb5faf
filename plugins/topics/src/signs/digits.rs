//! Citizen service numbers and telephone numbers.

use super::numbers::{Number, NumberKind};

/// Digits that stand together.
struct Group {
    start: usize,
    end: usize,
    digits: String,
    /// Whether a plus stands before it.
    plus: bool,
    /// Whether it goes on from the group before it, with no more than spaces, dots, dashes or brackets between.
    goes_on: bool,
}

/// The citizen service numbers and telephone numbers in `text`.
pub fn digits(text: &str) -> Vec<Number> {
    let groups = groups(text);
    let mut found = Vec::new();
    let mut first = 0;
    while first < groups.len() {
        let joined = 1 + groups[first + 1..].iter().take_while(|group| group.goes_on).count();
        // The longest first: 06 12345678 is one telephone number, not a number of eight digits.
        let longest = (1..=joined.min(MOST_GROUPS)).rev();
        let number = longest.filter_map(|count| Some((count, kind(&groups[first..first + count])?))).next();
        if let Some((count, kind)) = number {
            found.push(Number { kind, start: groups[first].from(), end: groups[first + count - 1].end });
            first += count;
        } else {
            first += 1;
        }
    }
    found
}

/// A number is written in no more groups than it has digits; those of a telephone number are at most fifteen.
const MOST_GROUPS: usize = 15;

impl Group {
    fn from(&self) -> usize {
        self.start - usize::from(self.plus)
    }
}

fn groups(text: &str) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut between = Between::default();
    for (at, character) in text.char_indices() {
        let end = at + character.len_utf8();
        let Some(digit) = digit(character) else {
            between.add(character);
            continue;
        };
        match groups.last_mut() {
            Some(last) if last.end == at => {
                last.digits.push(digit);
                last.end = end;
            }
            _ => groups.push(Group {
                start: at,
                end,
                digits: digit.to_string(),
                plus: between.plus,
                goes_on: !groups.is_empty() && between.joins(),
            }),
        }
        between = Between::default();
    }
    groups
}

/// A digit of 0 to 9, in Latin, Arabic or Persian writing.
fn digit(character: char) -> Option<char> {
    let value = match character {
        '0'..='9' => character as u32 - '0' as u32,
        '\u{660}'..='\u{669}' => character as u32 - 0x660,
        '\u{6f0}'..='\u{6f9}' => character as u32 - 0x6f0,
        _ => return None,
    };
    char::from_digit(value, 10)
}

/// What stands between two groups.
#[derive(Default)]
struct Between {
    count: usize,
    other: bool,
    plus: bool,
}

impl Between {
    fn add(&mut self, character: char) {
        self.count += 1;
        self.plus = character == '+';
        let joins = matches!(character, '.' | '-' | '–' | '‑' | '(' | ')' | '_');
        self.other |= !joins && (!character.is_whitespace() || character == '\n');
    }

    fn joins(&self) -> bool {
        !self.other && self.count <= 3
    }
}

fn kind(groups: &[Group]) -> Option<NumberKind> {
    let all: String = groups.iter().map(|group| group.digits.as_str()).collect();
    if is_telephone(&all, groups.first()?.plus) {
        return Some(NumberKind::Telephone);
    }
    let citizen = match all.len() {
        9 => passes_eleven_test(&all),
        8 => !is_date(groups) && !is_public(&all) && passes_eleven_test(&format!("0{all}")),
        _ => false,
    };
    citizen.then_some(NumberKind::CitizenService)
}

/// The eleven-test of citizen service numbers: the digits times 9, 8, 7, 6, 5, 4, 3, 2 and -1 add up to a multiple of eleven.
fn passes_eleven_test(nine: &str) -> bool {
    let values = nine.chars().filter_map(|digit| digit.to_digit(10)).map(i64::from);
    let sum: i64 = values.zip([9, 8, 7, 6, 5, 4, 3, 2, -1]).map(|(value, weight)| value * weight).sum();
    sum != 0 && sum % 11 == 0
}

/// A Dutch number (ten digits from 0, or with +31 or 0031), or any that begins with a plus.
fn is_telephone(all: &str, plus: bool) -> bool {
    let national = |rest: &str| rest.len() == 9 && !rest.starts_with('0');
    let abroad = |rest: &str| national(rest) || rest.strip_prefix('0').is_some_and(national);
    if plus {
        return match all.strip_prefix("31") {
            Some(rest) => abroad(rest),
            None => (8..=15).contains(&all.len()),
        };
    }
    let dutch = all.strip_prefix("0031").is_some_and(abroad);
    dutch || (all.strip_prefix('0').is_some_and(national) && !is_public(all))
}

/// Numbers of services that anybody may call.
fn is_public(all: &str) -> bool {
    ["0800", "0900", "0906", "0909"].iter().any(|start| all.starts_with(start))
}

/// A day (12-03-1985, 1985 03 12) or two years (2024-2025).
fn is_date(groups: &[Group]) -> bool {
    let shape: Vec<usize> = groups.iter().map(|group| group.digits.len()).collect();
    let within = |at: usize, least: u32, most: u32| {
        let value = groups.get(at).and_then(|group| group.digits.parse().ok());
        value.is_some_and(|value: u32| (least..=most).contains(&value))
    };
    let year = |at| within(at, 1900, 2099);
    match shape.as_slice() {
        [2, 2, 4] => within(0, 1, 31) && within(1, 1, 12) && year(2),
        [4, 2, 2] => year(0) && within(1, 1, 12) && within(2, 1, 31),
        [4, 4] => year(0) && year(1),
        _ => false,
    }
}

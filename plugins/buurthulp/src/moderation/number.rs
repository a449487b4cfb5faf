//! Long numbers: of telephones, accounts, or people.

/// From so many digits on, a number can be somebody's.
const MANY: usize = 7;

/// So many digits may stand beside days and hours: the day of a month.
const FEW: usize = 2;

/// Words for digits, in Dutch and English.
const DIGITS: [(&str, char); 21] = [
    ("nul", '0'),
    ("een", '1'),
    ("één", '1'),
    ("twee", '2'),
    ("drie", '3'),
    ("vier", '4'),
    ("vijf", '5'),
    ("zes", '6'),
    ("zeven", '7'),
    ("acht", '8'),
    ("negen", '9'),
    ("zero", '0'),
    ("one", '1'),
    ("two", '2'),
    ("three", '3'),
    ("four", '4'),
    ("five", '5'),
    ("six", '6'),
    ("seven", '7'),
    ("eight", '8'),
    ("nine", '9'),
];

/// Whether there is the number of a bank account: two letters, two digits, four letters and six or more digits, as in the Netherlands, or
/// two letters and so many digits as an account elsewhere has.
pub(super) fn has_account(words: &str) -> bool {
    let plain: Vec<char> = words
        .chars()
        .filter(|letter| !matches!(letter, ' ' | '.' | '-'))
        .map(|letter| letter.to_ascii_uppercase())
        .collect();
    (0..plain.len()).any(|start| is_account(&plain[start..]))
}

fn is_account(plain: &[char]) -> bool {
    let starts = |from: usize, many: usize, is: fn(&char) -> bool| {
        plain.get(from..from + many).is_some_and(|part| part.iter().all(is))
    };
    let digit: fn(&char) -> bool = char::is_ascii_digit;
    let letter: fn(&char) -> bool = char::is_ascii_uppercase;
    starts(0, 2, letter) && starts(2, 2, digit) && (starts(4, 4, letter) && starts(8, 6, digit) || starts(4, 12, digit))
}

/// Whether there is a number that could be somebody's.
pub(super) fn has_number(words: &str) -> bool {
    runs(&with_digits(words)).iter().any(|run| is_somebodys(run))
}

/// The words with digits in place of the words for them.
fn with_digits(words: &str) -> String {
    let one = |word: &str| {
        let bare = word.trim_matches(|letter: char| !letter.is_alphanumeric()).to_lowercase();
        let digit = DIGITS.iter().find(|(name, _)| *name == bare).map(|(_, digit)| digit.to_string());
        digit.unwrap_or_else(|| word.to_owned())
    };
    words.split(' ').map(one).collect::<Vec<_>>().join(" ")
}

/// Groups of digits that follow each other with nothing but signs between them; each with the sign before it.
fn runs(words: &str) -> Vec<Vec<(char, String)>> {
    let mut runs: Vec<Vec<(char, String)>> = vec![Vec::new()];
    let (mut between, mut in_group) = (' ', false);
    for letter in words.chars() {
        let run = runs.last_mut();
        match (letter, run) {
            ('0'..='9', Some(run)) => {
                match run.last_mut() {
                    Some((_, group)) if in_group => group.push(letter),
                    _ => run.push((between, letter.to_string())),
                }
                in_group = true;
            }
            (' ' | '-' | '.' | '/' | '(' | ')' | '+' | ':' | '_' | '*', _) => {
                between = if in_group || between == ' ' { letter } else { between };
                in_group = false;
            }
            _ => {
                in_group = false;
                between = ' ';
                runs.push(Vec::new());
            }
        }
    }
    runs
}

/// Whether digits are too many to be days and hours.
fn is_somebodys(run: &[(char, String)]) -> bool {
    let all: usize = run.iter().map(|(_, group)| group.len()).sum();
    if all < MANY {
        return false;
    }
    let mut left = run;
    let mut others = 0;
    while let Some(((_, first), rest)) = left.split_first() {
        left = if is_day(left) {
            &left[3..]
        } else if is_hour(left) {
            &left[2..]
        } else {
            others += first.len();
            rest
        };
    }
    others > FEW
}

/// A day such as 12-05-2026.
fn is_day(run: &[(char, String)]) -> bool {
    let [(_, day), (first, month), (second, year), ..] = run else { return false };
    let signs = [first, second].iter().all(|sign| matches!(sign, '-' | '/' | '.'));
    let is_year = year.len() == 4 && (year.starts_with("19") || year.starts_with("20"));
    signs && within(day, 1, 31) && within(month, 1, 12) && is_year
}

/// An hour such as 10.00 or 14:30.
fn is_hour(run: &[(char, String)]) -> bool {
    let [(_, hour), (sign, minute), ..] = run else { return false };
    matches!(sign, '.' | ':') && within(hour, 0, 24) && minute.len() == 2 && within(minute, 0, 59)
}

fn within(group: &str, least: u32, most: u32) -> bool {
    group.len() <= 2 && group.parse().is_ok_and(|number: u32| (least..=most).contains(&number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_from_days_and_hours() {
        for words in ["0612345678", "074 123 45 67", "123 45 67", "999903305", "06/1234-5678", "zes 12 34 56 7"] {
            assert!(has_number(words), "{words}");
        }
        for words in ["12-05-2026 14.00", "10.00-12.00", "1, 2, 3, 4, 5, 6, 7", "2026", "10:00-12:00 12", ""] {
            assert!(!has_number(words), "{words}");
        }
    }

    #[test]
    fn accounts_are_known_by_their_shape() {
        assert!(has_account("NL91ABNA0417164300") && has_account("be68 5390 0754 7034"));
        assert!(!has_account("NL is a country") && !has_account("wo12 mei om tien"));
    }
}

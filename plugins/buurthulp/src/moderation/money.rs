//! Money: asking for it, lending it, paying with it.

/// What is about money wherever it stands.
const ALWAYS: [&str; 27] = [
    "tikkie",
    "betaalverzoek",
    "overmaken",
    "voorschieten",
    "rekeningnummer",
    "pincode",
    "pinpas",
    "bankpas",
    "creditcard",
    "credit card",
    "cadeaukaart",
    "cadeaubon",
    "gift card",
    "bitcoin",
    "crypto",
    "paysafe",
    "western union",
    "contant geld",
    "bank account",
    "lend me",
    "loan",
    "send me money",
    "send money",
    "borrow money",
    "transfer money",
    "pin code",
    "paypal",
];

/// What is about money only together with a word for it.
const WITH_MONEY: [&str; 10] =
    ["lenen", "leen", "geef", "geven", "sturen", "stuur", "over", "need", "borrow", "pay me"];

/// Whether money is asked for, lent or paid.
pub(super) fn is_asked(words: &str) -> bool {
    let words = words.to_lowercase();
    let has = |part: &&str| words.contains(*part);
    let word = |wanted: &str| words.split(|letter: char| !letter.is_alphanumeric()).any(|word| word == wanted);
    let money = word("geld") || word("money") || word("cash");
    ALWAYS.iter().any(has) || money && WITH_MONEY.iter().any(has) || has_amount(&words)
}

/// Whether there is an amount of money, such as `€ 25` or `25 euro`.
fn has_amount(words: &str) -> bool {
    let after_sign =
        words.split('€').skip(1).any(|rest| rest.trim_start().starts_with(|digit: char| digit.is_ascii_digit()));
    let before_word = ["euro", "€", "eur"].iter().any(|money| {
        words.match_indices(money).any(|(at, _)| words[..at].trim_end().ends_with(|digit: char| digit.is_ascii_digit()))
    });
    after_sign || before_word
}

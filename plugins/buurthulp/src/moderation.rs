//! What may not stand in a message that others read: that by which a stranger could reach, visit or rob somebody.
//!
//! It is a first sieve that works at once and explains itself. It refuses too much rather than too little, and a person of the community
//! centre looks at each message after it. To refuse something more, add a kind of [`Finding`], its words, and a file that finds it.

mod address;
mod money;
mod number;

use fieldlab_service::prelude::*;

/// Something that may not stand in a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Finding {
    /// The number of a bank account.
    Account,
    /// A telephone number, or another long number that could be somebody's.
    Number,
    /// An e-mail address, a link or a name on another network.
    Elsewhere,
    /// A street with a number, or a postcode.
    Address,
    /// Asking for, lending or paying money.
    Money,
}

/// What may not stand in these words, each once.
pub(crate) fn findings(words: &str) -> Vec<Finding> {
    let plain = plain(words);
    let account = number::has_account(&plain);
    [
        (account, Finding::Account),
        (!account && number::has_number(&plain), Finding::Number),
        (address::is_elsewhere(&plain), Finding::Elsewhere),
        (address::has_address(&plain), Finding::Address),
        (money::is_asked(&plain), Finding::Money),
    ]
    .into_iter()
    .filter_map(|(found, finding)| found.then_some(finding))
    .collect()
}

/// The words with plain digits, signs and spaces, so that other ways to write them hide nothing.
fn plain(words: &str) -> String {
    let one = |letter: char| match letter {
        // Letters that are nothing to see: they would cut a number in pieces.
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => None,
        '\u{2010}'..='\u{2015}' => Some('-'),
        // Full-width signs and letters have the order of the plain ones.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(letter as u32 - 0xfee0),
        '\u{660}'..='\u{669}' => char::from_u32(letter as u32 - 0x660 + 0x30),
        '\u{6f0}'..='\u{6f9}' => char::from_u32(letter as u32 - 0x6f0 + 0x30),
        letter if letter.is_whitespace() => Some(' '),
        letter => Some(letter),
    };
    words.chars().filter_map(one).collect()
}

impl Finding {
    /// What to tell who wrote it, and what to do instead.
    pub(crate) fn words(self) -> Text {
        match self {
            Finding::Account => text(
                "Er lijkt een rekeningnummer in te staan. Haal dat weg. Zo kan niemand er misbruik van maken",
                "There seems to be a bank account number in it. Take it out, so that nobody can misuse it",
            ),
            Finding::Number => text(
                "Er lijkt een telefoonnummer of ander lang nummer in te staan. Haal dat weg. U krijgt elkaars gegevens pas als u allebei ja zegt",
                "There seems to be a phone number or another long number in it. Take it out. You get each other’s details only when you both say yes",
            ),
            Finding::Elsewhere => text(
                "Er lijkt een mailadres of een link in te staan. Haal dat weg. Blijf eerst hier, dan kijkt het buurthuis mee",
                "There seems to be an e-mail address or a link in it. Take it out. Stay here first, then the community centre can keep an eye on it",
            ),
            Finding::Address => text(
                "Er lijkt een adres in te staan. Haal dat weg. Iedereen kan het bord lezen, en u spreekt de eerste keer af in het buurthuis",
                "There seems to be an address in it. Take it out. Everybody can read the board, and you meet at the community centre the first time",
            ),
            Finding::Money => text(
                "Het lijkt over geld te gaan. Dat kan niet op het bord. Hebt u zorgen over geld of de bank? Kom langs in het buurthuis, dan kijkt iemand mee die dat mag",
                "It seems to be about money. That can not be on the board. Worried about money or the bank? Come to the community centre, where somebody who may do so looks with you",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Finding::{Account, Address, Elsewhere, Money, Number};
    use super::*;

    #[test]
    fn what_may_not_stand_there_is_found() {
        let check = |words: &str, expected: &[Finding]| assert_eq!(findings(words), expected, "{words}");
        check("Bel mij op 06-12345678", &[Number]);
        check("bel 06 12 34 56 78 na zes uur", &[Number]);
        check("+31 (0)6 1234 5678", &[Number]);
        check("o6.12.34.56.78", &[Number]);
        check("nul zes een twee drie vier vijf zes zeven acht", &[Number]);
        check("Mijn nummer: ０６１２３４５６７８", &[Number]);
        check("٠٦١٢٣٤٥٦٧٨", &[Number]);
        check("06\u{200b}123\u{200b}45678", &[Number]);
        check("06 12 2034 56 78", &[Number]);
        check("NL91 ABNA 0417 1643 00", &[Account]);
        check("nl91abna0417164300 graag", &[Account]);
        check("mail naar ria@voorbeeld.example", &[Elsewhere]);
        check("ria (at) voorbeeld punt nl", &[Elsewhere]);
        check("ria apenstaartje voorbeeld", &[Elsewhere]);
        check("kijk op www.voorbeeld.example", &[Elsewhere]);
        check("kijk op voorbeeld.nl", &[Elsewhere]);
        check("Kom naar Molenstraat 12", &[Address]);
        check("ik woon op de lange dijk 4a", &[Address]);
        check("Lange Dijk 4 a", &[Address]);
        check("12 High Street", &[Address]);
        check("mijn postcode is 7545 AB", &[Address]);
        check("7545ab", &[Address]);
        check("Kunt u mij 50 euro lenen?", &[Money]);
        check("Maak het over met een Tikkie", &[Money]);
        check("Please send me money", &[Money]);
        check("a gift card of €25", &[Money]);
        check("wat is je pincode", &[Money]);
        check("Bel 0612345678 of mail a@b.example", &[Number, Elsewhere]);
    }

    #[test]
    fn what_neighbours_write_is_left_alone() {
        for words in [
            "Ik zoek iemand om mee te wandelen, op zaterdag van 10.00 tot 12.00 uur.",
            "Zaterdag 12 mei, 10:00-12:00 of 14.30-16.00",
            "Op 12-05-2026 ga ik weg. Kan iemand de planten water geven?",
            "Het kan op 12-05-2026 om 14.00 uur",
            "Ik ben 74 en woon hier sinds 1998. In 2026 is mijn man overleden.",
            "Onderweg 2 keer stoppen mag. Het wandelpad 3 km verder is ook goed.",
            "Ik wil leren appen met mijn kleinkinderen, en foto’s sturen via WhatsApp.",
            "Mijn hond van 12 jaar moet 4 keer per dag uit.",
            "Wie kan mijn fiets maken? Er is 1 band lek, maat 28.",
            "Ik neem een taart mee. U hoeft niets te betalen aan mij.",
            "I have been here for 2 years and would like to practise Dutch.",
            "Ik wil een boek lenen en erover praten.",
            "أبحث عن شخص أشرب معه القهوة",
            "De straat is om 8 uur stil.",
        ] {
            assert_eq!(findings(words), Vec::new(), "{words}");
        }
    }

    #[test]
    fn each_finding_has_words_in_both_languages_that_end_as_problems_of_fields_do() {
        for finding in [Account, Number, Elsewhere, Address, Money] {
            for language in [Language::Nl, Language::En] {
                assert!(finding.words().get(language).ends_with(char::is_alphabetic), "{finding:?}");
            }
        }
    }
}

//! How support for something changed, from day to day.

use fieldlab_domain::reaction::{Count, Reaction, Stance, balance};
use fieldlab_domain::text::Language;
use fieldlab_experiment::text;

use crate::texts::texts;

const SECONDS_A_DAY: i64 = 86_400;

/// The most days that are told of; those are the latest.
const MOST: usize = 30;

/// How wide a bar may be, in units of its drawing.
const WIDTH: u32 = 200;

/// How support stood at the end of a day, in UTC, on which it changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Day {
    pub(crate) date: String,
    pub(crate) count: Count,
    /// The parts of the bar: the stance, where it begins and how wide it is.
    pub(crate) parts: Vec<(&'static str, u32, u32)>,
}

/// Support over time, and a sentence that says what it shows; `None` when it never changed from one day to another.
///
/// `reactions` are in the order in which they were said.
pub(crate) fn over_time(reactions: &[Reaction], language: Language) -> Option<(String, Vec<Day>)> {
    let day = |reaction: &Reaction| reaction.at.div_euclid(SECONDS_A_DAY);
    // Most are of one day, which nothing is to be worked out for.
    let mut days = reactions.iter().filter(|one| one.stance != Stance::Question).map(day);
    let first = days.next()?;
    if days.all(|other| other == first) {
        return None;
    }
    let stances: Vec<Reaction> = reactions.iter().filter(|one| one.stance != Stance::Question).cloned().collect();
    let ends =
        (1..=stances.len()).filter(|end| stances.get(*end).is_none_or(|next| day(next) != day(&stances[end - 1])));
    let ends: Vec<usize> = ends.collect();
    let latest = &ends[ends.len().saturating_sub(MOST)..];
    let counts: Vec<(i64, Count)> =
        latest.iter().map(|end| (day(&stances[end - 1]), balance(&stances[..*end], &[]).overall)).collect();
    let ((first, before), (_, now)) = (counts.first()?, counts.last()?);
    let date = |day: i64| text::date(language, i32::try_from(day).unwrap_or(i32::MAX));
    let said = [
        ("date", date(*first)),
        ("support-then", before.support.to_string()),
        ("all-then", before.all().to_string()),
        ("support", now.support.to_string()),
        ("all", now.all().to_string()),
    ];
    let said: Vec<(&str, &str)> = said.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let most = counts.iter().map(|(_, count)| count.all()).max().unwrap_or(1);
    let days = counts.iter().map(|(day, count)| Day { date: date(*day), count: *count, parts: parts(*count, most) });
    Some((texts().get(language, "support-time-sentence", &said), days.collect()))
}

/// The parts of a bar whose full width stands for `most` persons.
fn parts(count: Count, most: u32) -> Vec<(&'static str, u32, u32)> {
    let mut before = 0;
    let of = [(Stance::Support, count.support), (Stance::SupportIf, count.support_if), (Stance::Object, count.object)];
    let part = |(stance, persons): (Stance, u32)| {
        let at = before * WIDTH / most;
        before += persons;
        (stance.name(), at, before * WIDTH / most - at)
    };
    of.into_iter().map(part).filter(|(_, _, width)| *width > 0).collect()
}

#[cfg(test)]
mod tests {
    use fieldlab_domain::owner::Sector;
    use fieldlab_domain::reaction::{Speaker, Subject};

    use super::*;

    fn said(by: &str, stance: Stance, day: i64) -> Reaction {
        let speaker = Speaker {
            key: by.to_owned(),
            name: by.to_owned(),
            organisation: "Raad".to_owned(),
            sector: Sector::Government,
        };
        let subject = Subject::parse("demo", "na-de-ww").expect("it is one");
        Reaction { id: day, subject, speaker, stance, words: String::new(), at: day * SECONDS_A_DAY + 60 }
    }

    #[test]
    fn who_changes_their_mind_counts_anew_from_that_day() {
        let all = [
            said("ann", Stance::Object, 0),
            said("bas", Stance::Support, 0),
            said("cas", Stance::Question, 1),
            said("ann", Stance::Support, 3),
            said("dov", Stance::SupportIf, 3),
        ];
        let (sentence, days) = over_time(&all, Language::En).expect("two days");
        assert!(sentence.contains("1 January 1970"), "{sentence}");
        let counts: Vec<[u32; 3]> =
            days.iter().map(|day| [day.count.support, day.count.support_if, day.count.object]).collect();
        assert_eq!(counts, [[1, 0, 1], [2, 1, 0]]);
        assert_eq!(days[0].parts, [("support", 0, 66), ("object", 66, 67)]);
        assert_eq!(days[1].parts, [("support", 0, 133), ("support-if", 133, 67)]);
    }

    #[test]
    fn one_day_is_no_course() {
        assert_eq!(over_time(&[], Language::Nl), None);
        assert_eq!(over_time(&[said("ann", Stance::Object, 5), said("bas", Stance::Support, 5)], Language::Nl), None);
    }
}

//! What the worker noted about a household, kept in the demo session.

use fieldlab_service::prelude::*;

/// Something that happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// The worker wrote, called or visited.
    Approached,
    /// The person wants the talk.
    Accepted,
    /// The person does not want help.
    Declined,
    /// Nobody answered.
    NoAnswer,
}

impl Event {
    const ALL: [Event; 4] = [Event::Approached, Event::Accepted, Event::Declined, Event::NoAnswer];

    /// Its name in addresses, and in what is kept.
    pub(super) fn name(self) -> &'static str {
        match self {
            Event::Approached => "benaderd",
            Event::Accepted => "aangenomen",
            Event::Declined => "afgewezen",
            Event::NoAnswer => "geen-antwoord",
        }
    }

    pub(super) fn from_name(name: &str) -> Option<Event> {
        Event::ALL.into_iter().find(|event| event.name() == name)
    }

    /// What the worker reads on the list.
    pub(super) fn words(self) -> Text {
        match self {
            Event::Approached => Text::fixed("Benaderd", "Approached"),
            Event::Accepted => Text::fixed("Wil hulp", "Accepted help"),
            Event::Declined => Text::fixed("Wil geen hulp", "Declined"),
            Event::NoAnswer => Text::fixed("Geen antwoord", "No answer"),
        }
    }

    /// What stands on the button that notes it.
    pub(super) fn button(self) -> Text {
        match self {
            Event::Approached => Text::fixed("Ik heb contact gezocht", "I made contact"),
            Event::Accepted => Text::fixed("Wil graag hulp", "Would like help"),
            Event::Declined => Text::fixed("Wil geen hulp", "Does not want help"),
            Event::NoAnswer => Text::fixed("Geen antwoord", "No answer"),
        }
    }
}

/// All that was noted about a household, in order, each with its day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Notes(pub(super) Vec<(Event, Date)>);

impl Notes {
    /// What was noted about the household at this place of the list.
    pub(super) fn of(number: usize) -> Result<Notes, Refused> {
        Ok(lab::kept(&key(number))?.map(|text| parse(&text)).unwrap_or_default())
    }

    /// The last thing that happened.
    pub(super) fn last(&self) -> Option<Event> {
        self.0.last().map(|(event, _)| *event)
    }

    /// Whether there is nothing more to do: the person said yes or no, and a no is a no.
    pub(super) fn is_closed(&self) -> bool {
        matches!(self.last(), Some(Event::Accepted | Event::Declined))
    }

    /// What can happen next.
    pub(super) fn next(&self) -> &'static [Event] {
        match self.last() {
            None => &[Event::Approached],
            Some(Event::Approached) => &[Event::Accepted, Event::Declined, Event::NoAnswer],
            Some(Event::NoAnswer) => &[Event::Approached, Event::Accepted, Event::Declined],
            Some(Event::Accepted | Event::Declined) => &[],
        }
    }

    /// Notes that something happened today. What can't happen now is left out, such as a form that was sent twice.
    pub(super) fn add(mut self, number: usize, event: Event) -> Result<(), Refused> {
        if !self.next().contains(&event) {
            return Ok(());
        }
        self.0.push((event, lab::visit().today));
        self.keep(number)
    }

    /// Takes back the last thing that was noted.
    pub(super) fn undo(mut self, number: usize) -> Result<(), Refused> {
        self.0.pop();
        if self.0.is_empty() { lab::forget(&key(number)) } else { self.keep(number) }
    }

    fn keep(&self, number: usize) -> Result<(), Refused> {
        let notes: Vec<String> =
            self.0.iter().map(|(event, day)| format!("{}@{}", event.name(), day.in_days())).collect();
        lab::keep(&key(number), &notes.join(" "))
    }
}

fn key(number: usize) -> String {
    format!("huishouden.{number}")
}

fn parse(text: &str) -> Notes {
    let note = |text: &str| {
        let (event, day) = text.split_once('@')?;
        Some((Event::from_name(event)?, Date::days(day.parse().ok()?)))
    };
    Notes(text.split_whitespace().filter_map(note).collect())
}

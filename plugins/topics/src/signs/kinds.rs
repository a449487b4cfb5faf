//! Kinds of danger, and whom to call.

/// A kind of danger. The order is that in which they are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Danger {
    /// Somebody thinks of suicide or hurts themselves.
    Suicide,
    /// Somebody needs a doctor now.
    Medical,
    /// Fire, gas, or an intruder.
    Fire,
    /// Violence, threats, abuse or exploitation, at home or by somebody near.
    Violence,
    /// A child is beaten, abused or neglected.
    Child,
}

/// Somebody to call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contact {
    /// What it is called.
    pub name: &'static str,
    /// The number as it is written.
    pub number: &'static str,
    /// When to call it, in Dutch.
    pub when_nl: &'static str,
    /// When to call it, in English.
    pub when_en: &'static str,
}

const ALARM: Contact = Contact {
    name: "112",
    number: "112",
    when_nl: "Is er nu gevaar? Bel dan meteen.",
    when_en: "Is there danger now? Then call at once.",
};
const SUICIDE_LINE: Contact = Contact {
    name: "113 Zelfmoordpreventie",
    number: "0800-0113",
    when_nl: "Denkt u aan zelfmoord? U kunt dag en nacht bellen, ook naar 113. Het is gratis en anoniem.",
    when_en: "Are you thinking of suicide? You can call day and night, also on 113. It is free and anonymous.",
};
const SAFE_AT_HOME: Contact = Contact {
    name: "Veilig Thuis",
    number: "0800-2000",
    when_nl: "Is het thuis niet veilig, bij u of bij een ander? U kunt dag en nacht bellen. Het is gratis.",
    when_en: "Is it not safe at home, for you or for somebody else? You can call day and night. It is free.",
};
const CHILDREN_LINE: Contact = Contact {
    name: "Kindertelefoon",
    number: "0800-0432",
    when_nl: "Ben je jonger dan 18? Je kunt elke dag bellen om te praten. Het is gratis.",
    when_en: "Are you younger than 18? You can call every day to talk. It is free.",
};
const DOCTORS_POST: Contact = Contact {
    name: "Huisartsenpost",
    number: "",
    when_nl: "Kan het niet wachten, maar is er geen levensgevaar? Bel de huisarts. In de avond, de nacht en het weekend: de huisartsenpost bij u in de buurt.",
    when_en: "Can it not wait, but is no life at risk? Call your doctor. In the evening, at night and at weekends: the out-of-hours doctors' post nearby.",
};

impl Danger {
    /// All kinds.
    pub const ALL: [Danger; 5] = [Danger::Suicide, Danger::Medical, Danger::Fire, Danger::Violence, Danger::Child];

    /// Whom to call, the first one first.
    pub fn contacts(self) -> &'static [Contact] {
        match self {
            Danger::Suicide => &[SUICIDE_LINE, ALARM],
            Danger::Medical => &[ALARM, DOCTORS_POST],
            Danger::Fire => &[ALARM],
            Danger::Violence => &[ALARM, SAFE_AT_HOME],
            Danger::Child => &[ALARM, SAFE_AT_HOME, CHILDREN_LINE],
        }
    }
}

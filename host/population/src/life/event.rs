//! What happened, to whom, when and where.

/// Something that happens in a life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum EventKind {
    /// Born; the other person is the mother.
    Born,
    /// Died.
    Died,
    /// Came from abroad.
    Arrived,
    /// Went abroad.
    Emigrated,
    /// Moved within the municipality.
    Moved,
    /// Moved to another municipality.
    MovedToOtherMunicipality,
    /// Left the home of their parents, to live alone.
    LeftHome,
    /// Moved in with a partner, who is the other person.
    MovedInTogether,
    /// Married the other person, with whom they lived already; or a registered partnership.
    Married,
    /// Parted from the other person.
    Separated,
    /// Lost the other person, their partner, who died.
    Widowed,
    /// Went to live in an institution.
    MovedToInstitution,
    /// As a child whose parents are gone, was taken in by another household.
    TakenIn,
    /// Lost their work.
    LostWork,
    /// Found work.
    FoundWork,
    /// Stopped working or looking for work.
    StoppedWorking,
    /// Got unemployment benefit.
    UnemploymentBenefitBegan,
    /// Unemployment benefit ended.
    UnemploymentBenefitEnded,
    /// Got social assistance.
    AssistanceBegan,
    /// Social assistance ended.
    AssistanceEnded,
    /// Got a state pension.
    PensionBegan,
    /// Their household came into problem debt; written once a household.
    DebtBegan,
    /// Their household came out of problem debt; written once a household.
    DebtEnded,
}

impl EventKind {
    /// All of them.
    pub const ALL: [EventKind; 23] = [
        EventKind::Born,
        EventKind::Died,
        EventKind::Arrived,
        EventKind::Emigrated,
        EventKind::Moved,
        EventKind::MovedToOtherMunicipality,
        EventKind::LeftHome,
        EventKind::MovedInTogether,
        EventKind::Married,
        EventKind::Separated,
        EventKind::Widowed,
        EventKind::MovedToInstitution,
        EventKind::TakenIn,
        EventKind::LostWork,
        EventKind::FoundWork,
        EventKind::StoppedWorking,
        EventKind::UnemploymentBenefitBegan,
        EventKind::UnemploymentBenefitEnded,
        EventKind::AssistanceBegan,
        EventKind::AssistanceEnded,
        EventKind::PensionBegan,
        EventKind::DebtBegan,
        EventKind::DebtEnded,
    ];

    /// Its name in files.
    pub fn name(self) -> &'static str {
        match self {
            EventKind::Born => "born",
            EventKind::Died => "died",
            EventKind::Arrived => "arrived",
            EventKind::Emigrated => "emigrated",
            EventKind::Moved => "moved",
            EventKind::MovedToOtherMunicipality => "moved_to_other_municipality",
            EventKind::LeftHome => "left_home",
            EventKind::MovedInTogether => "moved_in_together",
            EventKind::Married => "married",
            EventKind::Separated => "separated",
            EventKind::Widowed => "widowed",
            EventKind::MovedToInstitution => "moved_to_institution",
            EventKind::TakenIn => "taken_in",
            EventKind::LostWork => "lost_work",
            EventKind::FoundWork => "found_work",
            EventKind::StoppedWorking => "stopped_working",
            EventKind::UnemploymentBenefitBegan => "unemployment_benefit_began",
            EventKind::UnemploymentBenefitEnded => "unemployment_benefit_ended",
            EventKind::AssistanceBegan => "assistance_began",
            EventKind::AssistanceEnded => "assistance_ended",
            EventKind::PensionBegan => "pension_began",
            EventKind::DebtBegan => "debt_began",
            EventKind::DebtEnded => "debt_ended",
        }
    }
}

/// One thing that happened to one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Event {
    /// The day, in days since 1970-01-01.
    pub day: i32,
    /// The person's citizen service number.
    pub person: u32,
    /// What happened.
    pub kind: EventKind,
    /// Somebody else whom it is about; 0 when nobody is.
    pub other: u32,
    /// The code of the municipality where they live after it (or lived, who died or went abroad).
    pub municipality: u16,
}

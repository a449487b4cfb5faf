use super::*;

fn name(text: &str) -> Name {
    Name::parse(text).expect("a name")
}

fn session() -> Session {
    Session::new(Date::new(2026, 1, 1), Language::Nl)
}

fn label(text: &str) -> Label {
    Label::parse(text).expect("a label")
}

fn at(text: &str) -> Door {
    Door::Prototype(label(text))
}

#[test]
fn a_key_opens_its_own_door_only() {
    let (sessions, now) = (Sessions::default(), Instant::now());
    let key = sessions.begin(session(), at("zorg"), now);
    assert!(sessions.find(key, &at("zorg"), now).is_some());
    assert!(sessions.find(key, &at("huur"), now).is_none());
    assert!(sessions.find(key, &Door::Lab, now).is_none());
    assert!(sessions.find(Key::random(), &at("zorg"), now).is_none());
    assert!(
        sessions.ticket((key, &Door::Lab), &label("zorg"), None, now).is_none(),
        "tickets are for who has the lab open"
    );
    assert!(!sessions.change(key, now, Session::reset), "and so are changes");
}

#[test]
fn a_ticket_is_exchanged_once_soon_and_where_it_is_for() {
    let (sessions, now) = (Sessions::default(), Instant::now());
    let lab = sessions.begin(session(), Door::Lab, now);
    let ticket = || sessions.ticket((lab, &Door::Lab), &label("zorg"), None, now).expect("the lab is open");
    let good = ticket();
    assert_eq!(sessions.exchange(good, &label("huur"), now), None, "it is for another prototype");
    assert!(sessions.find(good, &at("zorg"), now).is_none(), "a ticket is no key");
    let key = sessions.exchange(good, &label("zorg"), now).expect("it is good").key;
    assert_eq!(sessions.exchange(good, &label("zorg"), now), None, "it was used");
    assert_eq!(sessions.find(key, &at("zorg"), now), sessions.find(lab, &Door::Lab, now), "it is the same visitor");
    assert_eq!(sessions.exchange(ticket(), &label("zorg"), now + TICKET_TIME), None, "it is too late");
}

#[test]
fn a_ticket_leads_to_the_page_that_the_lab_wrote_on_it() {
    let (sessions, now) = (Sessions::default(), Instant::now());
    let lab = sessions.begin(session(), Door::Lab, now);
    for page in [None, Some("/stap/2?x=1")] {
        let ticket = sessions.ticket((lab, &Door::Lab), &label("zorg"), page, now).expect("the lab is open");
        let entered = sessions.exchange(ticket, &label("zorg"), now).expect("it is good");
        assert_eq!(entered.page.as_deref(), page);
    }
}

#[test]
fn a_change_in_the_lab_is_seen_on_every_origin() {
    let (sessions, now) = (Sessions::default(), Instant::now());
    let lab = sessions.begin(session(), Door::Lab, now);
    let enter = |prototype: &str| {
        let ticket = sessions.ticket((lab, &Door::Lab), &label(prototype), None, now).expect("the lab is open");
        sessions.exchange(ticket, &label(prototype), now).expect("it is good").key
    };
    let (first, second) = (enter("zorg"), enter("huur"));
    assert!(sessions.change(lab, now, |session| session.persona = Some(name("sanne"))));
    let seen = sessions.find(first, &at("zorg"), now).expect("it is there");
    assert_eq!(seen.persona, Some(name("sanne")));
    assert_eq!(sessions.find(second, &at("huur"), now), Some(seen.clone()));
    assert!(sessions.change(lab, now, Session::reset));
    let fresh = sessions.find(first, &at("zorg"), now).expect("the key still opens");
    assert_ne!(sessions.seen(second, &at("huur")), Some(fresh.id), "this origin has not heard of it yet");
    assert_eq!(sessions.seen(first, &at("zorg")), Some(fresh.id));
    assert_eq!((&fresh.persona, fresh.today), (&seen.persona, seen.today));
    assert!(fresh.id != seen.id && fresh.seed != seen.seed, "what was kept under the old id is gone");
}

#[test]
fn a_session_that_is_not_used_expires() {
    let limits = SessionLimits { expires_after: Duration::from_secs(100), ..SessionLimits::default() };
    let (sessions, now) = (Sessions::new(limits), Instant::now());
    let later = |seconds| now + Duration::from_secs(seconds);
    let key = sessions.begin(session(), Door::Lab, now);
    assert!(sessions.find(key, &Door::Lab, later(99)).is_some());
    assert!(sessions.find(key, &Door::Lab, later(198)).is_some(), "using it keeps it");
    assert!(sessions.find(key, &Door::Lab, later(298)).is_none());
    assert_eq!(sessions.count(), 0);
    sessions.begin(session(), Door::Lab, later(300));
    sessions.begin(session(), Door::Lab, later(500));
    assert_eq!(sessions.count(), 1, "those that nobody asks for go when others come");
}

#[test]
fn when_it_is_full_those_go_that_never_came_back_and_then_the_oldest() {
    let limits = SessionLimits { most: 3, ..SessionLimits::default() };
    let (sessions, now) = (Sessions::new(limits), Instant::now());
    let begin = || sessions.begin(session(), Door::Lab, now);
    let is_there = |key| sessions.find(key, &Door::Lab, now).is_some();
    let people = [begin(), begin()];
    assert!(people.map(is_there) == [true, true], "they came back");
    let programs: Vec<Key> = (0..50).map(|_| begin()).collect();
    assert!(people.map(is_there) == [true, true], "programs push out each other");
    assert!(!is_there(programs[48]) && is_there(programs[49]));
    begin();
    assert!(!is_there(people[0]) && is_there(people[1]), "then it is the one that was used longest ago");
    assert_eq!(sessions.count(), 3);
}

#[test]
fn a_session_stays_small_however_often_it_goes_in_and_out() {
    let (sessions, now) = (Sessions::default(), Instant::now());
    for _ in 0..1_000 {
        let lab = sessions.begin(session(), Door::Lab, now);
        for _ in 0..100 {
            let ticket = sessions.ticket((lab, &Door::Lab), &label("zorg"), None, now).expect("the lab is open");
            sessions.exchange(ticket, &label("zorg"), now).expect("it is good");
        }
    }
    let held = sessions.held();
    assert_eq!((held.slots.len(), held.keys.len()), (1_000, 1_000 * (KEYS_EACH + 1)));
    // What the maps hold at most, with the room that they keep free and a name of four letters each.
    let bytes = held.slots.capacity() * (size_of::<Slot>() + 64 * size_of::<Key>())
        + held.keys.capacity() * (size_of::<(Key, Opens)>() + 16);
    assert!(bytes < 10_000_000, "a thousand sessions take {bytes} bytes");
}

#[test]
fn keys_are_written_and_read_and_not_shown_in_logs() {
    let key = Key::random();
    assert_eq!(Key::parse(&key.to_string()), Some(key));
    for wrong in [
        "",
        "0",
        "+0000000000000000000000000000000",
        "0000000000000000000000000000000g",
        "000000000000000000000000000000000",
    ] {
        assert_eq!(Key::parse(wrong), None, "{wrong}");
    }
    assert_eq!(format!("{key:?}"), "Key(..)");
}

#[test]
fn a_version_at_an_address_of_its_own_has_a_state_of_its_own() {
    let base = session();
    let (current, old) = (base.at(&label("zorg")), base.at(&label("0-1-0--zorg")));
    assert_eq!(current, base);
    assert_eq!(old, base.at(&label("0-1-0--zorg")), "it is kept");
    assert!(old.id != base.id && old.state != base.state && old.state != base.at(&label("0-2-0--zorg")).state);
    assert_eq!((old.seed, old.today), (base.seed, base.today), "what differs is the version");
    let mut anew = base.clone();
    anew.reset();
    assert_ne!(anew.at(&label("0-1-0--zorg")).state, old.state, "it begins anew with the session");
}

#[test]
fn a_request_is_decided_about_by_who_has_the_prototype_open_for_a_while() {
    let (sessions, now) = (Sessions::default(), Instant::now());
    let key = sessions.begin(session(), at("zorg"), now);
    assert_eq!(sessions.sharing((key, &label("huur")), name("rent"), None, now), None, "another prototype's key");
    let back = Some("/stap".to_owned());
    let sharing = sessions.sharing((key, &label("zorg")), name("rent"), back.clone(), now).expect("the door is open");
    let (shared_by, about) = sessions.shared_by(sharing, now).expect("it is good");
    assert_eq!((about.request, about.back), (name("rent"), back));
    assert_eq!(Some(shared_by), sessions.find(key, &at("zorg"), now), "it is the same visitor");
    assert_eq!(sessions.shared_by(key, now), None, "a key of a prototype decides nothing");
    assert_eq!(sessions.shared_by(sharing, now + SHARING_TIME), None, "it is too late");
}

use fieldlab_domain::name::Name;
use fieldlab_domain::share::{Share, ShareBook as _, Shared};

use super::*;

async fn book() -> (tempfile::TempDir, SqliteSupport) {
    let folder = tempfile::tempdir().expect("a folder");
    let store = SqliteStore::open(&folder.path().join("lab.db")).await.expect("it is made");
    (folder, SqliteSupport::new(store))
}

fn name() -> Name {
    Name::parse("proef").expect("a name")
}

fn reaction(stance: Stance, words: &str) -> Reaction {
    Reaction {
        id: 0,
        subject: Subject::Demo(name()),
        speaker: Speaker {
            key: "member:1".into(),
            name: "Noor".into(),
            organisation: "Buurthuis".into(),
            sector: Sector::Society,
        },
        stance,
        words: words.into(),
        at: 1,
    }
}

#[tokio::test]
async fn reactions_are_added_to_and_told_in_their_order() {
    let (_folder, book) = book().await;
    let first = book.react(&reaction(Stance::Object, "Te duur.")).await.expect("it is kept");
    let again = Reaction { at: 2, ..reaction(Stance::Object, "Te duur.") };
    assert_eq!(book.react(&again).await.expect("it is there"), first, "the button was pressed twice");
    let second = book.react(&reaction(Stance::Support, "")).await.expect("it is kept");
    let third = book.react(&reaction(Stance::Object, "Te duur.")).await.expect("they changed their mind again");
    let other = Reaction { subject: Subject::Evidence(Digest::of(b"x")), ..reaction(Stance::Support, "") };
    book.react(&other).await.expect("it is kept");
    let subject = Subject::Demo(name());
    assert_eq!(book.reactions(Some(&subject)).await.expect("they can be read"), [first.clone(), second, third]);
    assert_eq!(book.reactions(None).await.expect("they can be read").len(), 4);
    assert_eq!(book.reaction(first.id).await.expect("it can be read"), Some(first.clone()));
    assert_eq!(book.reaction(99).await.expect("it is looked for"), None);

    let reply = |reaction| Reply { reaction, by: "team".into(), words: "Dank.".into(), settles: false, at: 3 };
    assert!(book.reply(&reply(first.id)).await.expect("it is written"));
    assert!(book.reply(&reply(first.id)).await.expect("it is there"), "twice is once");
    assert!(!book.reply(&reply(99)).await.expect("nothing is written"));
    assert_eq!(book.replies(Some(&subject)).await.expect("they can be read"), [reply(first.id)]);
    for sql in ["UPDATE reactions SET words = ''", "DELETE FROM replies", "UPDATE replies SET settles = 1"] {
        assert!(query(sql).execute(&book.store.pool).await.is_err(), "{sql}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_react_at_once_and_each_is_kept() {
    let (_folder, book) = book().await;
    let of = |nth: usize| {
        let one = reaction(Stance::Object, &format!("Reden {nth}"));
        Reaction { speaker: Speaker { key: format!("guest:{nth}"), ..one.speaker.clone() }, ..one }
    };
    let react = |nth: usize| {
        let (book, one) = (book.clone(), of(nth));
        tokio::spawn(async move { book.react(&one).await })
    };
    let all: Vec<_> = (0..200).map(react).collect();
    // Some go away while they wait; the others are kept all the same.
    all.iter().step_by(7).for_each(tokio::task::JoinHandle::abort);
    for (nth, one) in all.into_iter().enumerate() {
        match one.await {
            Ok(kept) => {
                assert_eq!(kept.expect("it is kept").words, format!("Reden {nth}"), "each is told of their own")
            }
            Err(error) => assert!(error.is_cancelled() && nth % 7 == 0, "{error}"),
        }
    }
    let told = book.reactions(Some(&Subject::Demo(name()))).await.expect("they can be read");
    let words = |nth: usize| told.iter().filter(|one| one.words == format!("Reden {nth}")).count();
    assert!((0..200).all(|nth| words(nth) == 1 || nth % 7 == 0 && words(nth) == 0), "once, or never by who went away");
    assert_eq!(told, book.reactions(None).await.expect("they can be read"), "what was read before is still so");
}

#[tokio::test]
async fn sign_offs_are_bound_to_their_evidence_and_kept() {
    let (_folder, book) = book().await;
    let sign_off = |evidence: &[u8], verdict| SignOff {
        id: 0,
        evidence: Digest::of(evidence),
        experiment: name(),
        owner: Owner { organisation: "Gemeente".into(), sector: Sector::Government },
        name: "Noor".into(),
        by: "noor".into(),
        verdict,
        reasons: "Het werkt.".into(),
        at: 1,
    };
    let first = book.sign(&sign_off(b"one", Verdict::GoOn)).await.expect("it is kept");
    assert_eq!(book.sign(&sign_off(b"one", Verdict::GoOn)).await.expect("it is there").id, first.id);
    let second = book.sign(&sign_off(b"one", Verdict::Stop)).await.expect("it is kept");
    assert_eq!(book.signed(&Digest::of(b"one")).await.expect("they can be read"), [first, second]);
    assert_eq!(book.signed(&Digest::of(b"two")).await.expect("they can be read"), []);
    assert!(query("DELETE FROM sign_offs").execute(&book.store.pool).await.is_err());
}

fn share(most_visits: Option<u32>) -> Share {
    Share {
        id: 0,
        target: Shared::Demo(name()),
        may_react: true,
        note: "De raad".into(),
        by: "noor".into(),
        made_at: 0,
        expires_at: 100,
        most_visits,
        visits: 0,
        withdrawn_at: None,
    }
}

#[tokio::test]
async fn a_link_lets_in_as_many_as_it_says_until_it_is_over() {
    let (_folder, book) = book().await;
    let digest = |word: &str| Digest::of(word.as_bytes());
    let kept = book.share(&digest("secret"), &share(Some(2))).await.expect("it is kept");
    let (secret, keys) = (digest("secret"), ["a", "b", "c"].map(digest));
    let visits = keys.each_ref().map(|key| book.visit(&secret, key, 1));
    let [one, two, three] = visits;
    let (one, two, three) = tokio::join!(one, two, three);
    let let_in = [one, two, three].map(|visit| visit.expect("it can be read").is_some());
    assert_eq!(let_in.iter().filter(|one| **one).count(), 2, "two places, three at once");
    for (key, was_let_in) in keys.iter().zip(let_in) {
        let found = book.visitor(key, 99).await.expect("it can be read");
        assert_eq!(found.is_some(), was_let_in, "who is in stays in until it is over");
        assert_eq!(book.visitor(key, 100).await.expect("it can be read"), None);
    }
    assert_eq!(book.shares().await.expect("they can be read")[0].visits, 2);
    assert_eq!(book.visit(&digest("forged"), &digest("d"), 1).await.expect("it can be read"), None);
    assert!(book.withdraw(kept.id, 5).await.expect("it is written"));
    assert!(!book.withdraw(kept.id, 5).await.expect("it is withdrawn already"));
    for key in &keys {
        assert_eq!(book.visitor(key, 6).await.expect("it can be read"), None, "it is withdrawn");
    }
}

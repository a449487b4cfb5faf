//! Needs that a team adds, changes and merges.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use fieldlab_domain::condition::Condition;
use fieldlab_domain::name::Name;
use fieldlab_domain::need::Need;
use fieldlab_domain::need_book::{Changed, KeptNeed, Merged, NeedBook, NeedEdition};
use fieldlab_domain::store::StoreError;
use fieldlab_domain::text::Text;
use fieldlab_experiment::census::{Census, Headcount};
use fieldlab_experiment::runner::RunnerError;

use super::memory::{Memory, SCRIPT, name};
use super::{Answer, empty, send};
use crate::Lab;

/// Needs in memory.
#[derive(Default)]
pub(super) struct Book {
    kept: Mutex<Vec<KeptNeed>>,
    editions: Mutex<Vec<NeedEdition>>,
}

impl Book {
    /// These needs of files, one of the team, and one that was merged with the first.
    pub(super) fn of(needs: &[Need]) -> Book {
        let of_file = |need: &Need| KeptNeed { need: need.clone(), edition: 0, merged_into: None };
        let mut kept: Vec<KeptNeed> = needs.iter().map(of_file).collect();
        let own = |own: &str| Need {
            name: name(own),
            question: Text::same(&format!("Wie helpt mij met {own}?")),
            story: Text::same(SCRIPT),
            who: Text { nl: "Ouders".into(), en: "Parents".into() },
            who_where: Some("household.children > 0".to_owned()),
        };
        if let Some(first) = needs.first() {
            kept.push(KeptNeed { need: own("own"), edition: 1, merged_into: None });
            kept.push(KeptNeed { need: own("merged"), edition: 1, merged_into: Some(first.name.clone()) });
        }
        let edition = |one: &KeptNeed| NeedEdition { edition: 1, need: one.need.clone(), by: "noor".into(), at: 0 };
        let editions = kept.iter().filter(|one| one.edition > 0).map(edition).collect();
        Book { kept: Mutex::new(kept), editions: Mutex::new(editions) }
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Vec<KeptNeed>> {
        self.kept.lock().expect("nobody panics")
    }
}

#[async_trait]
impl NeedBook for Book {
    async fn kept(&self) -> Result<Vec<KeptNeed>, StoreError> {
        Ok(Book::kept(self).clone())
    }
    async fn add(&self, need: &Need, by: &str, at: i64) -> Result<Need, StoreError> {
        Book::kept(self).push(KeptNeed { need: need.clone(), edition: 1, merged_into: None });
        let edition = NeedEdition { edition: 1, need: need.clone(), by: by.to_owned(), at };
        self.editions.lock().expect("nobody panics").push(edition);
        Ok(need.clone())
    }
    async fn change(&self, need: &Need, edition: i64, by: &str, at: i64) -> Result<Changed, StoreError> {
        let mut all = Book::kept(self);
        let Some(one) = all.iter_mut().find(|one| one.need.name == need.name) else { return Ok(Changed::NotTheirs) };
        if one.edition != edition {
            return Ok(Changed::Meanwhile(one.edition));
        }
        (one.need, one.edition) = (need.clone(), edition + 1);
        let edition = NeedEdition { edition: edition + 1, need: need.clone(), by: by.to_owned(), at };
        self.editions.lock().expect("nobody panics").push(edition);
        Ok(Changed::Kept(one.edition))
    }
    async fn editions(&self, name: &Name) -> Result<Vec<NeedEdition>, StoreError> {
        let all = self.editions.lock().expect("nobody panics");
        Ok(all.iter().rev().filter(|one| one.need.name == *name).cloned().collect())
    }
    async fn merge(&self, name: &Name, into: &Name, _: &str, _: i64) -> Result<Merged, StoreError> {
        if name == into {
            return Ok(Merged::InCircles);
        }
        for one in Book::kept(self).iter_mut().filter(|one| one.need.name == *name) {
            one.merged_into = Some(into.clone());
        }
        Ok(Merged::Done)
    }
    async fn part(&self, name: &Name, _: &str, _: i64) -> Result<bool, StoreError> {
        for one in Book::kept(self).iter_mut().filter(|one| one.need.name == *name) {
            one.merged_into = None;
        }
        Ok(true)
    }
}

/// Counts a third of the country for each condition, and knows nobody's wealth.
pub(super) struct Everybody;

#[async_trait]
impl Census for Everybody {
    async fn count(&self, conditions: &[Condition]) -> Result<Vec<Headcount>, RunnerError> {
        if conditions.iter().any(|one| one.to_string().contains("wealth")) {
            return Err(RunnerError::Bad("the population has no such field".to_owned()));
        }
        let third = Headcount { persons: Some(6e6), of: 18e6, counted: 100_000 };
        Ok(vec![third; conditions.len()])
    }
}

fn lab() -> Lab {
    let memory = Memory::samples();
    Lab { needs: Arc::new(Book::of(&memory.needs)), store: Arc::new(memory), ..empty() }
}

async fn ask(lab: &Lab, method: &str, path: &str, form: &str) -> Answer {
    let request = Request::builder().method(method).uri(path).header(header::HOST, "localhost:8780");
    let request = request.header(header::ACCEPT_LANGUAGE, "en");
    let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    send(lab, request.body(Body::from(form.to_owned())).expect("a request")).await
}

fn led_to(answer: &Answer) -> &str {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    answer.headers[header::LOCATION].to_str().expect("text")
}

#[tokio::test]
async fn a_need_is_added_found_and_counted() {
    let lab = lab();
    let form =
        "question=Wie+betaalt+mijn+bril%3F&story=Een+bril+is+duur.&who=Mensen+met+een+bril&where=person.age+%3E+60";
    let answer = ask(&lab, "POST", "/needs", form).await;
    assert_eq!(led_to(&answer), "/needs/wie-betaalt-mijn-bril");
    let page = ask(&lab, "GET", "/needs/wie-betaalt-mijn-bril", "").await.body;
    assert!(page.contains("Een bril is duur.") && page.contains("about 6.00\u{a0}million of 18.0"), "{page}");
    let page = ask(&lab, "GET", "/?q=BRIL+duur", "").await.body;
    assert!(page.contains("1 found for") && page.contains("/needs/wie-betaalt-mijn-bril\""), "{page}");
    assert!(!page.contains("/needs/zorgkosten-betalen\""), "{page}");
    let page = ask(&lab, "GET", "/?q=xyzzy", "").await.body;
    assert!(page.contains("No question has these words") && page.contains("value=\"xyzzy\""), "{page}");
}

#[tokio::test]
async fn what_is_wrong_is_said_beside_what_was_filled_in() {
    let lab = lab();
    for (form, said) in [
        ("question=&story=Het+verhaal&who=Ouders", "Write the question down."),
        ("question=Q&story=+&who=Het+verhaal", "Write a few sentences"),
        ("question=Q&story=Het+verhaal&who=", "Write who has this question."),
        ("question=Q&story=Het+verhaal&who=Ouders&where=person.agee+%3E+3", "person.age"),
        ("story=Het+verhaal", "Write the question down."),
    ] {
        let answer = ask(&lab, "POST", "/needs", form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
        assert!(answer.body.contains(said) && answer.body.contains("Het verhaal"), "{form}: {}", answer.body);
        assert!(answer.body.contains("<details class=\"add\" open>"), "{form}");
    }
    let long = format!("question={}&story=Het+verhaal&who=Ouders", "x".repeat(301));
    let answer = ask(&lab, "POST", "/needs", &long).await;
    assert!(
        answer.body.contains("at most 300 characters") && answer.body.contains(&"x".repeat(301)),
        "{}",
        answer.body
    );
    assert_eq!(lab.needs.kept().await.expect("they are there").len(), 4, "nothing was added");
}

#[tokio::test]
async fn people_are_counted_before_anything_is_kept() {
    let lab = lab();
    let count = async |path: &str, condition: &str| {
        ask(&lab, "POST", path, &format!("question=Mijn+tekst&act=count&edition=1&where={condition}")).await
    };
    for path in ["/needs", "/needs/own/edit"] {
        let answer = count(path, "person.age+%3E+60").await;
        assert!(answer.body.contains("million of 18.0") && answer.body.contains("Mijn tekst"), "{}", answer.body);
        assert!(count(path, "").await.body.contains("First fill in for whom it holds."), "{path}");
        assert!(count(path, "person.age+%3E").await.body.contains("can&#39;t read this condition"), "{path}");
        let unknown = count(path, "household.wealth+%3E+3").await;
        assert!(unknown.body.contains("can&#39;t read this condition"), "{}", unknown.body);
    }
    assert_eq!(lab.needs.kept().await.expect("they are there").len(), 4, "nothing was added");
}

#[tokio::test]
async fn who_writes_second_is_told_with_their_text_kept() {
    let lab = lab();
    let page = ask(&lab, "GET", "/needs/own/edit", "").await.body;
    assert!(page.contains("name=\"edition\" value=\"1\"") && page.contains("Wie helpt mij met own?"), "{page}");
    let form = |question: &str, edition: u8| format!("question={question}&story=S&who=W&edition={edition}");
    assert_eq!(led_to(&ask(&lab, "POST", "/needs/own/edit", &form("Van+de+eerste", 1)).await), "/needs/own");
    let second = ask(&lab, "POST", "/needs/own/edit", &form("Van+de+tweede", 1)).await;
    assert_eq!(second.status, StatusCode::CONFLICT);
    for part in
        ["Van de eerste", "Van de tweede", "name=\"edition\" value=\"2\"", "Somebody else changed this meanwhile"]
    {
        assert!(second.body.contains(part), "{part}: {}", second.body);
    }
    assert_eq!(led_to(&ask(&lab, "POST", "/needs/own/edit", &form("Van+beiden", 2)).await), "/needs/own");
    let page = ask(&lab, "GET", "/needs/own", "").await.body;
    assert!(page.contains("Van beiden</h1>") && page.contains("Van de eerste"), "what it said before stays: {page}");
    let of_file = ask(&lab, "POST", "/needs/zorgkosten-betalen/edit", &form("Q", 0)).await;
    assert_eq!(of_file.status, StatusCode::CONFLICT, "what is in a file is changed there");
}

#[tokio::test]
async fn a_merged_need_leads_to_the_other_until_that_is_undone() {
    let lab = lab();
    assert_eq!(led_to(&ask(&lab, "POST", "/needs/own/merge", "into=zorgkosten-betalen").await), "/needs/own");
    assert_eq!(led_to(&ask(&lab, "GET", "/needs/own", "").await), "/needs/zorgkosten-betalen?from=own");
    let page = ask(&lab, "GET", "/needs/zorgkosten-betalen?from=own", "").await.body;
    assert!(page.contains("Wie helpt mij met own?&#34; was merged") && page.contains("/needs/own/part"), "{page}");
    assert!(!ask(&lab, "GET", "/", "").await.body.contains("href=\"/needs/own\""));
    let found = ask(&lab, "GET", "/?q=helpt+mij+met+own", "").await.body;
    assert!(found.contains("href=\"/needs/zorgkosten-betalen\""), "it is found by what the merged one said: {found}");
    assert_eq!(led_to(&ask(&lab, "POST", "/needs/own/part", "").await), "/needs/own");
    assert_eq!(ask(&lab, "GET", "/needs/own", "").await.status, StatusCode::OK);
    for (into, said) in
        [("", "Choose the question"), ("nowhere", "Choose the question"), ("own", "leads to this one already")]
    {
        let answer = ask(&lab, "POST", "/needs/own/merge", &format!("into={into}")).await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{into}");
        assert!(answer.body.contains(said), "{into}: {}", answer.body);
    }
}

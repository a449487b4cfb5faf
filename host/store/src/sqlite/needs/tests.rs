use fieldlab_domain::need::Need;
use fieldlab_domain::need_book::{Changed, Merged, NeedBook as _, leads};
use fieldlab_domain::store::Store as _;
use fieldlab_domain::text::Text;
use tempfile::TempDir;

use super::*;

async fn store() -> (TempDir, SqliteStore) {
    let folder = tempfile::tempdir().expect("there is room");
    let store = SqliteStore::open(&folder.path().join("lab.db")).await.expect("it opens");
    (folder, store)
}

fn name(text: &str) -> Name {
    Name::parse(text).expect("a name")
}

fn need(own: &str, question: &str) -> Need {
    let text = Text::same("x");
    Need { name: name(own), question: Text::same(question), story: text.clone(), who: text, who_where: None }
}

#[tokio::test]
async fn a_need_is_added_once_and_names_that_are_taken_get_a_number() {
    let (_folder, store) = store().await;
    store.put_need(&need("huur", "van een bestand")).await.expect("it is kept");
    let first = store.add(&need("huur", "van het team"), "noor", 1).await.expect("it is kept");
    let again = store.add(&need("huur", "van het team"), "noor", 2).await.expect("it is kept");
    let other = store.add(&need("huur", "iets anders"), "tim", 3).await.expect("it is kept");
    assert_eq!((first.name.as_str(), again.name.as_str(), other.name.as_str()), ("huur-2", "huur-2", "huur-3"));
    let kept: Vec<(String, i64)> = store
        .kept()
        .await
        .expect("they are there")
        .iter()
        .map(|one| (one.need.name.to_string(), one.edition))
        .collect();
    assert_eq!(kept, [("huur".into(), 0), ("huur-2".into(), 1), ("huur-3".into(), 1)]);
}

#[tokio::test]
async fn who_writes_second_is_told_and_nothing_is_lost() {
    let (_folder, store) = store().await;
    store.add(&need("huur", "eerst"), "noor", 1).await.expect("it is kept");
    let change = async |question: &str, edition: i64, by: &str| {
        store.change(&need("huur", question), edition, by, 2).await.expect("the store answers")
    };
    assert_eq!(change("van noor", 1, "noor").await, Changed::Kept(2));
    assert_eq!(change("van tim", 1, "tim").await, Changed::Meanwhile(2));
    assert_eq!(change("van noor", 1, "noor").await, Changed::Kept(2), "the button was pressed twice");
    assert_eq!(change("van tim", 2, "tim").await, Changed::Kept(3));
    let editions = store.editions(&name("huur")).await.expect("they are there");
    let said: Vec<(i64, &str, &str)> =
        editions.iter().map(|one| (one.edition, one.need.question.nl.as_str(), one.by.as_str())).collect();
    assert_eq!(said, [(3, "van tim", "tim"), (2, "van noor", "noor"), (1, "eerst", "noor")]);
    let refused = sqlx::query("UPDATE need_editions SET by = 'x'").execute(&store.pool).await;
    assert!(refused.expect_err("it is refused").to_string().contains("editions are kept"));
    let gone = store.change(&need("weg", "x"), 1, "tim", 4).await.expect("the store answers");
    assert_eq!(gone, Changed::NotTheirs);
}

#[tokio::test]
async fn what_a_file_says_comes_first_and_is_not_changed_by_the_team() {
    let (_folder, store) = store().await;
    store.add(&need("huur", "van het team"), "noor", 1).await.expect("it is kept");
    store.put_need(&need("huur", "van een bestand")).await.expect("it is kept");
    let changed = store.change(&need("huur", "weer van het team"), 1, "noor", 2).await.expect("the store answers");
    assert_eq!(changed, Changed::NotTheirs);
    assert_eq!(store.editions(&name("huur")).await.expect("they are there").len(), 1, "what the team wrote stays");
}

#[tokio::test]
async fn a_merge_leads_on_is_undone_and_never_goes_in_circles() {
    let (_folder, store) = store().await;
    for own in ["a", "b", "c"] {
        store.add(&need(own, own), "noor", 1).await.expect("it is kept");
    }
    let merge = async |from: &str, into: &str| {
        store.merge(&name(from), &name(into), "noor", 2).await.expect("the store answers")
    };
    assert_eq!(merge("a", "b").await, Merged::Done);
    assert_eq!(merge("a", "b").await, Merged::Done, "the button was pressed twice");
    assert_eq!(merge("b", "c").await, Merged::Done);
    for (from, into) in [("c", "a"), ("b", "a"), ("c", "c")] {
        assert_eq!(merge(from, into).await, Merged::InCircles, "{from} {into}");
    }
    assert_eq!(merge("a", "none").await, Merged::NotFound);
    assert_eq!(leads(&store.kept().await.expect("they are there"))[&name("a")], name("c"));
    assert!(store.part(&name("b"), "tim", 3).await.expect("the store answers"));
    assert!(!store.part(&name("b"), "tim", 3).await.expect("the store answers"));
    assert_eq!(leads(&store.kept().await.expect("they are there"))[&name("a")], name("b"));
    assert_eq!(merge("a", "c").await, Merged::Done, "another one is chosen");
    assert_eq!(leads(&store.kept().await.expect("they are there"))[&name("a")], name("c"));
}

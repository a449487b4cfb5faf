//! Shows of a person what is asked for, and nothing else.

use serde_json::{Map, Value};

use super::query::Query;

/// What is delivered without being asked for.
const AUTOMATIC: [&str; 2] = ["geheimhoudingPersoonsgegevens", "opschortingBijhouding"];

/// Groups that are left out when nothing of them is shown; others are then shown empty.
const NEVER_EMPTY: [&str; 2] = ["verblijfstitel", "opschortingBijhouding"];

/// The lines of an address.
const LINES: [&str; 4] = ["adresregel1", "adresregel2", "adresregel3", "land"];

/// Of `whole`, what `query` asks for; `lives_elsewhere` says that it is somebody who lives at no place in the Netherlands.
pub(super) fn shown(whole: &Value, query: &Query, lives_elsewhere: bool) -> Value {
    let mut source = whole.clone();
    if lives_elsewhere {
        leave_out_foreign(&mut source, query);
    }
    let mut target = Value::Object(Map::new());
    for path in query.asked.fields().into_iter().chain(AUTOMATIC) {
        copy(&source, &mut target, &path.split('.').collect::<Vec<_>>());
    }
    let addressing_too = query.kind.limit.is_some() || (lives_elsewhere && query.asked.domestic_address);
    let is_omitted = |name: &str| NEVER_EMPTY.contains(&name) || (name == "adressering" && addressing_too);
    if let Value::Object(members) = &mut target {
        members.retain(|name, value| !(is_omitted(name) && value.as_object().is_some_and(Map::is_empty)));
    }
    target
}

/// Leaves out what a question about domestic places does not want of those who live elsewhere.
fn leave_out_foreign(source: &mut Value, query: &Query) {
    let Value::Object(members) = source else { return };
    if query.asked.domestic_residence {
        members.remove("verblijfplaats");
    }
    if let (true, Some(Value::Object(group))) = (query.asked.domestic_address, members.get_mut("adressering")) {
        group.retain(|name, _| !LINES.contains(&name.as_str()));
    }
}

/// Copies what is at `path`: of a list from each of its items, and of a tagged union its tag too. A group on the way is made
/// even when nothing is in it, which tells that the register has such a group.
fn copy(source: &Value, target: &mut Value, path: &[&str]) {
    match source {
        Value::Array(items) => {
            if !target.is_array() {
                *target = items.iter().map(|_| Value::Object(Map::new())).collect();
            }
            for (item, copied) in items.iter().zip(target.as_array_mut().into_iter().flatten()) {
                copy(item, copied, path);
            }
        }
        Value::Object(members) => {
            let ([first, rest @ ..], Value::Object(copied)) = (path, target) else { return };
            if let Some(tag) = members.get("type") {
                copied.insert("type".to_owned(), tag.clone());
            }
            match members.get(*first) {
                Some(value) if rest.is_empty() => {
                    copied.insert((*first).to_owned(), value.clone());
                }
                Some(value) => copy(value, copied.entry(*first).or_insert_with(|| Value::Object(Map::new())), rest),
                None => {}
            }
        }
        _ => {}
    }
}

//! The interface for programs, for people to read: made from its document, so that it tells the same.

use askama::Template;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use fieldlab_domain::text::Language;
use serde_json::{Map, Value};

use super::{Layout, respond};
use crate::api::{VERSION, document, dutch};
use crate::error::PageError;
use crate::language::Reader;
use crate::site::Here;
use crate::texts::Words;

#[derive(Template)]
#[template(path = "api_reference.html")]
struct ReferencePage {
    layout: Layout,
    version: &'static str,
    /// What the interface is, a paragraph each.
    about: Vec<Prose>,
    /// Where it is.
    base: String,
    groups: Vec<Group>,
    things: Vec<Thing>,
}

/// Operations on one kind of thing.
struct Group {
    id: String,
    title: String,
    about: Prose,
    operations: Vec<Operation>,
}

struct Operation {
    id: String,
    method: String,
    path: String,
    title: String,
    more: Option<Prose>,
    /// The role that a token must have; none for everybody.
    role: Option<String>,
    inputs: Vec<Field>,
    /// The media type of the body, and what it is.
    body: Option<(String, Kind)>,
    answers: Vec<Answer>,
}

struct Answer {
    status: String,
    about: Prose,
    kind: Option<Kind>,
}

/// What is sent or answered.
struct Thing {
    name: String,
    about: Option<Prose>,
    fields: Vec<Field>,
    /// The words that it can be, when it is one of a few.
    words: Vec<String>,
}

struct Field {
    name: String,
    kind: Kind,
    is_needed: bool,
    about: Prose,
}

/// Text in pieces, each with whether it is code.
type Prose = Vec<(String, bool)>;

/// What kind of value something is: in words, with the name of the thing that it is when it is one.
struct Kind {
    words: String,
    thing: Option<String>,
}

pub(crate) async fn show(reader: Reader, here: Here) -> Result<Response, PageError> {
    let told = document::told(&here, reader.language).map_err(|error| PageError::broken(&reader, &error))?;
    let words = Words(reader.language);
    let about = text(&told["info"], "description").unwrap_or_default();
    let groups = list(&told, "tags").iter().map(|tag| group(tag, &told, words));
    let page = ReferencePage {
        layout: Layout::new(&reader, "api-title"),
        version: VERSION,
        about: about.split("\n\n").map(prose).collect(),
        base: format!("{}:{}/v1", here.scheme(), here.lab()),
        groups: groups.collect(),
        things: fields_of(&told["components"], "schemas").map(|(name, schema)| thing(name, schema, words)).collect(),
    };
    let mut response = respond(&reader, &page);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Ok(response)
}

fn text(value: &Value, key: &str) -> Option<String> {
    value[key].as_str().map(str::to_owned)
}

/// Text in which code stands between backticks.
fn prose(text: &str) -> Prose {
    text.split('`').enumerate().map(|(nth, piece)| (piece.to_owned(), nth % 2 == 1)).collect()
}

fn described(value: &Value) -> Option<Prose> {
    value["description"].as_str().map(prose)
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map(Vec::as_slice).unwrap_or_default()
}

fn fields_of<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = (&'a String, &'a Value)> {
    value[key].as_object().into_iter().flat_map(Map::iter)
}

fn group(tag: &Value, told: &Value, words: Words) -> Group {
    let name = tag["name"].as_str().unwrap_or_default();
    let mut operations = Vec::new();
    for (path, item) in fields_of(told, "paths") {
        for (method, operation) in item.as_object().into_iter().flatten() {
            if operation["tags"][0] == name {
                operations.push(self::operation(method, path, operation, words));
            }
        }
    }
    let title = match words.0 {
        Language::Nl => dutch().get(name).map_or(name, String::as_str),
        Language::En => name,
    };
    Group {
        id: name.to_lowercase().replace(' ', "-"),
        title: title.to_owned(),
        about: described(tag).unwrap_or_default(),
        operations,
    }
}

fn operation(method: &str, path: &str, operation: &Value, words: Words) -> Operation {
    let input = |one: &Value| Field {
        name: text(one, "name").unwrap_or_default(),
        kind: kind(&one["schema"], words),
        is_needed: one["required"] == true,
        about: described(one).unwrap_or_default(),
    };
    let content = |value: &Value| {
        let (media, content) = value["content"].as_object()?.iter().next()?;
        Some((media.clone(), kind(&content["schema"], words)))
    };
    let answer = |(status, response): (&String, &Value)| Answer {
        status: status.clone(),
        about: described(response).unwrap_or_default(),
        kind: content(response).map(|(_, kind)| kind),
    };
    Operation {
        id: text(operation, "operationId").unwrap_or_default(),
        method: method.to_uppercase(),
        path: path.to_owned(),
        title: text(operation, "summary").unwrap_or_default(),
        more: described(operation),
        role: operation["security"][0]["token"][0].as_str().map(str::to_owned),
        inputs: list(operation, "parameters").iter().map(input).collect(),
        body: content(&operation["requestBody"]),
        answers: fields_of(operation, "responses").map(answer).collect(),
    }
}

fn thing(name: &str, schema: &Value, words: Words) -> Thing {
    let mut fields = Vec::new();
    gather(schema, words, &mut fields);
    Thing {
        name: name.to_owned(),
        about: described(schema),
        fields,
        words: list(schema, "enum").iter().filter_map(|word| word.as_str().map(str::to_owned)).collect(),
    }
}

/// The fields of a schema, also of one that is made of several.
fn gather(schema: &Value, words: Words, fields: &mut Vec<Field>) {
    for part in list(schema, "allOf") {
        gather(part, words, fields);
    }
    let needed = list(schema, "required");
    for (name, field) in fields_of(schema, "properties") {
        fields.push(Field {
            name: name.clone(),
            kind: kind(field, words),
            is_needed: needed.iter().any(|one| one == name),
            about: about(field),
        });
    }
}

/// What a field is, which stands beside the thing that it may be when it may also be nothing.
fn about(field: &Value) -> Prose {
    let mut told = std::iter::once(field).chain(list(field, "oneOf"));
    told.find_map(described).unwrap_or_default()
}

/// What kind of value a schema is of, in words: `text, at most 100 characters`.
fn kind(schema: &Value, words: Words) -> Kind {
    if let Some(thing) = schema["$ref"].as_str().and_then(|to| to.rsplit('/').next()) {
        return Kind { words: String::new(), thing: Some(thing.to_owned()) };
    }
    for several in ["oneOf", "allOf", "anyOf"] {
        if let Some(one) = list(schema, several).iter().find(|one| one["type"] != "null") {
            return kind(one, words);
        }
    }
    let types: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one],
        several => several.as_array().into_iter().flatten().filter_map(Value::as_str).collect(),
    };
    if types.contains(&"array") {
        let Kind { words: of, thing } = kind(&schema["items"], words);
        return Kind { words: format!("{} {of}", words.get("api-list-of")).trim_end().to_owned(), thing };
    }
    let simple = match types.iter().find(|one| **one != "null") {
        Some(&"string") => "api-text",
        Some(&"integer") => "api-whole-number",
        Some(&"number") => "api-number",
        Some(&"boolean") => "api-yes-or-no",
        _ => "api-object",
    };
    let simple = match schema["format"].as_str() {
        Some("date-time") => "api-moment",
        Some("binary") => "api-bytes",
        _ => simple,
    };
    let mut said = vec![words.get(simple)];
    let mut bound = |key: &str, message: &str| {
        if let Some(number) = schema[key].as_number() {
            said.push(words.with(message, "number", &number.to_string()));
        }
    };
    bound("minimum", "api-from");
    bound("maximum", "api-to");
    bound("maxLength", "api-characters");
    bound("default", "api-default");
    let choices: Vec<&str> = list(schema, "enum").iter().filter_map(Value::as_str).collect();
    if !choices.is_empty() {
        said.push(choices.join(", "));
    }
    Kind { words: said.join(", "), thing: None }
}

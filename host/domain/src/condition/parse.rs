//! Reads conditions.

use super::{Comparison, ConditionError, Node};
use crate::column::Kind;
use crate::field::{Field, FieldName, catalogue};
use crate::name::nearest_hint;
use crate::reader::{parse_value, value_words};

/// Deeper brackets than this are refused, so that no declaration can exhaust the stack.
const DEEPEST: usize = 64;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Token<'a> {
    text: &'a str,
    offset: usize,
}

struct Parser<'a> {
    tokens: Vec<Token<'a>>,
    next: usize,
    end: usize,
    depth: usize,
    fields: Vec<FieldName>,
}

type Parsed<T> = Result<T, ConditionError>;

pub(super) fn parse(source: &str) -> Parsed<(Vec<FieldName>, Node)> {
    let mut parser = Parser { tokens: tokens(source)?, next: 0, end: source.len(), depth: 0, fields: Vec::new() };
    let root = parser.either()?;
    match parser.peek() {
        None => Ok((parser.fields, root)),
        Some(_) => Err(parser.expected("the end", "join comparisons with `and` or `or`")),
    }
}

fn tokens(source: &str) -> Parsed<Vec<Token<'_>>> {
    let word = |character: char| character.is_alphanumeric() || matches!(character, '.' | '_' | '-');
    let mut tokens = Vec::new();
    let mut offset = 0;
    while let Some(first) = source[offset..].chars().next() {
        let rest = &source[offset..];
        let length = match first {
            ' ' | '\t' | '\n' | '\r' => 0,
            '(' | ')' | ',' | '=' => 1,
            '<' | '>' if rest[1..].starts_with('=') => 2,
            '<' | '>' => 1,
            '!' if rest[1..].starts_with('=') => 2,
            _ if word(first) => rest.find(|character| !word(character)).unwrap_or(rest.len()),
            _ => return Err(error(offset, format!("unexpected character `{first}`"), instead_of(first))),
        };
        if length > 0 {
            tokens.push(Token { text: &rest[..length], offset });
        }
        offset += length.max(1);
    }
    Ok(tokens)
}

/// What to write in place of a character that conditions do not have.
fn instead_of(character: char) -> &'static str {
    match character {
        '"' | '\'' | '`' | '‘' | '’' | '“' | '”' => {
            "write codes and values without quotes, as: household.type = single_parent"
        }
        '≥' => "write: >=",
        '≤' => "write: <=",
        '≠' | '!' => "write: !=",
        '&' => "write: and",
        '|' => "write: or",
        _ => "",
    }
}

fn error(offset: usize, what: String, hint: impl Into<String>) -> ConditionError {
    ConditionError { offset, what, hint: hint.into() }
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<&'a str> {
        self.tokens.get(self.next).map(|token| token.text)
    }

    fn offset(&self) -> usize {
        self.tokens.get(self.next).map_or(self.end, |token| token.offset)
    }

    fn take(&mut self, text: &str) -> bool {
        let fits = self.peek() == Some(text);
        self.next += usize::from(fits);
        fits
    }

    fn expected(&self, wanted: &str, hint: impl Into<String>) -> ConditionError {
        let found = self.peek().map_or("the end".to_owned(), |text| format!("`{text}`"));
        error(self.offset(), format!("expected {wanted}, found {found}"), hint)
    }

    fn either(&mut self) -> Parsed<Node> {
        let mut parts = vec![self.all()?];
        while self.take("or") {
            parts.push(self.all()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Node::Or(parts) })
    }

    fn all(&mut self) -> Parsed<Node> {
        let mut parts = vec![self.one()?];
        while self.take("and") {
            parts.push(self.one()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Node::And(parts) })
    }

    fn one(&mut self) -> Parsed<Node> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(error(self.offset(), "the brackets are too deep".to_owned(), "write it in a simpler way"));
        }
        let node = if self.take("not") {
            Node::Not(Box::new(self.one()?))
        } else if self.take("(") {
            let inner = self.either()?;
            self.close()?;
            inner
        } else {
            self.comparison()?
        };
        self.depth -= 1;
        Ok(node)
    }

    fn close(&mut self) -> Parsed<()> {
        if self.take(")") { Ok(()) } else { Err(self.expected("`)`", "close the bracket")) }
    }

    fn comparison(&mut self) -> Parsed<Node> {
        let (field, position) = self.field()?;
        if self.take("is") {
            let negated = self.take("not");
            if !self.take("absent") {
                return Err(self.expected("`absent`", "write `is absent` or `is not absent`"));
            }
            let absent = Node::Absent { field: position };
            return Ok(if negated { Node::Not(Box::new(absent)) } else { absent });
        }
        if self.take("in") {
            return Ok(Node::In { field: position, numbers: self.list(field)? });
        }
        let comparison = match self.peek() {
            Some("=") => Comparison::Equal,
            Some("!=") => Comparison::NotEqual,
            Some("<") => Comparison::Less,
            Some("<=") => Comparison::LessOrEqual,
            Some(">") => Comparison::Greater,
            Some(">=") => Comparison::GreaterOrEqual,
            _ => return Err(self.expected("a comparison", "use one of: = != < <= > >=, `in (...)` or `is absent`")),
        };
        self.next += 1;
        Ok(Node::Compare { field: position, comparison, number: self.value(field)? })
    }

    fn field(&mut self) -> Parsed<(&'static Field, usize)> {
        let Some(name) = self.peek().filter(|text| text.starts_with(char::is_alphabetic)) else {
            return Err(self.expected("a field", "write a field of the catalogue, such as `person.age`"));
        };
        let field = catalogue().find(name).map_err(|(what, hint)| error(self.offset(), what, hint))?;
        self.next += 1;
        let known = self.fields.iter().position(|known| *known == field.name);
        let position = known.unwrap_or_else(|| {
            self.fields.push(field.name.clone());
            self.fields.len() - 1
        });
        Ok((field, position))
    }

    fn list(&mut self, field: &Field) -> Parsed<Vec<i64>> {
        if !self.take("(") {
            return Err(self.expected("`(`", "write a list: in (1, 2)"));
        }
        let mut numbers = vec![self.value(field)?];
        while self.take(",") {
            numbers.push(self.value(field)?);
        }
        self.close()?;
        Ok(numbers)
    }

    fn value(&mut self, field: &Field) -> Parsed<i64> {
        let (words, example) = value_words(field.kind);
        let hint = format!("write {words}, such as {example}");
        let Some(text) =
            self.peek().filter(|text| text.starts_with(|first: char| first.is_alphanumeric() || first == '-'))
        else {
            return Err(self.expected("a value", hint));
        };
        let number = match field.kind {
            Kind::Code => code_number(field, text),
            kind => parse_value(text, kind).and_then(|value| value.number()),
        };
        let Some(number) = number else {
            return Err(match field.kind {
                Kind::Code => {
                    let names = field.codes.iter().map(|code| code.name.as_str());
                    let what = format!("`{}` has no code `{text}`", field.name);
                    error(self.offset(), what, nearest_hint(text, names))
                }
                _ => error(self.offset(), format!("`{text}` is not a value of `{}`", field.name), hint),
            });
        };
        self.next += 1;
        Ok(number)
    }
}

fn code_number(field: &Field, text: &str) -> Option<i64> {
    field.find_code(text).map(|code| i64::from(code.code))
}

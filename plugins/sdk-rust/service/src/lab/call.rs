//! Calling another prototype by its name: `lab::call("zorgtoeslag").get("/")`.

use std::fmt;

use crate::encoding::write_pairs;
use crate::request::{Method, Request};
use crate::words::{Text, text};

use super::host;

/// The prototype that is called by this name, as the same persona and in the same click. Needs `calls = ["NAME"]` under `[service]`.
///
/// `register` is the lab's register of persons (Haal Centraal, under `/haalcentraal/api/brp`), which needs `uses = ["register"]`.
pub fn call(name: &str) -> Call {
    Call { name: name.to_owned(), headers: Vec::new() }
}

/// Whom to call, and with which headers.
#[derive(Clone, Debug)]
#[must_use = "call `get` or `post` to send it"]
pub struct Call {
    name: String,
    headers: Vec<(String, String)>,
}

impl Call {
    /// Adds a header, such as `accept-language`.
    pub fn with_header(mut self, name: &str, value: &str) -> Call {
        self.headers.push((name.to_ascii_lowercase(), value.to_owned()));
        self
    }

    /// Looks at a path, which may have a query.
    ///
    /// # Errors
    /// When there is no answer. An answer with any status is one: [`Answered::good`] tells which are as hoped.
    pub fn get(self, path: &str) -> Result<Answered, Unanswered> {
        self.send(Method::Get, path, None)
    }

    /// Sends a form to a path.
    ///
    /// # Errors
    /// As [`Call::get`].
    pub fn post_form(self, path: &str, fields: &[(&str, &str)]) -> Result<Answered, Unanswered> {
        let body = write_pairs(fields.iter().copied()).into_bytes();
        self.send(Method::Post, path, Some(("application/x-www-form-urlencoded", body)))
    }

    /// Sends something as JSON to a path: a struct that derives `serde::Serialize`, or what `serde_json::json!` makes.
    ///
    /// # Errors
    /// As [`Call::get`], and when it can't be written as JSON.
    pub fn post_json(self, path: &str, what: &impl serde::Serialize) -> Result<Answered, Unanswered> {
        let body = serde_json::to_vec(what)
            .map_err(|error| Unanswered::NotJson { name: self.name.clone(), what: error.to_string() })?;
        self.send(Method::Post, path, Some(("application/json", body)))
    }

    /// Sends anything: a method, and a body with its content type.
    ///
    /// # Errors
    /// As [`Call::get`].
    pub fn send(self, method: Method, path: &str, body: Option<(&str, Vec<u8>)>) -> Result<Answered, Unanswered> {
        let mut request = Request::new(method, path);
        request.headers = self.headers;
        if let Some((kind, bytes)) = body {
            request.headers.push(("content-type".to_owned(), kind.to_owned()));
            request.body = bytes;
        }
        host::send(&self.name, request)
    }
}

/// What another prototype answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// Who answered.
    pub name: String,
    /// The status, such as 200.
    pub status: u16,
    /// Names in lower case, and values.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Answered {
    /// The answer, when its status says that all went well (200 to 299).
    ///
    /// # Errors
    /// [`Unanswered::Status`] otherwise.
    pub fn good(self) -> Result<Answered, Unanswered> {
        match self.status {
            200..300 => Ok(self),
            status => Err(Unanswered::Status { name: self.name, status }),
        }
    }

    /// The first header with this name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The body as text; what is not UTF-8 in it is replaced.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body read as JSON: a struct that derives `serde::Deserialize`, or a `serde_json::Value`.
    ///
    /// # Errors
    /// [`Unanswered::NotJson`] with what is wrong and where.
    pub fn json<T: serde::de::DeserializeOwned>(&self) -> Result<T, Unanswered> {
        serde_json::from_slice(&self.body)
            .map_err(|error| Unanswered::NotJson { name: self.name.clone(), what: error.to_string() })
    }
}

/// Why there is no answer that is of use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unanswered {
    /// It may not be called, or it is not there.
    NotAllowed {
        /// Who was called.
        name: String,
    },
    /// It has too many visitors, or is set aside.
    Busy {
        /// Who was called.
        name: String,
    },
    /// It took too long.
    Late {
        /// Who was called.
        name: String,
    },
    /// It failed, or broke off its answer.
    Failed {
        /// Who was called.
        name: String,
    },
    /// What was sent or answered is too large.
    TooLarge {
        /// Who was called.
        name: String,
    },
    /// It answered with a status that is not as hoped.
    Status {
        /// Who was called.
        name: String,
        /// The status.
        status: u16,
    },
    /// What was sent or answered is not the JSON that was expected.
    NotJson {
        /// Who was called.
        name: String,
        /// What is wrong.
        what: String,
    },
}

impl Unanswered {
    /// Who was called.
    pub fn name(&self) -> &str {
        match self {
            Unanswered::NotAllowed { name }
            | Unanswered::Busy { name }
            | Unanswered::Late { name }
            | Unanswered::Failed { name }
            | Unanswered::TooLarge { name }
            | Unanswered::Status { name, .. }
            | Unanswered::NotJson { name, .. } => name,
        }
    }

    /// Words for a visitor, who can't help it. The reason for the author is what it displays: write that to the log.
    pub fn words(&self) -> Text {
        match self {
            Unanswered::Busy { .. } | Unanswered::Late { .. } => text(
                "Een deel van deze pagina is nu te druk. Probeer het over een minuut nog een keer.",
                "A part of this page is too busy now. Try again in a minute.",
            ),
            _ => text(
                "Een deel van deze pagina werkt nu niet. De rest klopt wel.",
                "A part of this page does not work now. The rest is right.",
            ),
        }
    }
}

/// For the author: what is wrong, and what to do.
impl fmt::Display for Unanswered {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.name();
        match self {
            Unanswered::NotAllowed { .. } => {
                let line = match name {
                    "register" => "uses = [\"register\"]".to_owned(),
                    name => format!("calls = [\"{name}\"]"),
                };
                write!(
                    out,
                    "`{name}` may not be called, or is not there; write under [service] in the manifest: {line}, "
                )?;
                out.write_str("have an owner grant it, and see that the lab has it")
            }
            Unanswered::Busy { .. } => write!(out, "`{name}` is busy or set aside; try again in a moment"),
            Unanswered::Late { .. } => write!(out, "`{name}` took too long; see its log, or raise its `deadline_ms`"),
            Unanswered::Failed { .. } => write!(out, "`{name}` failed, or broke off its answer; see its log"),
            Unanswered::TooLarge { .. } => {
                write!(out, "what was sent to `{name}`, or what it answered, is too large; ask for less at once")
            }
            Unanswered::Status { status, .. } => {
                write!(out, "`{name}` answered with status {status}; see whether the path and what was sent are right")
            }
            Unanswered::NotJson { what, .. } => {
                write!(
                    out,
                    "the JSON for or from `{name}` is not as expected: {what}; compare it with its documentation"
                )
            }
        }
    }
}

impl std::error::Error for Unanswered {}

#[cfg(test)]
mod tests {
    use super::super::pretend::{self, Pretended};
    use super::*;
    use crate::Response;

    fn lab() -> Pretended {
        let answer = |request: &Request| match request.path.as_str() {
            "/form" => Response::json(200, format!("{{\"got\":{:?}}}", String::from_utf8_lossy(&request.body))),
            "/kind" => Response::text(200, request.header("content-type").unwrap_or_default()),
            "/who" => Response::text(200, request.header("x-who").unwrap_or_default()),
            _ => Response::text(404, "nothing"),
        };
        let mut lab = Pretended::default();
        lab.neighbours.insert("other".to_owned(), Box::new(answer));
        lab
    }

    fn within<T>(act: impl FnOnce() -> T) -> T {
        pretend::within(&mut lab(), act)
    }

    #[test]
    fn others_are_called_by_name_and_answer() {
        within(|| {
            let answer = call("other").post_form("/form", &[("naam", "Renée"), ("som", "1+1")]).expect("it answers");
            let json: serde_json::Value = answer.json().expect("it is JSON");
            assert_eq!((answer.status, json["got"].as_str()), (200, Some("naam=Ren%C3%A9e&som=1%2B1")));
            assert_eq!(answer.header("Content-Type"), Some("application/json"));
            let kind = call("other").post_json("/kind", &serde_json::json!({ "a": 1 })).expect("it answers");
            assert_eq!(kind.text(), "application/json");
            assert_eq!(call("other").with_header("X-Who", "me").get("/who").expect("it answers").text(), "me");
        });
    }

    #[test]
    fn what_is_wrong_is_said_in_plain_words() {
        within(|| {
            let lost = call("other").get("/nowhere").and_then(Answered::good).expect_err("it is not there");
            assert_eq!(
                lost.to_string(),
                "`other` answered with status 404; see whether the path and what was sent are right"
            );
            let unknown = call("nobody").get("/").expect_err("there is nobody");
            assert!(
                unknown.to_string().contains("write under [service] in the manifest: calls = [\"nobody\"]"),
                "{unknown}"
            );
            let register = call("register").get("/").expect_err("it is not declared");
            assert!(register.to_string().contains("uses = [\"register\"]"), "{register}");
            let wrong = call("other").get("/nowhere").and_then(|answer| answer.json::<serde_json::Value>());
            assert!(matches!(wrong, Err(Unanswered::NotJson { .. })), "{wrong:?}");
            assert!(unknown.words().get(crate::Language::Nl).contains("werkt nu niet"));
        });
    }
}

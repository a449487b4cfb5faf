//! What a visitor gets.

use std::io::{self, Write};

use crate::encoding::encode;

/// Writes a body bit by bit; it ends with an error when nobody reads on.
type Writer = Box<dyn FnOnce(&mut dyn Write) -> io::Result<()>>;

/// The body of a response.
pub enum Body {
    /// All at once.
    Whole(Vec<u8>),
    /// Bit by bit.
    Stream(Writer),
}

/// A small text that a visitor's browser keeps for this service.
#[derive(Clone, Debug)]
pub struct Cookie {
    /// Its name: letters, digits, hyphens and underscores.
    pub name: &'static str,
    /// Its value.
    pub value: String,
    /// How long the browser keeps it, in seconds; until the browser is closed when there is none.
    pub seconds: Option<u32>,
}

impl Cookie {
    /// The header. Scripts can't read the cookie, and other sites' forms do not send it.
    fn header(&self) -> String {
        let age = self.seconds.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
        format!("{}={}; Path=/; HttpOnly{age}{OWN_SITE}", self.name, encode(&self.value))
    }
}

/// The end of a cookie that only pages of the service itself send.
const OWN_SITE: &str = "; SameSite=Lax";

/// The end of a cookie for pages in a frame of another site, such as the lab's: browsers keep it for that frame alone.
const IN_FRAME: &str = "; SameSite=None; Secure; Partitioned";

/// What a visitor gets: a status, headers and a body.
pub struct Response {
    /// The status, such as 200.
    pub status: u16,
    /// Names in lower case, and values.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Body,
}

impl Response {
    fn new(status: u16, content_type: &str, body: Body) -> Response {
        let response = Response { status, headers: Vec::new(), body };
        response.with_header("content-type", content_type).with_header("x-content-type-options", "nosniff")
    }

    /// A page. It may not load or send anything elsewhere, and is not kept by caches: it may have a visitor's answers.
    pub fn html(status: u16, html: impl Into<String>) -> Response {
        const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; \
            connect-src 'self'; form-action 'self'; base-uri 'none'";
        Response::new(status, "text/html; charset=utf-8", Body::Whole(html.into().into_bytes()))
            .with_header("content-security-policy", POLICY)
            .with_header("referrer-policy", "same-origin")
            .with_header("cache-control", "no-store")
    }

    /// Plain text.
    pub fn text(status: u16, text: impl Into<String>) -> Response {
        Response::new(status, "text/plain; charset=utf-8", Body::Whole(text.into().into_bytes()))
    }

    /// JSON that is written already.
    pub fn json(status: u16, json: impl Into<String>) -> Response {
        Response::new(status, "application/json", Body::Whole(json.into().into_bytes()))
    }

    /// A body of another kind.
    pub fn bytes(status: u16, content_type: &str, bytes: Vec<u8>) -> Response {
        Response::new(status, content_type, Body::Whole(bytes))
    }

    /// A body that is written bit by bit, while the visitor reads.
    pub fn stream(
        status: u16,
        content_type: &str,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()> + 'static,
    ) -> Response {
        Response::new(status, content_type, Body::Stream(Box::new(write)))
    }

    /// Sends the visitor on to another page of this service, after a form (303).
    ///
    /// Only paths of the service itself are taken; anything else leads to the start.
    pub fn redirect(path: &str) -> Response {
        let path = if is_own_path(path) { path } else { "/" };
        Response { status: 303, headers: Vec::new(), body: Body::Whole(Vec::new()) }.with_header("location", path)
    }

    /// Adds a header; one that has a line break in it is left out.
    pub fn with_header(mut self, name: &str, value: &str) -> Response {
        if !value.bytes().any(|byte| byte.is_ascii_control()) {
            self.headers.push((name.to_ascii_lowercase(), value.to_owned()));
        }
        self
    }

    /// Gives the browser a cookie.
    pub fn with_cookie(self, cookie: &Cookie) -> Response {
        let header = cookie.header();
        self.with_header("set-cookie", &header)
    }

    /// Makes the cookies fit for pages in a frame, where browsers would not send them back otherwise.
    pub(crate) fn in_frame(mut self) -> Response {
        for (_, cookie) in self.headers.iter_mut().filter(|(name, _)| name == "set-cookie") {
            if let Some(start) = cookie.strip_suffix(OWN_SITE) {
                *cookie = format!("{start}{IN_FRAME}");
            }
        }
        self
    }

    /// Says how long a body is that is there as a whole, unless that was said, or there is none by its status.
    pub(crate) fn with_length(self) -> Response {
        match &self.body {
            Body::Whole(bytes) if self.status != 204 && self.header("content-length").is_none() => {
                let length = bytes.len().to_string();
                self.with_header("content-length", &length)
            }
            _ => self,
        }
    }

    /// The first header with this name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// The body as text, for tests: a stream is written first.
    pub fn into_text(self) -> String {
        let bytes = match self.body {
            Body::Whole(bytes) => bytes,
            Body::Stream(write) => {
                let mut bytes = Vec::new();
                // What was written before an error is what a visitor gets.
                let _ = write(&mut bytes);
                bytes
            }
        };
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

impl<A: Into<Response>, B: Into<Response>> From<Result<A, B>> for Response {
    fn from(result: Result<A, B>) -> Response {
        result.map_or_else(Into::into, Into::into)
    }
}

/// Whether a path stays within the service.
pub(crate) fn is_own_path(path: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_graphic() && byte != b'\\';
    path.starts_with('/') && !path.starts_with("//") && path.bytes().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirects_stay_within_the_service() {
        let check = |path: &str, expected: &str| {
            let response = Response::redirect(path);
            assert_eq!((response.status, response.header("location")), (303, Some(expected)), "{path}");
        };
        check("/inkomen?next=/controle", "/inkomen?next=/controle");
        check("//elders.nl/", "/");
        check("https://elders.nl/", "/");
        check("/\\elders.nl", "/");
        check("/a\r\nset-cookie: a=b", "/");
    }

    #[test]
    fn cookies_are_closed_to_scripts_and_can_hold_anything() {
        let cookie = Cookie { name: "a", value: "b; c\r\n".to_owned(), seconds: Some(60) };
        let response = Response::text(200, "").with_cookie(&cookie);
        let expected = "a=b%3B%20c%0D%0A; Path=/; HttpOnly; Max-Age=60; SameSite=Lax";
        assert_eq!(response.header("set-cookie"), Some(expected));
        let expected = "a=b%3B%20c%0D%0A; Path=/; HttpOnly; Max-Age=60; SameSite=None; Secure; Partitioned";
        assert_eq!(response.in_frame().header("set-cookie"), Some(expected));
    }

    #[test]
    fn headers_with_line_breaks_are_left_out() {
        let response = Response::text(200, "").with_header("x-a", "b\r\nset-cookie: c=d");
        assert_eq!(response.header("x-a"), None);
    }

    #[test]
    fn a_stream_is_written_bit_by_bit() {
        let response = Response::stream(200, "text/csv", |out| (1..=3).try_for_each(|row| writeln!(out, "{row}")));
        assert_eq!(response.into_text(), "1\n2\n3\n");
    }
}

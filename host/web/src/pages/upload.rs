//! Uploading a prototype on the web, by the same rules as the interface for programs has.

use askama::Template;
use axum::extract::multipart::{Field, MultipartError, MultipartRejection};
use axum::extract::{Multipart, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use fieldlab_domain::deployment::Upload;

use super::{Layout, prototype, respond};
use crate::Lab;
use crate::api::Problem;
use crate::api::deploying::{MOST_BYTES, read_signature, take_in};
use crate::error::{PageError, Trouble};
use crate::language::Reader;
use crate::texts::Words;

/// The most bytes of a form: the files in it, and what is around them.
pub(crate) const MOST_FORM: usize = MOST_BYTES + (64 << 10);

#[derive(Template)]
#[template(path = "upload.html")]
struct UploadPage {
    layout: Layout,
    /// Whether the lab takes signed prototypes only.
    asks_for_signature: bool,
    refusal: Option<Refusal>,
    /// What is wrong with a file, by the name of its field.
    missing: Vec<&'static str>,
    /// The largest package, in MiB.
    most: String,
}

impl UploadPage {
    fn of(lab: &Lab, reader: &Reader) -> UploadPage {
        UploadPage {
            layout: Layout::new(reader, "upload-title"),
            asks_for_signature: lab.deployer.asks_for_signature(),
            refusal: None,
            missing: Vec::new(),
            most: (MOST_BYTES >> 20).to_string(),
        }
    }

    fn is_missing(&self, field: &str) -> bool {
        self.missing.contains(&field)
    }
}

/// Why nothing was deployed: in the reader's language what kind of thing is wrong and what to do, and in the lab's words what exactly.
struct Refusal {
    heading: String,
    advice: String,
    /// In English, a line each, as on the command line.
    what: String,
    hint: String,
}

impl Refusal {
    fn of(problem: &Problem, words: Words) -> Refusal {
        let key = match problem.status {
            StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY => "upload-bad",
            StatusCode::FORBIDDEN => "upload-forbidden",
            StatusCode::CONFLICT => "upload-conflict",
            StatusCode::PAYLOAD_TOO_LARGE => "upload-too-large",
            _ => "upload-broken",
        };
        Refusal {
            heading: words.get(&format!("{key}-title")),
            advice: words.get(&format!("{key}-advice")),
            what: problem.detail.clone(),
            hint: problem.hint.clone(),
        }
    }
}

pub(crate) async fn show(State(lab): State<Lab>, reader: Reader) -> Response {
    respond(&reader, &UploadPage::of(&lab, &reader))
}

/// The files of a form; those that were not chosen are empty.
#[derive(Default)]
struct Files {
    component: Vec<u8>,
    manifest: Vec<u8>,
    signature: Vec<u8>,
}

impl Files {
    /// The names of those that are needed and were not chosen.
    fn missing(&self, asks_for_signature: bool) -> Vec<&'static str> {
        let needed = [
            ("component", self.component.is_empty()),
            ("manifest", self.manifest.is_empty()),
            ("signature", asks_for_signature && self.signature.is_empty()),
        ];
        needed.into_iter().filter(|(_, is_missing)| *is_missing).map(|(name, _)| name).collect()
    }

    fn upload(self) -> Result<Upload, Problem> {
        let no_text = |_| {
            let hint = "choose prototype.toml as the manifest, saved as UTF-8";
            Problem::new(StatusCode::BAD_REQUEST, "the manifest is not UTF-8 text; nothing was deployed", hint)
        };
        let signature = (!self.signature.is_empty()).then(|| read_signature(&self.signature)).transpose()?;
        let manifest = String::from_utf8(self.manifest).map_err(no_text)?;
        Ok(Upload { manifest, component: self.component, signature })
    }
}

pub(crate) async fn receive(
    State(lab): State<Lab>,
    reader: Reader,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, PageError> {
    let refused = |problem: Problem| {
        let refusal = Some(Refusal::of(&problem, Words(reader.language)));
        told(problem.status, &reader, UploadPage { refusal, ..UploadPage::of(&lab, &reader) })
    };
    let form = form.map_err(|_| PageError::new(Trouble::BadInput, &reader))?;
    let files = match read(form).await {
        Ok(files) => files,
        Err(problem) => return Ok(refused(problem)),
    };
    let missing = files.missing(lab.deployer.asks_for_signature());
    if !missing.is_empty() {
        let page = UploadPage { missing, ..UploadPage::of(&lab, &reader) };
        return Ok(told(StatusCode::UNPROCESSABLE_ENTITY, &reader, page));
    }
    let upload = match files.upload() {
        Ok(upload) => upload,
        Err(problem) => return Ok(refused(problem)),
    };
    match take_in(lab.deployer.clone(), upload, prototype::by(&reader)).await {
        Ok(done) => {
            let page = format!("/prototypes/{}?deployed={}", done.prototype, done.version);
            Ok((StatusCode::SEE_OTHER, [(header::LOCATION, page)]).into_response())
        }
        Err(problem) => Ok(refused(problem)),
    }
}

fn told(status: StatusCode, reader: &Reader, page: UploadPage) -> Response {
    let mut response = respond(reader, &page);
    *response.status_mut() = status;
    response
}

async fn read(mut form: Multipart) -> Result<Files, Problem> {
    let mut files = Files::default();
    while let Some(field) = form.next_field().await.map_err(|error| broken(&error))? {
        let file = match field.name() {
            Some("component") => &mut files.component,
            Some("manifest") => &mut files.manifest,
            Some("signature") => &mut files.signature,
            _ => continue,
        };
        *file = bytes(field).await?;
    }
    if files.component.len() + files.manifest.len() > MOST_BYTES {
        return Err(too_large());
    }
    Ok(files)
}

async fn bytes(field: Field<'_>) -> Result<Vec<u8>, Problem> {
    Ok(field.bytes().await.map_err(|error| broken(&error))?.into())
}

fn too_large() -> Problem {
    let what = format!("a package may have {MOST_BYTES} bytes; nothing was deployed");
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, what, "build the prototype for release: that makes it smaller")
}

fn broken(error: &MultipartError) -> Problem {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => too_large(),
        _ => Problem::new(StatusCode::BAD_REQUEST, "the upload broke off; nothing was deployed", "send it again"),
    }
}

//! Pages by which people see to their own data: what is known of them, what they share with whom, who looked and why, and all of it as a
//! file of their own.
//!
//! Each page is a file. What pages have in common stands in `frame.rs`, how values and moments are said in `words.rs`. Nothing is kept
//! here: the lab has it, and tells it to nobody but the person. To add a page, write a file with a function from a request to a
//! [`Page`], add its line to [`routes`] and its link to `frame::PLACES`.

mod download;
mod frame;
mod known;
mod looks;
mod sharing;
#[cfg(test)]
mod tests;
mod words;

use fieldlab_service::prelude::*;

/// Which function answers which page.
#[service]
pub fn routes(router: Router) -> Router {
    router
        .get("/", known::show)
        .get("/delen", sharing::show)
        .post("/delen/{id}/terug", sharing::take_back)
        .get("/delen/{id}", sharing::show_one)
        .get("/wie-keek", looks::show)
        .get("/download", download::give)
}

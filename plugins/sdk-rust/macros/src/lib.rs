//! The derive macros of `fieldlab-sdk`.
//!
//! Each reads the manifest of the crate that is being compiled and refuses what it does not allow, with the lines to add. The
//! reading is in `manifest.rs`, what is generated in `expand.rs`; both work on plain data and are tested without a compiler.

mod answers;
mod assessment;
mod catalogue;
mod expand;
mod manifest;
mod service;

use std::path::PathBuf;

use manifest::{About, Manifest};
use proc_macro::TokenStream;
use syn::parse_macro_input;

/// Makes a struct the fields that a rule reads.
///
/// Each field of the struct names one of the catalogue: `#[field("person.age")]`. It is an error when the manifest does not grant
/// it, or when its type does not fit the catalogue's kind; a field that may be absent needs an `Option`.
#[proc_macro_derive(Citizen, attributes(field))]
pub fn citizen(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as syn::DeriveInput);
    finish(manifest().and_then(|manifest| expand::citizen(&input, &manifest)))
}

/// Makes a struct the parameters that a rule takes: the names and types of its fields must be those of the manifest.
///
/// Adds `defaults()` and `set(name)`, which give the manifest's own figures, and `figures()`, which gives each with its source and status.
#[proc_macro_derive(Parameters)]
pub fn parameters(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as syn::DeriveInput);
    finish(manifest().and_then(|manifest| expand::parameters(&input, &manifest)))
}

/// Makes a struct what a rule decides: the names and types of its fields must be those of the manifest's decisions.
#[proc_macro_derive(Decision)]
pub fn decision(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as syn::DeriveInput);
    finish(manifest().and_then(|manifest| expand::decision(&input, &manifest)))
}

/// Makes an enum without data the codes of a code list: each variant's number is its code.
#[proc_macro_derive(Code)]
pub fn code(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as syn::DeriveInput);
    finish(expand::code(&input))
}

/// Makes a function the rule of this prototype: `fn decide(citizen: &C, parameters: &P, explain: &mut impl Explain) -> D`.
#[proc_macro_attribute]
pub fn assessment(_arguments: TokenStream, item: TokenStream) -> TokenStream {
    let item = parse_macro_input!(item as syn::ItemFn);
    finish(manifest().and_then(|manifest| assessment::expand(&item, &manifest)))
}

/// Makes a struct the answers that a page asks for: see `fieldlab_service::form::Form`.
#[proc_macro_derive(Form, attributes(ask))]
pub fn form(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as syn::DeriveInput);
    finish(service::form(&input, manifest))
}

/// Makes an enum without data the answers of which a visitor chooses one: `#[ask(nl = "...", en = "...")]` above each.
#[proc_macro_derive(Choice, attributes(ask))]
pub fn choice(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as syn::DeriveInput);
    finish(service::choice(&input))
}

/// Makes a function the web service of this prototype: `fn routes(router: Router) -> Router`.
///
/// The function then takes nothing: tests call `routes()`. The title, the owner and the start page are the manifest's.
#[proc_macro_attribute]
pub fn service(_arguments: TokenStream, item: TokenStream) -> TokenStream {
    let item = parse_macro_input!(item as syn::ItemFn);
    finish(read(About::parse).and_then(|about| service::service(&item, &about)))
}

/// Makes a function what this prototype offers for questions: `fn offers(question: &Question) -> Vec<Offer>`.
///
/// `#[answers(respond = talk)]` names the function that talks on: `fn talk(question: &Question, offer: &str, said: &[Turn]) -> Reply`.
#[proc_macro_attribute]
pub fn answers(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let item = parse_macro_input!(item as syn::ItemFn);
    finish(answers::expand(arguments.into(), &item))
}

fn finish(expanded: syn::Result<proc_macro2::TokenStream>) -> TokenStream {
    expanded.unwrap_or_else(|error| error.to_compile_error()).into()
}

/// The manifest of the crate that is being compiled.
fn manifest() -> syn::Result<Manifest> {
    read(Manifest::parse)
}

/// What `parse` makes of the manifest of the crate that is being compiled.
fn read<T>(parse: fn(&str) -> Result<T, String>) -> syn::Result<T> {
    let fail = |what: String| syn::Error::new(proc_macro2::Span::call_site(), what);
    let folder =
        std::env::var_os("CARGO_MANIFEST_DIR").ok_or_else(|| fail("cargo does not say where the crate is".into()))?;
    let path = PathBuf::from(folder).join("prototype.toml");
    let text = std::fs::read_to_string(&path).map_err(|error| {
        fail(format!(
            "can't read the manifest {}: {error}\nhelp: `fieldlab new NAME` makes a prototype with one",
            path.display()
        ))
    })?;
    parse(&text).map_err(|what| fail(format!("{}: {what}", path.display())))
}

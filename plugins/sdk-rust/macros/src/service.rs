//! What the macros for services generate: forms, choices, and the service itself.

use proc_macro2::TokenStream;
use quote::quote;
use syn::spanned::Spanned as _;
use syn::{Attribute, Data, DeriveInput, Error, Expr, Fields, Ident, ItemFn, Lit, LitStr, Meta, Result};

use crate::catalogue;
use crate::expand::{check_granted, depend_on_manifest, kind_variant, rust_type};
use crate::manifest::{About, Manifest, days_of};

/// What `#[ask(...)]` says.
#[derive(Default)]
struct Asked {
    nl: Option<LitStr>,
    en: Option<LitStr>,
    hint_nl: Option<LitStr>,
    hint_en: Option<LitStr>,
    autocomplete: Option<LitStr>,
    least: Option<i64>,
    most: Option<i64>,
    /// The field of a citizen that answers a question.
    register: Option<LitStr>,
    /// The codes of such a field that a choice stands for.
    codes: Vec<u32>,
}

const SHAPE: &str =
    "write: #[ask(nl = \"...\", en = \"...\")], with hint_nl, hint_en, least, most, autocomplete, register or codes";

fn asked(attributes: &[Attribute], of: &Ident) -> Result<Asked> {
    let mut asked = Asked::default();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("ask")) {
        attribute.parse_nested_meta(|meta| {
            let name = meta.path.get_ident().map(Ident::to_string).unwrap_or_default();
            let value: Expr = meta.value()?.parse()?;
            let words = || match &value {
                Expr::Lit(literal) => match &literal.lit {
                    Lit::Str(words) => Ok(Some(words.clone())),
                    other => Err(Error::new(other.span(), "this must be a text")),
                },
                other => Err(Error::new(other.span(), "this must be a text")),
            };
            match name.as_str() {
                "nl" => asked.nl = words()?,
                "en" => asked.en = words()?,
                "hint_nl" => asked.hint_nl = words()?,
                "hint_en" => asked.hint_en = words()?,
                "autocomplete" => asked.autocomplete = words()?,
                "least" => asked.least = Some(bound(&value)?),
                "most" => asked.most = Some(bound(&value)?),
                "register" => asked.register = words()?,
                "codes" => asked.codes = codes(&value)?,
                _ => return Err(meta.error(SHAPE)),
            }
            Ok(())
        })?;
    }
    if asked.nl.is_none() || asked.en.is_none() {
        return Err(Error::new(of.span(), format!("say what people read here, in Dutch and in English\n{SHAPE}")));
    }
    if asked.hint_nl.is_some() != asked.hint_en.is_some() {
        return Err(Error::new(of.span(), "a hint is there in Dutch and in English: hint_nl and hint_en"));
    }
    Ok(asked)
}

/// A bound: a whole number, or a day such as `"2026-01-31"`.
fn bound(value: &Expr) -> Result<i64> {
    let wrong = || Error::new(value.span(), "a bound is a whole number, or a day such as \"2026-01-31\"");
    match value {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Int(number) => number.base10_parse(),
            Lit::Str(day) => days_of(&day.value()).ok_or_else(wrong),
            _ => Err(wrong()),
        },
        Expr::Unary(unary) if matches!(unary.op, syn::UnOp::Neg(_)) => Ok(-bound(&unary.expr)?),
        _ => Err(wrong()),
    }
}

/// A list of codes.
fn codes(value: &Expr) -> Result<Vec<u32>> {
    let wrong = || Error::new(value.span(), "write the codes as in the catalogue: codes = [1, 2]");
    let Expr::Array(array) = value else { return Err(wrong()) };
    let code = |code: &Expr| u32::try_from(bound(code)?).map_err(|_| wrong());
    array.elems.iter().map(code).collect()
}

fn option<T: quote::ToTokens>(value: Option<T>) -> TokenStream {
    value.map_or_else(|| quote! { None }, |value| quote! { Some(#value) })
}

/// `text_ab` of `TextAb`.
fn snake(name: &Ident) -> String {
    let mut snake = String::new();
    for letter in name.to_string().chars() {
        if letter.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

/// A question that the register answers.
struct Taken {
    name: String,
    field: String,
    purpose: (String, String),
    ty: syn::Type,
}

/// Checks that a question may be answered by a field of the register, and gives what it needs.
fn taken(literal: &LitStr, name: &str, ty: &syn::Type, manifest: &Manifest) -> Result<(Taken, TokenStream)> {
    let field = literal.value();
    check_granted(literal, manifest)?;
    if !manifest.uses.iter().any(|used| used == "citizens") {
        let line = "the manifest does not ask to look at citizens; write under [service]: uses = [\"citizens\"]";
        return Err(Error::new(literal.span(), line));
    }
    let found = catalogue::find(&field).map_or("", |field| field.kind);
    let kind = kind_variant(found, literal.span())?;
    let kind = quote! { ::fieldlab_service::fieldlab_sdk::bindings::fieldlab::lab::types::Kind::#kind };
    let rust = if found == "code" { "an enum that derives Choice" } else { rust_type(found) };
    let message = format!("`{field}` is of kind {found}, which does not answer this question: use the type {rust}");
    let check = quote! {
        const _: () = match <#ty as ::fieldlab_service::answer::Answer>::KIND {
            Some(kind) => assert!(kind as u8 == #kind as u8, #message),
            None => panic!(#message),
        };
    };
    let purpose = manifest.purpose_of(&field);
    Ok((Taken { name: name.to_owned(), field, purpose, ty: ty.clone() }, check))
}

/// What a form says of the questions that the register answers; nothing when there are none.
fn taking(taken: &[Taken]) -> TokenStream {
    if taken.is_empty() {
        return TokenStream::new();
    }
    let (names, fields): (Vec<_>, Vec<_>) = taken.iter().map(|taken| (&taken.name, &taken.field)).unzip();
    let (nl, en): (Vec<_>, Vec<_>) = taken.iter().map(|taken| (&taken.purpose.0, &taken.purpose.1)).unzip();
    let types: Vec<_> = taken.iter().map(|taken| &taken.ty).collect();
    let places = (0..taken.len()).collect::<Vec<_>>();
    quote! {
        fn of(
            person: ::fieldlab_service::lab::Person,
        ) -> Result<::fieldlab_service::register::Taken, ::fieldlab_service::lab::Refused> {
            let values = ::fieldlab_service::register::values(person, &[#(#fields),*])?;
            let mut taken = ::fieldlab_service::register::Taken::default();
            #(if let Some(value) = values.get(#places) { taken.take::<#types>(#names, *value); })*
            Ok(taken)
        }
        fn of_me() -> ::fieldlab_service::register::Taken {
            ::fieldlab_service::register::of_me::<Self>()
        }
        fn purposes() -> Vec<(&'static str, ::fieldlab_service::Text)> {
            vec![#((#names, ::fieldlab_service::text(#nl, #en))),*]
        }
    }
}

/// `manifest` is read only when a question is answered by the register.
pub(crate) fn form(input: &DeriveInput, manifest: impl Fn() -> Result<Manifest>) -> Result<TokenStream> {
    let fields = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => &fields.named,
            _ => return Err(Error::new(input.ident.span(), "this must be a struct with named fields")),
        },
        _ => return Err(Error::new(input.ident.span(), "this must be a struct")),
    };
    let title = asked(&input.attrs, &input.ident)?;
    let (mut idents, mut types, mut asks) = (Vec::new(), Vec::new(), Vec::new());
    let (mut known, mut checks) = (Vec::new(), TokenStream::new());
    for field in fields {
        let ident = field.ident.as_ref().expect("the fields are named");
        let asked = asked(&field.attrs, ident)?;
        let (name, nl, en) = (ident.to_string(), &asked.nl, &asked.en);
        if let Some(register) = &asked.register {
            let (taken, check) = taken(register, &name, &field.ty, &manifest()?)?;
            known.push(taken);
            checks.extend(check);
        }
        let hint = option(asked.hint_nl.zip(asked.hint_en).map(|(nl, en)| {
            quote! { ::fieldlab_service::text(#nl, #en) }
        }));
        let (least, most, autocomplete) = (option(asked.least), option(asked.most), option(asked.autocomplete));
        asks.push(quote! {
            ::fieldlab_service::answer::Ask {
                name: #name,
                label: ::fieldlab_service::text(#nl, #en),
                hint: #hint,
                least: #least,
                most: #most,
                autocomplete: #autocomplete,
            }
        });
        idents.push(ident);
        types.push(&field.ty);
    }
    let places = (0..asks.len()).collect::<Vec<_>>();
    let (ident, name) = (&input.ident, snake(&input.ident));
    let (nl, en) = (title.nl, title.en);
    let taking = taking(&known);
    if !known.is_empty() {
        checks.extend(depend_on_manifest());
    }
    Ok(quote! {
        #checks
        impl ::fieldlab_service::form::Form for #ident {
            const NAME: &'static str = #name;
            const TITLE: ::fieldlab_service::Text = ::fieldlab_service::Text::fixed(#nl, #en);
            fn asks() -> Vec<(
                ::fieldlab_service::answer::Ask,
                ::fieldlab_service::answer::Control,
                bool,
            )> {
                vec![#((
                    #asks,
                    <#types as ::fieldlab_service::answer::Answer>::CONTROL,
                    <#types as ::fieldlab_service::answer::Answer>::OPTIONAL,
                )),*]
            }
            fn read(values: &Vec<(String, String)>) -> Result<Self, Vec<::fieldlab_service::form::Problem>> {
                let asks = Self::asks();
                let mut problems = Vec::new();
                #(let #idents = ::fieldlab_service::form::read_field::<#types>(
                    values, &asks[#places].0, &mut problems,
                );)*
                match (#(#idents,)*) {
                    (#(Some(#idents),)*) => Ok(#ident { #(#idents),* }),
                    _ => Err(problems),
                }
            }
            fn shown(&self, language: ::fieldlab_service::Language) -> Vec<String> {
                vec![#(::fieldlab_service::answer::Answer::show(&self.#idents, language)),*]
            }
            #taking
        }
    })
}

pub(crate) fn choice(input: &DeriveInput) -> Result<TokenStream> {
    let Data::Enum(data) = &input.data else {
        return Err(Error::new(input.ident.span(), "this must be an enum"));
    };
    let (mut variants, mut choices, mut codes) = (Vec::new(), Vec::new(), Vec::new());
    for variant in &data.variants {
        if !matches!(variant.fields, Fields::Unit) {
            return Err(Error::new(variant.ident.span(), "a choice has no data"));
        }
        let asked = asked(&variant.attrs, &variant.ident)?;
        let (value, nl, en) = (snake(&variant.ident), asked.nl, asked.en);
        choices.push(quote! { (#value, ::fieldlab_service::Text::fixed(#nl, #en)) });
        let ident = &variant.ident;
        codes.extend(asked.codes.iter().map(|code| quote! { #code => Some(Self::#ident) }));
        variants.push(ident);
    }
    let name = &input.ident;
    if variants.is_empty() {
        return Err(Error::new(name.span(), "there is something to choose from"));
    }
    Ok(quote! {
        impl ::fieldlab_service::answer::Choice for #name {
            const CHOICES: &'static [(&'static str, ::fieldlab_service::Text)] = &[#(#choices),*];
            const ALL: &'static [Self] = &[#(#name::#variants),*];
            fn from_code(code: u32) -> Option<Self> {
                match code {
                    #(#codes,)*
                    _ => None,
                }
            }
        }
    })
}

pub(crate) fn service(item: &ItemFn, about: &About) -> Result<TokenStream> {
    if item.sig.inputs.len() != 1 {
        return Err(Error::new(item.sig.span(), "write: fn routes(router: Router) -> Router"));
    }
    let (visibility, name) = (&item.vis, &item.sig.ident);
    let mut inner = item.clone();
    inner.sig.ident = Ident::new("fieldlab_routes", name.span());
    inner.vis = syn::Visibility::Inherited;
    let documented = item
        .attrs
        .iter()
        .filter(|attribute| matches!(&attribute.meta, Meta::NameValue(meta) if meta.path.is_ident("doc")));
    let About { title_nl, title_en, owner, start } = about;
    let depend = depend_on_manifest();
    Ok(quote! {
        #depend

        #(#documented)*
        #visibility fn #name() -> ::fieldlab_service::Router {
            #inner
            fieldlab_routes(::fieldlab_service::Router::new(::fieldlab_service::About {
                title: ::fieldlab_service::text(#title_nl, #title_en),
                owner: #owner,
                start: #start,
            }))
        }

        #[cfg(target_arch = "wasm32")]
        const _: () = {
            struct FieldlabService;
            impl ::fieldlab_service::wasi::wasip2::exports::http::incoming_handler::Guest for FieldlabService {
                fn handle(
                    request: ::fieldlab_service::wasi::wasip2::http::types::IncomingRequest,
                    out: ::fieldlab_service::wasi::wasip2::http::types::ResponseOutparam,
                ) {
                    ::fieldlab_service::wasi::answer(&#name(), request, out);
                }
            }
            ::fieldlab_service::wasi::wasip2::http::proxy::export!(
                FieldlabService with_types_in ::fieldlab_service::wasi::wasip2
            );
        };
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(expanded: Result<TokenStream>) -> String {
        expanded.expect_err("it is refused").to_string()
    }

    #[test]
    fn what_people_read_is_there_in_both_languages() {
        let input = syn::parse_quote! {
            #[ask(nl = "A", en = "A")]
            struct F { #[ask(nl = "Naam")] name: String }
        };
        let said = refused(form(&input, || panic!("it takes nothing from the register")));
        assert!(said.starts_with("say what people read here, in Dutch and in English"), "{said}");
        let said = refused(choice(&syn::parse_quote! { enum C { #[ask(nl = "A", en = "A", leest = 3)] A } }));
        assert!(said.contains("least, most"), "{said}");
    }

    #[test]
    fn bounds_are_numbers_or_days() {
        let check = |value: Expr, expected: Option<i64>| assert_eq!(bound(&value).ok(), expected);
        check(syn::parse_quote!(1_000), Some(1000));
        check(syn::parse_quote!(-5), Some(-5));
        check(syn::parse_quote!("1970-01-02"), Some(1));
        check(syn::parse_quote!("soon"), None);
        check(syn::parse_quote!(1.5), None);
    }

    #[test]
    fn names_in_forms_are_in_small_letters() {
        assert_eq!(snake(&syn::parse_quote!(SingleParent)), "single_parent");
    }

    #[test]
    fn what_the_register_answers_is_asked_for_in_the_manifest() {
        let check = |field: &str, manifest: &str, expected: &str| {
            let input: DeriveInput = syn::parse_quote! {
                #[ask(nl = "A", en = "A")]
                struct F { #[ask(nl = "Huur", en = "Rent", register = #field)] rent: Amount }
            };
            let manifest =
                || Ok(Manifest::parse(&format!("name = \"a\"\nversion = \"1\"\n{manifest}")).expect("it is right"));
            let expanded =
                form(&input, manifest).map(|made| made.to_string()).unwrap_or_else(|error| error.to_string());
            assert!(expanded.contains(expected), "{expanded} has {expected}");
        };
        let grant = "[[grants]]\nfields = [\"household.rent_month\"]\npurpose = { nl = \"Waarom\", en = \"Why\" }\n";
        check("household.rent_month", "", "the manifest does not ask for `household.rent_month`");
        check("household.rent_mont", grant, "did you mean `household.rent_month`?");
        check("household.rent_month", grant, "write under [service]: uses = [\"citizens\"]");
        let all = format!("{grant}[service]\nuses = [\"citizens\"]");
        check("household.rent_month", &all, "fn purposes");
        check("household.rent_month", &all, "\"Waarom\" , \"Why\"");
    }
}

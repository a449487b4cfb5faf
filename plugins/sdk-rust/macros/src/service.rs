//! What the macros for services generate: forms, choices, and the service itself.

use proc_macro2::TokenStream;
use quote::quote;
use syn::spanned::Spanned as _;
use syn::{Attribute, Data, DeriveInput, Error, Expr, Fields, Ident, ItemFn, Lit, LitStr, Meta, Result};

use crate::expand::depend_on_manifest;
use crate::manifest::{About, days_of};

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
}

const SHAPE: &str = "write: #[ask(nl = \"...\", en = \"...\")], with hint_nl, hint_en, least, most or autocomplete";

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

pub(crate) fn form(input: &DeriveInput) -> Result<TokenStream> {
    let fields = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => &fields.named,
            _ => return Err(Error::new(input.ident.span(), "this must be a struct with named fields")),
        },
        _ => return Err(Error::new(input.ident.span(), "this must be a struct")),
    };
    let title = asked(&input.attrs, &input.ident)?;
    let (mut idents, mut types, mut asks) = (Vec::new(), Vec::new(), Vec::new());
    for field in fields {
        let ident = field.ident.as_ref().expect("the fields are named");
        let asked = asked(&field.attrs, ident)?;
        let (name, nl, en) = (ident.to_string(), &asked.nl, &asked.en);
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
    Ok(quote! {
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
        }
    })
}

pub(crate) fn choice(input: &DeriveInput) -> Result<TokenStream> {
    let Data::Enum(data) = &input.data else {
        return Err(Error::new(input.ident.span(), "this must be an enum"));
    };
    let (mut variants, mut choices) = (Vec::new(), Vec::new());
    for variant in &data.variants {
        if !matches!(variant.fields, Fields::Unit) {
            return Err(Error::new(variant.ident.span(), "a choice has no data"));
        }
        let asked = asked(&variant.attrs, &variant.ident)?;
        let (value, nl, en) = (snake(&variant.ident), asked.nl, asked.en);
        choices.push(quote! { (#value, ::fieldlab_service::Text::fixed(#nl, #en)) });
        variants.push(&variant.ident);
    }
    let name = &input.ident;
    if variants.is_empty() {
        return Err(Error::new(name.span(), "there is something to choose from"));
    }
    Ok(quote! {
        impl ::fieldlab_service::answer::Choice for #name {
            const CHOICES: &'static [(&'static str, ::fieldlab_service::Text)] = &[#(#choices),*];
            const ALL: &'static [Self] = &[#(#name::#variants),*];
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
        let said = refused(form(&syn::parse_quote! {
            #[ask(nl = "A", en = "A")]
            struct F { #[ask(nl = "Naam")] name: String }
        }));
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
}

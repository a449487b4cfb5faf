//! What the macros generate of structs, each held against the manifest.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};
use syn::spanned::Spanned as _;
use syn::{Data, DeriveInput, Error, Fields, Ident, LitStr, Result, Type};

use crate::catalogue;
use crate::manifest::{Manifest, Named, Told};

/// One field of a struct.
struct Member {
    ident: Ident,
    ty: Type,
    /// What `#[field("...")]` says.
    field: Option<LitStr>,
}

fn members(input: &DeriveInput) -> Result<Vec<Member>> {
    let Data::Struct(data) = &input.data else {
        return Err(Error::new(input.ident.span(), "this must be a struct"));
    };
    let Fields::Named(fields) = &data.fields else {
        return Err(Error::new(input.ident.span(), "this must be a struct with named fields"));
    };
    let member = |field: &syn::Field| {
        let attribute = field.attrs.iter().find(|attribute| attribute.path().is_ident("field"));
        Ok(Member {
            ident: field.ident.clone().expect("the fields are named"),
            ty: field.ty.clone(),
            field: attribute.map(|attribute| attribute.parse_args()).transpose()?,
        })
    };
    fields.named.iter().map(member).collect()
}

/// Makes cargo compile the crate again when the manifest changes.
pub(crate) fn depend_on_manifest() -> TokenStream {
    quote! { const _: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/prototype.toml")); }
}

/// The name that a kind has in the contract.
pub(crate) fn kind_variant(name: &str, span: Span) -> Result<Ident> {
    let variant = match name {
        "flag" => "Flag",
        "whole" => "Whole",
        "amount" => "Amount",
        "code" => "Code",
        "date" => "Date",
        "share" => "Share",
        other => return Err(Error::new(span, format!("the manifest has the unknown kind `{other}`"))),
    };
    Ok(Ident::new(variant, Span::call_site()))
}

fn kind(name: &str, span: Span) -> Result<TokenStream> {
    let variant = kind_variant(name, span)?;
    Ok(quote! { ::fieldlab_sdk::bindings::fieldlab::lab::types::Kind::#variant })
}

/// The type that holds a kind.
pub(crate) fn rust_type(kind: &str) -> &'static str {
    match kind {
        "flag" => "bool",
        "whole" => "Whole",
        "amount" => "Amount",
        "code" => "u32 or an enum that derives Code",
        "date" => "Date",
        _ => "Share",
    }
}

/// Stops the compiler when a type is of another kind than it must be.
fn assert_kind(ty: &Type, name: &str, wanted: &str) -> Result<TokenStream> {
    let rust = rust_type(wanted);
    let message = format!("`{name}` is of kind {wanted}: use the type {rust}");
    let kind = kind(wanted, ty.span())?;
    Ok(quote! {
        const _: () = assert!(<#ty as ::fieldlab_sdk::value::Typed>::KIND as u8 == #kind as u8, #message);
    })
}

pub(crate) fn citizen(input: &DeriveInput, manifest: &Manifest) -> Result<TokenStream> {
    let members = members(input)?;
    let mut faults: Option<Error> = None;
    let mut fail = |error: Error| match &mut faults {
        Some(faults) => faults.combine(error),
        None => faults = Some(error),
    };
    let (mut names, mut kinds, mut checks) = (Vec::new(), Vec::new(), Vec::new());
    for member in &members {
        let Some(literal) = &member.field else {
            fail(Error::new(member.ident.span(), "say which field this is: #[field(\"person.age\")]"));
            continue;
        };
        match check_field(literal, member, manifest) {
            Ok((kind, check)) => {
                names.push(literal.value());
                kinds.push(kind);
                checks.push(check);
            }
            Err(error) => fail(error),
        }
    }
    if let Some(faults) = faults {
        return Err(faults);
    }
    let name = &input.ident;
    let idents: Vec<&Ident> = members.iter().map(|member| &member.ident).collect();
    let types: Vec<&Type> = members.iter().map(|member| &member.ty).collect();
    let places: Vec<usize> = (0..members.len()).collect();
    let count = members.len();
    let at: Vec<syn::Index> = places.iter().map(|place| syn::Index::from(*place)).collect();
    let depend = depend_on_manifest();
    Ok(quote! {
        #depend
        #(#checks)*
        impl ::fieldlab_sdk::rule::Citizen for #name {
            const FIELDS: &'static [(&'static str, ::fieldlab_sdk::bindings::fieldlab::lab::types::Kind, bool)] =
                &[#((#names, #kinds, <#types as ::fieldlab_sdk::value::Typed>::OPTIONAL)),*];
            type Views<'a> = (#(::fieldlab_sdk::value::View<'a, #types>,)*);
            fn views(
                columns: &[::fieldlab_sdk::bindings::fieldlab::lab::types::Column],
                rows: usize,
            ) -> Result<Self::Views<'_>, ::fieldlab_sdk::bindings::exports::fieldlab::lab::assessment::Failure> {
                ::fieldlab_sdk::rule::check_count("columns", columns.len(), #count)?;
                Ok((#(::fieldlab_sdk::rule::view::<#types>(#names, &columns[#places], rows)?,)*))
            }
            #[inline(always)]
            fn trim<'a>(views: &Self::Views<'a>, rows: usize) -> Self::Views<'a> {
                (#(views.#at.trim(rows),)*)
            }
            #[inline(always)]
            fn at(views: &Self::Views<'_>, row: usize) -> Self {
                #name { #(#idents: views.#at.at(row)),* }
            }
            fn from_values(
                values: &[::fieldlab_sdk::bindings::fieldlab::lab::types::Value],
            ) -> Result<Self, ::fieldlab_sdk::bindings::exports::fieldlab::lab::assessment::Failure> {
                ::fieldlab_sdk::rule::check_count("fields", values.len(), #count)?;
                Ok(#name { #(#idents: ::fieldlab_sdk::rule::value("field", #names, values[#places])?),* })
            }
        }
    })
}

/// Refuses a field that the catalogue does not have, or that the manifest does not ask for.
pub(crate) fn check_granted(literal: &LitStr, manifest: &Manifest) -> Result<catalogue::Field> {
    let name = literal.value();
    let Some(field) = catalogue::find(&name) else {
        let nearest = catalogue::nearest(&name);
        return Err(Error::new(literal.span(), format!("there is no field `{name}`; did you mean `{nearest}`?")));
    };
    if !manifest.granted.contains(&name) {
        let lines = format!(
            "the manifest does not ask for `{name}`; add to prototype.toml:\n\n[[grants]]\nfields = [\"{name}\"]\n\
             purpose = {{ nl = \"...\", en = \"...\" }}\nlegal_basis = \"...\""
        );
        return Err(Error::new(literal.span(), lines));
    }
    Ok(field)
}

fn check_field(literal: &LitStr, member: &Member, manifest: &Manifest) -> Result<(TokenStream, TokenStream)> {
    let name = literal.value();
    let field = check_granted(literal, manifest)?;
    let ty = &member.ty;
    let mut check = assert_kind(ty, &name, field.kind)?;
    if field.optional {
        let message = format!("`{name}` may be absent: use an Option");
        check.extend(quote! { const _: () = assert!(<#ty as ::fieldlab_sdk::value::Typed>::OPTIONAL, #message); });
    }
    Ok((kind(field.kind, literal.span())?, check))
}

/// The members in the order of the manifest, each once, and none besides.
fn match_names<'m>(members: &'m [Member], declared: &[Named], key: &str, span: Span) -> Result<Vec<&'m Member>> {
    for member in members {
        let name = member.ident.to_string();
        if !declared.iter().any(|declared| declared.name == name) {
            let extra =
                if key == "parameters" { "default = ...\nsource = \"...\"\nstatus = \"assumed\"\n" } else { "" };
            let lines = format!(
                "the manifest has no `{name}` among its {key}; add to prototype.toml:\n\n[[{key}]]\nname = \"{name}\"\n\
                 kind = \"...\"\n{extra}title = {{ nl = \"...\", en = \"...\" }}"
            );
            return Err(Error::new(member.ident.span(), lines));
        }
    }
    let find = |declared: &Named| {
        members.iter().find(|member| member.ident == declared.name).ok_or_else(|| {
            let what =
                format!("the manifest has `{}` among its {key}, but the struct has no such field", declared.name);
            Error::new(span, what)
        })
    };
    declared.iter().map(find).collect()
}

/// For each declared name its type, kind and check.
type Matched<'m> = (Vec<&'m Ident>, Vec<&'m Type>, Vec<TokenStream>, TokenStream);

fn matched<'m>(members: &'m [Member], declared: &[Named], key: &str, span: Span) -> Result<Matched<'m>> {
    let found = match_names(members, declared, key, span)?;
    let mut checks = depend_on_manifest();
    let mut kinds = Vec::new();
    for (member, declared) in found.iter().zip(declared) {
        checks.extend(assert_kind(&member.ty, &declared.name, &declared.kind)?);
        kinds.push(kind(&declared.kind, span)?);
    }
    Ok((
        found.iter().map(|member| &member.ident).collect(),
        found.iter().map(|member| &member.ty).collect(),
        kinds,
        checks,
    ))
}

fn value((number, declared): (&i64, &Named)) -> TokenStream {
    let value = quote! { ::fieldlab_sdk::bindings::fieldlab::lab::types::Value };
    match declared.kind.as_str() {
        "flag" => {
            let flag = *number != 0;
            quote! { #value::Flag(#flag) }
        }
        "whole" => quote! { #value::Whole(#number as i32) },
        "amount" => quote! { #value::Amount(#number) },
        "code" => quote! { #value::Code(#number as u32) },
        "date" => quote! { #value::Date(#number as i32) },
        _ => quote! { #value::Share(#number as i32) },
    }
}

fn values(numbers: &[i64], declared: &[Named]) -> TokenStream {
    let values = numbers.iter().zip(declared).map(value);
    quote! { &[#(#values),*] }
}

/// The parameters with what people read of them.
fn figures(manifest: &Manifest) -> TokenStream {
    let figure = |((declared, told), number): ((&Named, &Told), &i64)| {
        let (name, Told { nl, en, unit, source, status }) = (&declared.name, told);
        let value = value((number, declared));
        quote! {
            ::fieldlab_sdk::Figure {
                name: #name, nl: #nl, en: #en, unit: #unit, source: #source, status: #status, value: #value,
            }
        }
    };
    let figures = manifest.parameters.iter().zip(&manifest.told).zip(&manifest.defaults).map(figure);
    quote! { &[#(#figures),*] }
}

pub(crate) fn parameters(input: &DeriveInput, manifest: &Manifest) -> Result<TokenStream> {
    let members = members(input)?;
    let declared = &manifest.parameters;
    let (idents, types, kinds, checks) = matched(&members, declared, "parameters", input.ident.span())?;
    let names: Vec<String> = idents.iter().map(ToString::to_string).collect();
    let places: Vec<usize> = (0..names.len()).collect();
    let count = names.len();
    let name = &input.ident;
    let defaults = values(&manifest.defaults, declared);
    let figures = figures(manifest);
    let set_names: Vec<&String> = manifest.sets.iter().map(|(name, _)| name).collect();
    let sets: Vec<TokenStream> = manifest.sets.iter().map(|(_, numbers)| values(numbers, declared)).collect();
    Ok(quote! {
        #checks
        impl #name {
            /// The defaults of the manifest.
            #[allow(dead_code)]
            pub fn defaults() -> Self {
                <Self as ::fieldlab_sdk::rule::Parameters>::from_values(#defaults).expect("the manifest was checked")
            }
            /// The parameters with their title, source and status, in the order of the manifest.
            #[allow(dead_code)]
            pub fn figures() -> &'static [::fieldlab_sdk::Figure] {
                #figures
            }
            /// The values of a set of the manifest; `None` when there is no such set.
            #[allow(dead_code)]
            pub fn set(name: &str) -> Option<Self> {
                match name {
                    #(#set_names => Some(
                        <Self as ::fieldlab_sdk::rule::Parameters>::from_values(#sets).expect("the manifest was checked"),
                    ),)*
                    _ => None,
                }
            }
        }
        impl ::fieldlab_sdk::rule::Parameters for #name {
            const PARAMETERS: &'static [(&'static str, ::fieldlab_sdk::bindings::fieldlab::lab::types::Kind)] =
                &[#((#names, #kinds)),*];
            fn from_values(
                values: &[::fieldlab_sdk::bindings::fieldlab::lab::types::Value],
            ) -> Result<Self, ::fieldlab_sdk::bindings::exports::fieldlab::lab::assessment::Failure> {
                ::fieldlab_sdk::rule::check_count("parameters", values.len(), #count)?;
                Ok(#name { #(#idents: ::fieldlab_sdk::rule::value::<#types>("parameter", #names, values[#places])?),* })
            }
        }
    })
}

pub(crate) fn decision(input: &DeriveInput, manifest: &Manifest) -> Result<TokenStream> {
    let members = members(input)?;
    let (idents, types, kinds, checks) = matched(&members, &manifest.decisions, "decisions", input.ident.span())?;
    let names = idents.iter().map(ToString::to_string);
    let at: Vec<syn::Index> = (0..idents.len()).map(syn::Index::from).collect();
    let name = &input.ident;
    Ok(quote! {
        #checks
        impl ::fieldlab_sdk::rule::Decision for #name {
            const DECISIONS: &'static [(&'static str, ::fieldlab_sdk::bindings::fieldlab::lab::types::Kind)] =
                &[#((#names, #kinds)),*];
            type Filling = (#(::fieldlab_sdk::value::Filling<#types>,)*);
            #[inline(always)]
            fn filling(rows: usize) -> Self::Filling {
                (#(::fieldlab_sdk::rule::filling::<#types>(rows),)*)
            }
            #[inline(always)]
            fn set(self, filling: &mut Self::Filling, row: usize) {
                #(filling.#at.set(row, self.#idents);)*
            }
            fn columns(filling: Self::Filling) -> Vec<::fieldlab_sdk::bindings::fieldlab::lab::types::Column> {
                vec![#(::fieldlab_sdk::rule::finish(filling.#at)),*]
            }
            fn into_values(self) -> Vec<::fieldlab_sdk::bindings::fieldlab::lab::types::Value> {
                vec![#(::fieldlab_sdk::value::Typed::into_value(self.#idents)),*]
            }
        }
    })
}

pub(crate) fn code(input: &DeriveInput) -> Result<TokenStream> {
    let Data::Enum(data) = &input.data else {
        return Err(Error::new(input.ident.span(), "this must be an enum"));
    };
    let variants: Vec<&Ident> = data.variants.iter().map(|variant| &variant.ident).collect();
    if let Some(variant) = data.variants.iter().find(|variant| !matches!(variant.fields, Fields::Unit)) {
        return Err(Error::new(variant.ident.span(), "a code has no data"));
    }
    let Some(first) = variants.first() else {
        return Err(Error::new(input.ident.span(), "an enum of codes has a code at least"));
    };
    let name = &input.ident;
    let constants: Vec<Ident> =
        variants.iter().map(|variant| format_ident!("CODE_{}", variant.to_string().to_uppercase())).collect();
    Ok(quote! {
        impl ::fieldlab_sdk::value::Code for #name {
            const ANY: Self = #name::#first;
            #[inline]
            fn from_code(code: u32) -> Option<Self> {
                #(const #constants: u32 = #name::#variants as u32;)*
                match code {
                    #(#constants => Some(#name::#variants),)*
                    _ => None,
                }
            }
            #[inline]
            fn code(self) -> u32 {
                self as u32
            }
        }
        impl ::fieldlab_sdk::value::Typed for #name {
            const KIND: ::fieldlab_sdk::bindings::fieldlab::lab::types::Kind =
                ::fieldlab_sdk::bindings::fieldlab::lab::types::Kind::Code;
            type Raw = u32;
            #[inline]
            fn raw(values: &::fieldlab_sdk::bindings::fieldlab::lab::types::Values) -> Option<&[u32]> {
                <u32 as ::fieldlab_sdk::value::Typed>::raw(values)
            }
            #[inline]
            fn values(raw: Vec<u32>) -> ::fieldlab_sdk::bindings::fieldlab::lab::types::Values {
                <u32 as ::fieldlab_sdk::value::Typed>::values(raw)
            }
            #[inline]
            fn fits(raw: u32) -> bool {
                <Self as ::fieldlab_sdk::value::Code>::from_code(raw).is_some()
            }
            #[inline]
            fn from_raw(raw: u32) -> Self {
                <Self as ::fieldlab_sdk::value::Code>::from_code(raw).unwrap_or(<Self as ::fieldlab_sdk::value::Code>::ANY)
            }
            #[inline]
            fn into_raw(self) -> u32 {
                self as u32
            }
            #[inline]
            fn into_value(self) -> ::fieldlab_sdk::bindings::fieldlab::lab::types::Value {
                ::fieldlab_sdk::bindings::fieldlab::lab::types::Value::Code(self as u32)
            }
            #[inline]
            fn from_value(value: ::fieldlab_sdk::bindings::fieldlab::lab::types::Value) -> Option<Self> {
                match value {
                    ::fieldlab_sdk::bindings::fieldlab::lab::types::Value::Code(code) => {
                        <Self as ::fieldlab_sdk::value::Code>::from_code(code)
                    }
                    _ => None,
                }
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest() -> Manifest {
        Manifest::parse(include_str!("../../prototype.toml")).expect("the example is right")
    }

    fn refused(expanded: Result<TokenStream>) -> String {
        expanded.expect_err("it is refused").to_string()
    }

    #[test]
    fn a_field_without_a_grant_names_the_lines_to_add() {
        let input = syn::parse_quote! { struct R { #[field("household.assets")] assets: Amount } };
        assert_eq!(
            refused(citizen(&input, &manifest())),
            "the manifest does not ask for `household.assets`; add to prototype.toml:\n\n[[grants]]\n\
             fields = [\"household.assets\"]\npurpose = { nl = \"...\", en = \"...\" }\nlegal_basis = \"...\""
        );
    }

    #[test]
    fn an_unknown_field_names_the_nearest() {
        let input = syn::parse_quote! { struct R { #[field("person.aeg")] age: Whole } };
        assert_eq!(refused(citizen(&input, &manifest())), "there is no field `person.aeg`; did you mean `person.age`?");
    }

    #[test]
    fn a_field_without_a_name_is_refused() {
        let input = syn::parse_quote! { struct R { age: Whole } };
        assert_eq!(refused(citizen(&input, &manifest())), "say which field this is: #[field(\"person.age\")]");
    }

    #[test]
    fn all_refused_fields_are_told() {
        let input = syn::parse_quote! { struct R { age: Whole, #[field("person.aeg")] aeg: Whole } };
        assert_eq!(citizen(&input, &manifest()).expect_err("it is refused").into_iter().count(), 2);
    }

    #[test]
    fn parameters_and_decisions_are_those_of_the_manifest() {
        let input = syn::parse_quote! { struct P { income_limit: Amount, discount: Share, extra: Amount } };
        let said = refused(parameters(&input, &manifest()));
        assert!(said.starts_with("the manifest has no `extra` among its parameters; add to prototype.toml:"), "{said}");
        let input = syn::parse_quote! { struct P { income_limit: Amount } };
        let said = refused(parameters(&input, &manifest()));
        assert_eq!(said, "the manifest has `discount` among its parameters, but the struct has no such field");
        let input = syn::parse_quote! { struct D { entitled: bool } };
        let said = refused(decision(&input, &manifest()));
        assert_eq!(said, "the manifest has `percentage` among its decisions, but the struct has no such field");
    }

    #[test]
    fn types_are_held_against_kinds() {
        let input = syn::parse_quote! { struct R { #[field("household.rent_month")] rent: Whole } };
        let generated = citizen(&input, &manifest()).expect("the compiler refuses it later").to_string();
        assert!(generated.contains("`household.rent_month` is of kind amount: use the type Amount"), "{generated}");
        assert!(generated.contains("`household.rent_month` may be absent: use an Option"), "{generated}");
    }
}

//! What `#[assessment]` generates of a rule: the exports of the contract.

use proc_macro2::TokenStream;
use quote::quote;
use syn::spanned::Spanned as _;
use syn::{Error, FnArg, ItemFn, Result, ReturnType, Type};

use crate::manifest::Manifest;

pub(crate) fn expand(item: &ItemFn, manifest: &Manifest) -> Result<TokenStream> {
    let shape = "write: fn decide(citizen: &C, parameters: &P, explain: &mut impl Explain) -> D";
    let wrong = || Error::new(item.sig.span(), shape);
    let referred = |at: usize| match item.sig.inputs.iter().nth(at) {
        Some(FnArg::Typed(argument)) => match argument.ty.as_ref() {
            Type::Reference(reference) => Ok((*reference.elem).clone()),
            _ => Err(wrong()),
        },
        _ => Err(wrong()),
    };
    if item.sig.inputs.len() != 3 {
        return Err(wrong());
    }
    let (citizen, parameters) = (referred(0)?, referred(1)?);
    let ReturnType::Type(_, decision) = &item.sig.output else { return Err(wrong()) };
    let function = &item.sig.ident;
    let (name, version) = (&manifest.name, &manifest.version);
    let contract = quote! { ::fieldlab_sdk::bindings::exports::fieldlab::lab::assessment };
    let types = quote! { ::fieldlab_sdk::bindings::fieldlab::lab::types };
    Ok(quote! {
        #item

        #[doc(hidden)]
        struct FieldlabRule;

        impl ::fieldlab_sdk::rule::Rule for FieldlabRule {
            type Citizen = #citizen;
            type Parameters = #parameters;
            type Decision = #decision;
            const NAME: &'static str = #name;
            const VERSION: &'static str = #version;
            #[inline(always)]
            fn decide(citizen: &#citizen, parameters: &#parameters, explain: &mut impl ::fieldlab_sdk::Explain) -> #decision {
                #function(citizen, parameters, explain)
            }
        }

        impl #contract::Guest for FieldlabRule {
            fn describe() -> #contract::Description {
                ::fieldlab_sdk::rule::describe::<FieldlabRule>()
            }
            fn assess(
                rows: u32,
                columns: Vec<#types::Column>,
                parameters: Vec<#types::Value>,
            ) -> Result<Vec<#types::Column>, #contract::Failure> {
                ::fieldlab_sdk::rule::assess::<FieldlabRule>(rows, &columns, &parameters)
            }
            fn explain(
                citizen: Vec<#types::Value>,
                parameters: Vec<#types::Value>,
            ) -> Result<#contract::Explanation, #contract::Failure> {
                ::fieldlab_sdk::rule::explain::<FieldlabRule>(&citizen, &parameters)
            }
        }

        #[cfg(target_arch = "wasm32")]
        ::fieldlab_sdk::bindings::export_rule!(FieldlabRule);
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_of_another_shape_is_refused() {
        let manifest = Manifest::parse(include_str!("../../prototype.toml")).expect("the example is right");
        let item = syn::parse_quote! { fn decide(resident: &Resident) -> D { todo() } };
        assert!(expand(&item, &manifest).expect_err("it is refused").to_string().starts_with("write: fn decide("));
    }
}

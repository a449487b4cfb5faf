//! What the macro for those who answer questions generates.

use proc_macro2::TokenStream;
use quote::quote;
use syn::spanned::Spanned as _;
use syn::{Error, Ident, ItemFn, Result};

use crate::expand::depend_on_manifest;

const SHAPE: &str = "write: #[answers] or #[answers(respond = talk)]";

/// The function as it is, and the interface that calls it.
pub(crate) fn expand(arguments: TokenStream, item: &ItemFn) -> Result<TokenStream> {
    if item.sig.inputs.len() != 1 {
        return Err(Error::new(item.sig.span(), "write: fn offers(question: &Question) -> Vec<Offer>"));
    }
    let name = &item.sig.ident;
    let talks = respond(arguments)?;
    let responds = match &talks {
        Some(talk) => quote! { #talk(&question, &offer, &said) },
        None => quote! { ::fieldlab_service::plaza::goes_on(&question, &#name(&question), &offer) },
    };
    let has_shape = talks.map(|talk| quote! { let _: fn(&Question, &str, &[Turn]) -> Reply = #talk; });
    let depend = depend_on_manifest();
    Ok(quote! {
        #depend

        #item

        // Where nothing calls them, as in tests, they are still used and of the right shape.
        #[cfg(not(target_arch = "wasm32"))]
        const _: () = {
            #[allow(unused_imports)]
            use ::fieldlab_service::plaza::{Offer, Question, Reply, Turn};
            let _: fn(&Question) -> ::std::vec::Vec<Offer> = #name;
            #has_shape
        };

        #[cfg(target_arch = "wasm32")]
        const _: () = {
            use ::fieldlab_service::plaza::{Offered, Question, Reply, Turn};

            struct FieldlabAnswers;
            impl ::fieldlab_service::plaza::bindings::exports::fieldlab::lab::plaza::Guest for FieldlabAnswers {
                fn offers(question: Question) -> ::std::result::Result<::std::vec::Vec<Offered>, ::std::string::String> {
                    let language = question.words_in();
                    Ok(#name(&question).iter().map(|offer| offer.said_in(language)).collect())
                }

                fn respond(
                    question: Question,
                    offer: ::std::string::String,
                    said: ::std::vec::Vec<Turn>,
                ) -> ::std::result::Result<Reply, ::std::string::String> {
                    let _ = &said;
                    Ok(#responds)
                }
            }
            ::fieldlab_service::plaza::bindings::export_answers!(
                FieldlabAnswers with_types_in ::fieldlab_service::plaza::bindings
            );
        };
    })
}

/// The function that talks on, when one is named.
fn respond(arguments: TokenStream) -> Result<Option<Ident>> {
    let mut named = None;
    let parser = syn::meta::parser(|meta| {
        if !meta.path.is_ident("respond") {
            return Err(meta.error(SHAPE));
        }
        named = Some(meta.value()?.parse::<Ident>()?);
        Ok(())
    });
    syn::parse::Parser::parse2(parser, arguments)?;
    Ok(named)
}

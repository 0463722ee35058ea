//! What is there only while something holds, and what is there once for each of several things.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use rstml::node::NodeAttribute;
use syn::Expr;

use crate::element::key;
use crate::{Tag, error, view};

/// The value of a property.
fn property<'a>(tag: &'a Tag, name: &str) -> Option<&'a Expr> {
    tag.attributes().iter().find_map(|attribute| match attribute {
        NodeAttribute::Attribute(keyed) if keyed.key.to_string() == name => keyed.value(),
        _ => None,
    })
}

/// `<Show when=.. fallback=..>`: what is in it while `when` holds, else the fallback, where there is one.
pub fn show(tag: &Tag, into: &TokenStream) -> TokenStream {
    let Some(when) = property(tag, "when") else { return error(&tag.open_tag, "Show has a `when`") };
    let fallback =
        property(tag, "fallback").map_or_else(|| quote!(crate::ui::view::Built::default), |fallback| quote!(#fallback));
    let children = view(&tag.children);
    quote!(#into.child(crate::ui::view::show(#when, move || #children, #fallback));)
}

/// `<For each=.. key=.. let:thing>`: what is in it for each thing, kept as long as its key is among them; or `children=..`,
/// which gives the view of one.
pub fn each(tag: &Tag, into: &TokenStream) -> TokenStream {
    let children = property(tag, "children").map(|children| quote!(#children)).or_else(|| {
        let thing = tag.attributes().iter().find_map(|attribute| match attribute {
            NodeAttribute::Attribute(keyed) => key(keyed).strip_prefix("let:").map(|name| format_ident!("{name}")),
            NodeAttribute::Block(_) => None,
        })?;
        let children = view(&tag.children);
        Some(quote!(move |#thing| #children))
    });
    match (property(tag, "each"), property(tag, "key"), children) {
        (Some(each), Some(key), Some(children)) => {
            quote!(#into.child(crate::ui::view::each(#each, #key, #children));)
        }
        _ => error(&tag.open_tag, "For has `each`, `key`, and `children` or `let:`"),
    }
}

//! Elements, and the components that stand among them.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use rstml::node::{KeyedAttribute, KeyedAttributeValue, NodeAttribute};
use syn::{Expr, ExprLit, Lit};

use crate::{Tag, child, error, view};

/// The names of SVG's elements that the page has.
const SVG: [&str; 6] = ["svg", "path", "line", "rect", "circle", "polyline"];

/// Events that Leptos has no type of.
const UNTYPED: [&str; 1] = ["cancel"];

/// An element with all that is in it.
pub fn element(tag: &Tag) -> TokenStream {
    let name = tag.name().to_string();
    let new = if SVG.contains(&name.as_str()) { quote!(svg) } else { quote!(new) };
    let into = quote!(__element);
    let attributes = tag.attributes().iter().map(attribute);
    let children = tag.children.iter().map(|node| child(node, &into));
    quote!({
        let mut __element = crate::ui::view::Element::#new(#name);
        #(#attributes)*
        #(#children)*
        __element
    })
}

fn attribute(attribute: &NodeAttribute) -> TokenStream {
    let NodeAttribute::Attribute(keyed) = attribute else {
        return error(attribute, "an attribute has a name");
    };
    let key = key(keyed);
    let value = match &keyed.possible_value {
        KeyedAttributeValue::None => return quote!(__element.fixed(#key, "");),
        _ => match keyed.value() {
            Some(value) => value,
            None => return error(keyed, "an attribute's value is an expression"),
        },
    };
    if key == "node_ref" {
        return quote!(__element.refer(#value););
    }
    match key.split_once(':') {
        Some(("on", event)) => {
            let event = if UNTYPED.contains(&event) {
                quote!(leptos::ev::Custom::<leptos::ev::Event>::new(#event))
            } else {
                let event = format_ident!("{event}");
                quote!(leptos::ev::#event)
            };
            quote!(__element.on(#event, #value);)
        }
        Some(("class", name)) => quote!(__element.class(#name, #value);),
        Some(("style", name)) => quote!(__element.style(#name, #value);),
        Some(("prop", name)) => quote!(__element.property(#name, #value);),
        Some(_) => error(keyed, "known before a colon are on, class, style and prop"),
        None => match value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => quote!(__element.fixed(#key, #text);),
            value => quote!(__element.attribute(#key, #value);),
        },
    }
}

/// An attribute's name as it stands in the view, `on:click`.
pub fn key(keyed: &KeyedAttribute) -> String {
    keyed.key.to_string().split_whitespace().collect()
}

/// What a component gives.
pub fn component(tag: &Tag) -> TokenStream {
    let name = tag.name();
    let props = tag.attributes().iter().map(|attribute| match attribute {
        NodeAttribute::Attribute(keyed) => {
            let key = &keyed.key;
            match keyed.value() {
                Some(value) => quote!(.#key(#value)),
                None => quote!(.#key(true)),
            }
        }
        NodeAttribute::Block(block) => error(block, "a property has a name"),
    });
    let children = (!tag.children.is_empty()).then(|| {
        let children = view(&tag.children);
        quote!(.children(#children))
    });
    quote!(leptos::component::component_view(
        #name,
        leptos::component::component_props_builder(&#name) #(#props)* #children .build()
    ))
}

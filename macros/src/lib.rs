//! `built!`: views written as those of Leptos are, put together by calls that are compiled once.
//!
//! What a view may say is what `view!` of Leptos takes, as far as the page uses it: elements with attributes, `class:`, `style:`,
//! `prop:`, `on:` and `node_ref`; components of Leptos; blocks; texts. `<Show>` and `<For>` are the page's own. What the calls
//! do is in `crate::ui::view`.

mod element;
mod repeat;

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use rstml::Infallible;
use rstml::node::{Node, NodeBlock, NodeElement};
use syn::Stmt;

type Tag = NodeElement<Infallible>;

/// Puts a view together: a `crate::ui::view::Built`.
#[proc_macro]
pub fn built(tokens: proc_macro::TokenStream) -> proc_macro::TokenStream {
    rstml::parse2(tokens.into()).map_or_else(|error| error.into_compile_error(), |nodes| view(&nodes)).into()
}

/// The parts, one after the other.
fn view(nodes: &[Node]) -> TokenStream {
    let parts = nodes.iter().map(|node| child(node, &quote!(__view)));
    quote!({
        let mut __view = crate::ui::view::Built::default();
        #(#parts)*
        __view
    })
}

/// What puts one node into what stands under that name.
fn child(node: &Node, into: &TokenStream) -> TokenStream {
    match node {
        Node::Text(text) => {
            let text = &text.value;
            quote!(#into.text(#text);)
        }
        Node::Block(block) => {
            let value = inside(block);
            quote!(#into.child(#value);)
        }
        Node::Element(tag) => {
            let name = tag.name().to_string();
            match name.as_str() {
                "Show" => repeat::show(tag, into),
                "For" => repeat::each(tag, into),
                _ if name.starts_with(char::is_uppercase) => {
                    let component = element::component(tag);
                    quote!(#into.child(#component);)
                }
                _ => {
                    let element = element::element(tag);
                    quote!(#into.element(#element);)
                }
            }
        }
        Node::Fragment(fragment) => fragment.children.iter().map(|node| child(node, into)).collect(),
        other => error(other, "a view is made of elements, components, blocks and texts in quotes"),
    }
}

/// The expression that a block is, or the block.
fn inside(block: &NodeBlock) -> TokenStream {
    match block.try_block().map(|block| block.stmts.as_slice()) {
        Some([Stmt::Expr(value, None)]) => quote!(#value),
        _ => quote!(#block),
    }
}

fn error(at: &impl quote::ToTokens, says: &str) -> TokenStream {
    let span = at.to_token_stream().into_iter().next().map_or_else(Span::call_site, |token| token.span());
    quote_spanned!(span => compile_error!(#says);)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a view is written as.
    fn written(source: &str) -> String {
        let tokens = source.parse().expect("tokens");
        rstml::parse2(tokens).map_or_else(|error| error.into_compile_error(), |nodes| view(&nodes)).to_string()
    }

    #[test]
    fn what_stays_as_it_is_follows_nothing() {
        let view = written(r#"<p class="a" hidden>"text"</p>"#);
        for call in
            [r#"Element :: new ("p")"#, r#"fixed ("class" , "a")"#, r#"fixed ("hidden" , "")"#, r#"text ("text")"#]
        {
            assert!(view.contains(call), "{call} in {view}");
        }
        assert!(!view.contains("compile_error"), "{view}");
    }

    #[test]
    fn each_kind_of_attribute_has_its_call() {
        let view = written(
            "<svg class:on=on style:--x=x prop:value=value on:click=click on:cancel=cancel node_ref=node data-a=a />",
        );
        let calls = [
            r#"Element :: svg ("svg")"#,
            r#"class ("on" , on)"#,
            r#"style ("--x" , x)"#,
            r#"property ("value" , value)"#,
            "on (leptos :: ev :: click , click)",
            r#"new ("cancel")"#,
            "refer (node)",
            r#"attribute ("data-a" , a)"#,
        ];
        for call in calls {
            assert!(view.contains(call), "{call} in {view}");
        }
    }

    #[test]
    fn what_is_not_known_is_an_error_that_says_what_is() {
        for (wrong, says) in [
            ("<p use:hint=1></p>", "class, style and prop"),
            ("<Show><p></p></Show>", "has a `when`"),
            ("<For each=all key=key></For>", "`children` or `let:`"),
            ("<p {..rest}></p>", "has a name"),
            ("<p>text</p>", "texts in quotes"),
            ("<p>", "compile_error"),
        ] {
            let view = written(wrong);
            assert!(view.contains("compile_error") && view.contains(says), "{wrong}: {view}");
        }
    }
}

//! What a view is made of.

use std::mem;

use leptos::tachys::renderer::{Rndr, types};

/// A piece of a view: it gets into the document and out of it as a whole.
pub trait Part {
    /// Puts it into an element, before one of its nodes or at its end; moves it where it is in there already.
    fn mount(&mut self, parent: &types::Element, before: Option<&types::Node>);

    /// Takes it out of where it is.
    fn unmount(&mut self);

    /// The first of its nodes, where it has any.
    fn first(&self) -> Option<types::Node>;

    /// Itself, where it is a text.
    fn text(&mut self) -> Option<&mut Text> {
        None
    }
}

/// A text; in a node of its own once it is in the document.
pub struct Text {
    text: String,
    node: Option<types::Text>,
}

impl Text {
    pub fn new(text: String) -> Self {
        Self { text, node: None }
    }

    /// Says what the other one does.
    pub fn become_like(&mut self, other: &mut Self) {
        if self.text != other.text {
            mem::swap(&mut self.text, &mut other.text);
            if let Some(node) = &self.node {
                Rndr::set_text(node, &self.text);
            }
        }
    }
}

impl Part for Text {
    fn mount(&mut self, parent: &types::Element, before: Option<&types::Node>) {
        let node = self.node.get_or_insert_with(|| Rndr::create_text_node(&self.text));
        Rndr::insert_node(parent, node, before);
    }

    fn unmount(&mut self) {
        if let Some(node) = &self.node {
            Rndr::remove(node);
        }
    }

    fn first(&self) -> Option<types::Node> {
        self.node.clone().map(Into::into)
    }

    fn text(&mut self) -> Option<&mut Text> {
        Some(self)
    }
}

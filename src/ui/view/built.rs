//! A view that is in elements already, of one type whatever is in it.

use leptos::prelude::Render;
use leptos::tachys::renderer::types;
use leptos::tachys::view::Mountable;

use super::part::{Part, Text};

/// Parts, one after the other.
#[derive(Default)]
pub struct Built(Vec<Box<dyn Part>>);

impl Built {
    pub fn text(&mut self, text: &str) {
        self.push(Box::new(Text::new(text.to_owned())));
    }

    pub(super) fn push(&mut self, part: Box<dyn Part>) {
        self.0.push(part);
    }

    pub(super) fn append(&mut self, mut other: Self) {
        self.0.append(&mut other.0);
    }

    /// The one text that it is, where it is that.
    pub(super) fn only_text(&mut self) -> Option<&mut Text> {
        match self.0.as_mut_slice() {
            [part] => part.text(),
            _ => None,
        }
    }
}

impl Part for Built {
    fn mount(&mut self, parent: &types::Element, before: Option<&types::Node>) {
        self.0.iter_mut().for_each(|part| part.mount(parent, before));
    }

    fn unmount(&mut self) {
        self.0.iter_mut().for_each(|part| part.unmount());
    }

    fn first(&self) -> Option<types::Node> {
        self.0.iter().find_map(|part| part.first())
    }
}

// What Leptos wants of what it mounts as a whole page.

impl Mountable for Built {
    fn unmount(&mut self) {
        Part::unmount(self);
    }

    fn mount(&mut self, parent: &types::Element, marker: Option<&types::Node>) {
        Part::mount(self, parent, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        let Some(first) = self.first() else { return false };
        let parent = first.parent_element();
        parent.inspect(|parent| child.mount(parent, Some(&first))).is_some()
    }

    fn elements(&self) -> Vec<types::Element> {
        Vec::new()
    }
}

impl Render for Built {
    type State = Self;

    fn build(self) -> Self {
        self
    }

    fn rebuild(mut self, state: &mut Self) {
        state.insert_before_this(&mut self);
        Part::unmount(state);
        *state = self;
    }
}

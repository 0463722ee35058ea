//! A place between elements whose contents follow signals.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::tachys::renderer::{Rndr, types};

use super::built::Built;
use super::following::{Following, following};
use super::part::Part;

/// A closure that gives what is there.
pub trait Contents {
    fn contents(&mut self) -> Built;
}

/// What is there now stands before a mark, a comment that nobody sees.
pub struct Region {
    mark: types::Placeholder,
    shown: Rc<RefCell<Built>>,
    _follows: Following,
}

impl Region {
    pub fn new(mut contents: Box<dyn Contents>) -> Self {
        let mark = Rndr::create_placeholder();
        let shown = Rc::new(RefCell::new(Built::default()));
        let follows = {
            let (mark, shown) = (mark.clone(), shown.clone());
            following(Box::new(move || {
                let new = contents.contents();
                replace(&mark, &shown, new);
            }))
        };
        Self { mark, shown, _follows: follows }
    }
}

/// Puts what is new where the old is; a text becomes another one where it stands.
fn replace(mark: &types::Placeholder, shown: &RefCell<Built>, mut new: Built) {
    if let (Some(old), Some(new)) = (shown.borrow_mut().only_text(), new.only_text()) {
        return old.become_like(new);
    }
    // None before the region itself is in the document.
    if let Some(parent) = mark.parent_element() {
        Part::mount(&mut new, &parent, Some(mark));
    }
    // What loses the focus by it is told so while it is taken out.
    let mut old = shown.replace(new);
    Part::unmount(&mut old);
}

impl Part for Region {
    fn mount(&mut self, parent: &types::Element, before: Option<&types::Node>) {
        Part::mount(&mut *self.shown.borrow_mut(), parent, before);
        Rndr::insert_node(parent, &self.mark, before);
    }

    fn unmount(&mut self) {
        Part::unmount(&mut *self.shown.borrow_mut());
        Rndr::remove(&self.mark);
    }

    fn first(&self) -> Option<types::Node> {
        self.shown.borrow().first().or_else(|| Some(self.mark.clone().into()))
    }
}

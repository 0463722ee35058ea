//! A view that is in elements already, of one type whatever is in it.
//!
//! Leptos gives every view a type of its own, and for each of them compiles how it is built, changed, moved and taken away. Here
//! a view is built once, and what changes in it are the closures, memos and signals within. So most of that code is
//! compiled once, and a visitor downloads less.
//!
//! A view that takes the place of another one is put there whole: what is in focus or under the pointer would be lost. So
//! inside a closure that runs again while the same elements stay, `view!` of Leptos is the right one.

use leptos::prelude::*;
use leptos::tachys::html::attribute::Attribute;
use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::renderer::types;
use leptos::tachys::view::add_attr::AddAnyAttr;
use leptos::tachys::view::{Mountable, Position, PositionState};
use send_wrapper::SendWrapper;

/// `view!` of Leptos, built.
macro_rules! built {
    ($($part:tt)*) => {
        $crate::ui::built::Built::new(leptos::prelude::view! { $($part)* })
    };
}
pub(crate) use built;

/// Elements that stand in the document, or will.
pub struct Built(SendWrapper<Box<dyn Mountable>>);

impl Built {
    pub fn new<V: Render>(view: V) -> Self
    where
        V::State: 'static,
    {
        Self(SendWrapper::new(Box::new(view.build())))
    }
}

/// What keeps them.
pub struct Kept(Box<dyn Mountable>);

impl Mountable for Kept {
    fn unmount(&mut self) {
        self.0.unmount();
    }

    fn mount(&mut self, parent: &types::Element, marker: Option<&types::Node>) {
        self.0.mount(parent, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        self.0.insert_before_this(child)
    }

    fn elements(&self) -> Vec<types::Element> {
        self.0.elements()
    }
}

impl Render for Built {
    type State = Kept;

    fn build(self) -> Kept {
        Kept(self.0.take())
    }

    fn rebuild(self, state: &mut Kept) {
        let mut new = self.0.take();
        state.0.insert_before_this(&mut *new);
        state.0.unmount();
        state.0 = new;
    }
}

impl AddAnyAttr for Built {
    type Output<SomeNewAttr: Attribute> = Self;

    fn add_any_attr<NewAttr: Attribute>(self, _: NewAttr) -> Self {
        self
    }
}

impl RenderHtml for Built {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(self, _: &mut String, _: &mut Position, _: bool, _: bool, _: Vec<AnyAttribute>) {}

    fn hydrate<const FROM_SERVER: bool>(self, _: &Cursor, _: &PositionState) -> Kept {
        self.build()
    }

    fn into_owned(self) -> Self {
        self
    }
}

//! What can stand between elements.

use std::borrow::Cow;
use std::iter::Map;

use leptos::prelude::{Get, Memo, RwSignal, Signal};

use super::built::Built;
use super::part::Text;
use super::region::{Contents, Region};

/// A text, a number, a view, several of them or none, or a closure or signal that gives one of these.
pub trait Child {
    fn put(self, into: &mut Built);
}

impl Built {
    pub fn of(child: impl Child) -> Self {
        let mut view = Self::default();
        view.child(child);
        view
    }

    pub fn child(&mut self, child: impl Child) {
        child.put(self);
    }
}

impl Child for Built {
    fn put(self, into: &mut Built) {
        into.append(self);
    }
}

impl Child for String {
    fn put(self, into: &mut Built) {
        into.push(Box::new(Text::new(self)));
    }
}

impl Child for &str {
    fn put(self, into: &mut Built) {
        into.text(self);
    }
}

impl Child for Cow<'static, str> {
    fn put(self, into: &mut Built) {
        into.text(&self);
    }
}

impl Child for () {
    fn put(self, _: &mut Built) {}
}

impl<C: Child> Child for Option<C> {
    fn put(self, into: &mut Built) {
        if let Some(child) = self {
            child.put(into);
        }
    }
}

impl<C: Child> Child for Vec<C> {
    fn put(self, into: &mut Built) {
        for child in self {
            child.put(into);
        }
    }
}

impl<I: Iterator, C: Child, M: FnMut(I::Item) -> C> Child for Map<I, M> {
    fn put(self, into: &mut Built) {
        for child in self {
            child.put(into);
        }
    }
}

impl<C: Child, const N: usize> Child for [C; N] {
    fn put(self, into: &mut Built) {
        for child in self {
            child.put(into);
        }
    }
}

macro_rules! numbers {
    ($($kind:ty),*) => {
        $(impl Child for $kind {
            fn put(self, into: &mut Built) {
                self.to_string().put(into);
            }
        })*
    };
}
numbers!(u32, u64, usize);

impl<C: Child, F: FnMut() -> C> Contents for F {
    fn contents(&mut self) -> Built {
        Built::of(self())
    }
}

fn follow(contents: Box<dyn Contents>, into: &mut Built) {
    into.push(Box::new(Region::new(contents)));
}

impl<C: Child, F: FnMut() -> C + 'static> Child for F {
    fn put(self, into: &mut Built) {
        follow(Box::new(self), into);
    }
}

macro_rules! signals {
    ($($kind:ident),*) => {
        $(impl<C: Child + Clone + Send + Sync + 'static> Child for $kind<C> {
            fn put(self, into: &mut Built) {
                follow(Box::new(move || self.get()), into);
            }
        })*
    };
}
signals!(Memo, RwSignal, Signal);

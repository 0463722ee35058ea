//! One page, and how it is bound to the document that holds it: there may be several in one document.

use std::sync::atomic::{AtomicU32, Ordering};

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::HtmlElement;

use super::{address, local_storage};
use crate::experiment::{Permalink, from_fragment};

/// What a page takes of its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All of it: there can be one such page.
    Document,
    /// Only the element that the page was put into.
    Root,
}

/// How a page is bound to its document.
#[derive(Clone, Debug)]
pub struct Options {
    /// Whether the page is what the document's address says, and writes there what is changed.
    pub address: bool,
    /// What it begins with, as an address's fragment says it; an address that is followed says it instead.
    pub permalink: String,
    /// Whether theme, speed and folds are remembered from one visit to the next.
    pub remembers: bool,
    /// Where it listens for keys.
    pub keys: Scope,
    /// Where it sets light or dark.
    pub theme: Scope,
}

impl Options {
    /// A document that is this page.
    pub fn document() -> Self {
        Self { address: true, permalink: String::new(), remembers: true, keys: Scope::Document, theme: Scope::Document }
    }

    /// A page beside other things in a document of which it touches nothing but its root.
    pub fn embedded(permalink: &str) -> Self {
        Self {
            address: false,
            permalink: permalink.to_owned(),
            remembers: false,
            keys: Scope::Root,
            theme: Scope::Root,
        }
    }
}

/// How many pages there have been in the document.
static PAGES: AtomicU32 = AtomicU32::new(0);

/// A handle on the page, to be had from the context; copying it is free.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Page {
    number: u32,
    root: StoredValue<HtmlElement, LocalStorage>,
    options: StoredValue<Options>,
}

impl Page {
    /// The next page of the document, in that element.
    pub fn new(root: HtmlElement, options: Options) -> Self {
        Self {
            number: PAGES.fetch_add(1, Ordering::Relaxed),
            root: StoredValue::new_local(root),
            options: StoredValue::new(options),
        }
    }

    /// The page around a component.
    pub fn here() -> Self {
        expect_context()
    }

    /// An element's id, or a name that elements share, as no other page in the document has it.
    pub fn id(self, name: &str) -> String {
        format!("page-{}-{name}", self.number)
    }

    /// What it begins with.
    pub fn permalink(self) -> Permalink {
        if self.follows_address() {
            address::read()
        } else {
            self.options.with_value(|options| from_fragment(&options.permalink))
        }
    }

    pub fn follows_address(self) -> bool {
        self.options.with_value(|options| options.address)
    }

    /// Whether the whole tab is this page.
    pub fn is_whole(self) -> bool {
        self.follows_address() && !self.is_framed()
    }

    /// Whether the whole document is this page, in a frame of another one.
    pub fn is_framed(self) -> bool {
        let window = window();
        // Of a top that another site has there is only the handle.
        self.follows_address() && window.top().ok().flatten().is_none_or(|top| top != window)
    }

    /// Whether it is one of several things in its document.
    pub fn is_embedded(self) -> bool {
        self.options.with_value(|options| options.keys == Scope::Root)
    }

    /// The element that its theme is set on, and whose style its charts take their colours from.
    pub fn themed(self) -> web_sys::Element {
        let document = self.options.with_value(|options| options.theme == Scope::Document);
        let whole = if document { leptos::prelude::document().document_element() } else { None };
        whole.unwrap_or_else(|| self.root.get_value().into())
    }

    /// Hears of keys for as long as the page lives.
    pub fn on_key(self, hear: impl Fn(KeyboardEvent) + 'static) {
        let target: web_sys::EventTarget = match self.options.with_value(|options| options.keys) {
            Scope::Document => window().into(),
            Scope::Root => self.root.get_value().into(),
        };
        let hear = Closure::<dyn Fn(KeyboardEvent)>::new(hear);
        // Only a target that is no target could refuse.
        let _ = target.add_event_listener_with_callback("keydown", hear.as_ref().unchecked_ref());
        let listener = StoredValue::new_local((target, hear));
        on_cleanup(move || {
            listener.with_value(|(target, hear)| {
                let _ = target.remove_event_listener_with_callback("keydown", hear.as_ref().unchecked_ref());
            });
        });
    }

    /// The first of its elements that is such a one.
    pub fn find(self, selector: &str) -> Option<HtmlElement> {
        self.root.get_value().query_selector(selector).ok().flatten()?.dyn_into().ok()
    }

    /// What was remembered under that key.
    pub fn recall(self, key: &str) -> Option<String> {
        if self.remembers() { local_storage::recall(key) } else { None }
    }

    pub fn remember(self, key: &str, value: &str) {
        if self.remembers() {
            local_storage::remember(key, value);
        }
    }

    pub fn forget(self, key: &str) {
        if self.remembers() {
            local_storage::forget(key);
        }
    }

    fn remembers(self) -> bool {
        self.options.with_value(|options| options.remembers)
    }
}

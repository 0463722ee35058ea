//! The address: the settings that differ from the defaults, in its fragment; a query is read too, and becomes fragment. A
//! case's own page (`scripts/cases.mjs`) says what it opens in itself.

use std::cell::RefCell;

use leptos::prelude::{document, window};
use wasm_bindgen::JsValue;

use crate::experiment::{Permalink, Story, ViewSettings, foreign_query, from_address, from_fragment, to_fragment};

thread_local! {
    /// The fragment that was read or written last: another one is an edit that has not been taken yet.
    static KNOWN: RefCell<String> = const { RefCell::new(String::new()) };
}

/// What the address asks for.
pub fn read() -> Permalink {
    let found = fragment();
    let query = own_case().map_or_else(query, |case| format!("{}&{case}", query()));
    let permalink = from_address(&query, &found);
    KNOWN.set(found);
    permalink
}

/// Whether somebody has edited the address since it was read or written.
pub fn edited() -> bool {
    KNOWN.with_borrow(|known| *known != fragment())
}

/// The fragment with its `#`; empty where there is none.
pub fn fragment() -> String {
    window().location().hash().unwrap_or_default()
}

/// The query with its `?`; empty where there is none.
fn query() -> String {
    window().location().search().unwrap_or_default()
}

/// The case whose own page this is, as a query has it (`case=sigmoid`); none at any other address, as one that has been written
/// since.
fn own_case() -> Option<String> {
    let here = window().location().href().ok()?;
    if folder(&here) == base() {
        return None;
    }
    document().query_selector("meta[name=flatline]").ok()??.get_attribute("content")
}

/// Makes the address say the story, without a new entry in the browser's history. An edit is not written over before it is
/// taken.
pub fn write(story: &Story, versus: Option<&Story>, view: &ViewSettings) {
    let fragment = to_fragment(story, versus, view);
    let (query, foreign) = (query(), foreign_query(&query()));
    let case = own_case();
    // A case's own page stands for the case as long as it is that.
    let says = |case: &String| {
        let link = from_fragment(case);
        self::fragment().is_empty() && to_fragment(&link.story, None, &link.view) == fragment
    };
    let says = case.as_ref().is_some_and(says);
    if edited() || ((says || case.is_none() && KNOWN.with_borrow(|known| *known == fragment)) && query == foreign) {
        return;
    }
    let path = if case.is_some() { base() } else { window().location().pathname().unwrap_or_default() };
    if let Ok(history) = window().history() {
        // Refused only where the address cannot be changed at all, as in a file; the page works without.
        let written = history.replace_state_with_url(&JsValue::NULL, "", Some(&(path + &foreign + &fragment)));
        if written.is_ok() {
            KNOWN.set(fragment);
        }
    }
}

/// The address of this page with that fragment, to be passed on; what else stands in the query, as a counter's mark, is left.
pub fn with_fragment(fragment: &str) -> String {
    base() + fragment
}

/// The page's address, with neither query nor fragment; also where this is a case's own.
pub fn base() -> String {
    folder(&document().base_uri().ok().flatten().unwrap_or_default())
}

fn folder(address: &str) -> String {
    address.split(['?', '#']).next().unwrap_or_default().trim_end_matches("index.html").to_owned()
}

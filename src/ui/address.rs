//! The address: the settings that differ from the defaults, in its fragment; a query is read too, and becomes fragment.

use std::cell::RefCell;

use wasm_bindgen::JsValue;

use crate::experiment::{Permalink, Story, ViewSettings, foreign_query, from_address, to_fragment};

thread_local! {
    /// The fragment that was read or written last: another one is an edit that has not been taken yet.
    static KNOWN: RefCell<String> = const { RefCell::new(String::new()) };
}

/// What the address asks for.
pub fn read() -> Permalink {
    let found = fragment();
    let permalink = from_address(&query(), &found);
    KNOWN.set(found);
    permalink
}

/// Whether somebody has edited the address since it was read or written.
pub fn edited() -> bool {
    KNOWN.with_borrow(|known| *known != fragment())
}

/// The fragment with its `#`; empty where there is none.
pub fn fragment() -> String {
    web_sys::window().and_then(|window| window.location().hash().ok()).unwrap_or_default()
}

/// The query with its `?`; empty where there is none.
fn query() -> String {
    web_sys::window().and_then(|window| window.location().search().ok()).unwrap_or_default()
}

/// Makes the address say the story, without a new entry in the browser's history. An edit is not written over before it is
/// taken.
pub fn write(story: &Story, versus: Option<&Story>, view: &ViewSettings) {
    let Some(window) = web_sys::window() else { return };
    let location = window.location();
    let fragment = to_fragment(story, versus, view);
    let (query, foreign) = (query(), foreign_query(&query()));
    if edited() || (KNOWN.with_borrow(|known| *known == fragment) && query == foreign) {
        return;
    }
    let path = location.pathname().unwrap_or_default() + &foreign;
    if let Ok(history) = window.history() {
        // Refused only where the address cannot be changed at all, as in a file; the page works without.
        let written = history.replace_state_with_url(&JsValue::NULL, "", Some(&(path + &fragment)));
        if written.is_ok() {
            KNOWN.set(fragment);
        }
    }
}

/// The address of this page with that fragment, to be passed on; what else stands in the query, as a counter's mark, is left.
pub fn with_fragment(fragment: &str) -> String {
    base() + fragment
}

/// The page's address, with neither query nor fragment.
pub fn base() -> String {
    let href = web_sys::window().and_then(|window| window.location().href().ok()).unwrap_or_default();
    href.split(['?', '#']).next().unwrap_or_default().trim_end_matches("index.html").to_owned()
}

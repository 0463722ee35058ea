//! The address's fragment: the settings that differ from the defaults.

use wasm_bindgen::JsValue;

use crate::experiment::{Backend, Permalink, Story, from_fragment, to_fragment};

/// What the address asks for.
pub fn read() -> Permalink {
    let fragment = web_sys::window().and_then(|window| window.location().hash().ok()).unwrap_or_default();
    from_fragment(&fragment)
}

/// Makes the address say the story, without a new entry in the browser's history.
pub fn write(story: &Story, backend: Option<Backend>) {
    let Some(window) = web_sys::window() else { return };
    let location = window.location();
    let fragment = to_fragment(story, backend);
    if location.hash().is_ok_and(|hash| hash == fragment) {
        return;
    }
    let path = location.pathname().unwrap_or_default() + &location.search().unwrap_or_default();
    if let Ok(history) = window.history() {
        // Refused only where the address cannot be changed at all, as in a file; the page works without.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&(path + &fragment)));
    }
}

/// The whole address, to be passed on.
pub fn link() -> String {
    web_sys::window().and_then(|window| window.location().href().ok()).unwrap_or_default()
}

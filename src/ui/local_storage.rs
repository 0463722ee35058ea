//! What the page remembers of its own looks (folds, theme), in the browser's local storage. A browser that
//! refuses, as in a private window, just forgets.

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok()?
}

fn full(key: &str) -> String {
    format!("flatline.{key}")
}

pub fn recall(key: &str) -> Option<String> {
    storage()?.get_item(&full(key)).ok()?
}

pub fn remember(key: &str, value: &str) {
    if let Some(storage) = storage() {
        // A full or forbidden storage is no reason to trouble anybody.
        let _ = storage.set_item(&full(key), value);
    }
}

pub fn forget(key: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(&full(key));
    }
}

//! The page: panels, charts and controls over one state.

mod access;
mod actions;
mod address;
mod app;
mod backend;
mod cases;
mod charts;
mod clock;
mod comparison;
mod connection;
mod controls;
mod download;
mod effect;
mod embed;
mod focus;
mod foretold;
mod frames;
mod held;
mod in_view;
mod kept;
mod keys;
mod local_storage;
mod modal;
mod own_pace;
mod page;
mod panels;
mod panic;
mod phase;
mod pool;
mod records;
mod refocus;
mod reload;
mod resized;
mod runs;
mod share;
mod speed;
mod stage;
mod steady;
mod store;
mod strip;
mod theme;
mod trials;
mod undo;
mod view;

use app::App;
use leptos::mount::mount_to_renderer;
use leptos::prelude::*;
pub use page::{Options, Scope};
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::HtmlElement;

/// Makes the document this page: its address, its keys and its theme. Takes the place of what stood there before; not where
/// `shell/watch.js` found that nothing could train, and said so.
pub fn mount_to_body() {
    let Some(body) = document().body() else { return };
    let before = document().get_element_by_id("before");
    if before.as_ref().is_some_and(|before| before.has_attribute("data-refused")) {
        return;
    }
    mount_to(body, Options::document());
    if let Some(before) = before {
        before.remove();
    }
}

/// Puts a page into an element, bound to its document as the options say, and lets it run.
pub fn mount_to(root: HtmlElement, options: Options) {
    panic::listen();
    let page = {
        let root = root.clone();
        move || view::built! { <App root=root options=options /> }
    };
    mount_to_renderer(&root, page).forget();
}

/// For the scripts of a document that holds more than this page: puts one that begins with those settings, written as in an
/// address, into an element.
#[wasm_bindgen]
pub fn embed(root: HtmlElement, permalink: &str) {
    mount_to(root, Options::embedded(permalink));
}

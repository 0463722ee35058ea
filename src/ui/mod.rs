//! The page. Knows session; never burn.

mod actions;
mod address;
mod app;
mod backend;
mod charts;
mod comparison;
mod controls;
mod frames;
mod keys;
mod local_storage;
mod panels;
mod records;
mod runs;
mod speed;
mod store;
mod theme;

use leptos::prelude::*;

/// Puts the page into the document's body, and lets it run.
pub fn start() {
    console_error_panic_hook::set_once();
    mount_to_body(app::App);
}

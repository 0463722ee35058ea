//! Space, right arrow, R and "?".

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::page::Page;
use super::store::Store;

/// Takes the page's keys for as long as it lives.
pub fn listen(page: Page, store: Store, help: RwSignal<bool>) {
    page.on_key(move |event| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() || event.default_prevented() || help.get_untracked()
        {
            return;
        }
        let focus = Focus::of(&event);
        let taken = match event.key().as_str() {
            // A button that has the focus is what the space bar presses.
            " " if focus == Focus::Page && !store.diverged_untracked() => {
                if !event.repeat() {
                    store.toggle();
                }
                true
            }
            // With Shift it is the loss strip's.
            "ArrowRight" if focus != Focus::Field && !event.shift_key() => {
                if !store.diverged_untracked() {
                    store.step();
                }
                true
            }
            "r" | "R" if focus != Focus::Field && !event.repeat() => {
                store.restart();
                true
            }
            "?" if focus != Focus::Field => {
                help.set(true);
                true
            }
            _ => false,
        };
        if taken {
            event.prevent_default();
        }
    });
}

/// What has the focus when a key is pressed.
#[derive(PartialEq, Eq)]
pub enum Focus {
    Page,
    Button,
    /// Something that takes keys itself.
    Field,
}

impl Focus {
    pub fn of(event: &ev::KeyboardEvent) -> Self {
        let element = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        match element.as_ref().map(web_sys::Element::tag_name).as_deref() {
            Some("INPUT" | "SELECT" | "TEXTAREA") => {
                let checkbox = element.and_then(|element| element.get_attribute("type")).as_deref() == Some("checkbox");
                if checkbox { Focus::Button } else { Focus::Field }
            }
            Some("BUTTON" | "SUMMARY" | "A") => Focus::Button,
            _ => Focus::Page,
        }
    }
}

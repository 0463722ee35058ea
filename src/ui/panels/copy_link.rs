//! The page's address, to be passed on: copied at a click, or shown where the browser does not let it be copied.

use leptos::prelude::*;
use wasm_bindgen::prelude::*;

use crate::ui::address;
use crate::ui::page::Page;
use crate::words;

#[wasm_bindgen(module = "/src/ui/panels/copy_link.js")]
extern "C" {
    fn copy(link: &str, button: &web_sys::Element, row: &str, words: Vec<String>);
}

/// The row's name in its page.
const ROW: &str = "link";

#[component]
pub fn CopyLink() -> impl IntoView {
    let row = Page::here().id(ROW);
    let click = move |event: leptos::ev::MouseEvent| {
        let names = [words::COPY_LINK, words::COPIED].map(str::to_owned);
        copy(&address::link(), &event_target::<web_sys::Element>(&event), &row, names.into());
    };
    view! {
        <button class="quiet copy" on:click=click>
            {words::COPY_LINK}
        </button>
    }
}

/// The address in a field, with what to do; hidden until it could not be copied.
#[component]
pub fn LinkToCopy() -> impl IntoView {
    view! {
        <div class="notice" id=Page::here().id(ROW) hidden>
            <label>{words::LINK_NOT_COPIED} <input class="link" readonly /></label>
            <button class="quiet">{words::DISMISS}</button>
        </div>
    }
}

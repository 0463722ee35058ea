//! What an author pastes into a page of his own, as he wants it to look, with a preview.

use leptos::prelude::*;

use super::choice::Choice as What;
use super::copied::Copied;
use super::snippet::{Figure, Snippet};
use crate::experiment::{Choice, Controls, Panel, Start, ViewSettings};
use crate::ui::address;
use crate::ui::effect::memo;
use crate::ui::store::Store;
use crate::ui::view::{Built, built};
use crate::words::share as said;

#[component]
pub fn Embed(choice: What) -> Built {
    let store = Store::here();
    let controls = RwSignal::new(Controls::Few);
    let start = RwSignal::new(Start::Visible);
    let left_out = RwSignal::new(Vec::<Panel>::new());
    let snippet = RwSignal::new(Snippet::Frame);
    let shown = RwSignal::new(false);
    let fragment = memo(move || {
        let out = left_out.get();
        let panels =
            (!out.is_empty()).then(|| Panel::ALL.iter().copied().filter(|panel| !out.contains(panel)).collect());
        let view = ViewSettings { controls: controls.get(), start: start.get(), panels, ..store.view_settings() };
        store.link_to(choice.shared.get(), choice.stop(), view)
    });
    let text = move || {
        let base = address::base();
        let fragment = fragment.get();
        snippet.get().write(&Figure { base: &base, fragment: &fragment, title: said::FIGURE, open: said::OPEN })
    };
    let part = move |&panel: &Panel| {
        let is_in = move || left_out.with(|out| !out.contains(&panel));
        let turn = move |event| {
            left_out.update(|out| {
                out.retain(|one| *one != panel);
                if !event_target_checked(&event) {
                    out.push(panel);
                }
            });
        };
        built! {
            <label>
                <input type="checkbox" prop:checked=is_in on:change=turn />
                <span>{said::panel(panel)}</span>
            </label>
        }
    };
    built! {
        <div class="figure">
            {pick(said::CONTROLS, controls, said::controls)}
            {pick(said::STARTS, start, said::starts)}
            {pick(said::PASTE, snippet, Snippet::name)}
        </div>
        <fieldset class="parts">
            <legend>{said::PARTS}</legend>
            {Panel::ALL.iter().map(part)}
        </fieldset>
        <Copied text=Signal::derive(text) name=said::SNIPPET label=said::COPY lines=true />
        <button aria-expanded=move || shown.get().to_string() on:click=move |_| shown.update(|shown| *shown = !*shown)>
            {said::PREVIEW}
        </button>
        {move || {
            shown
                .get()
                .then(|| {
                    built! {
                        <iframe
                            class="preview"
                            title=said::FIGURE
                            src=move || address::with_fragment(&fragment.get())
                        ></iframe>
                    }
                })
        }}
    }
}

/// One of a closed list.
fn pick<T: Choice + Send + Sync>(name: &'static str, chosen: RwSignal<T>, called: fn(T) -> &'static str) -> Built {
    let choose = move |event| {
        if let Some(one) = T::from_key(&event_target_value(&event)) {
            chosen.set(one);
        }
    };
    let option = move |&one: &T| {
        built! {
            <option value=one.key() selected=move || chosen.get() == one>
                {called(one)}
            </option>
        }
    };
    built! {
        <label>
            <span>{name}</span>
            <select on:change=choose>{T::ALL.iter().map(option)}</select>
        </label>
    }
}

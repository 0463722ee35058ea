//! The page put together.

use leptos::{ev, prelude::*};

use super::charts::{AccuracyChart, LossChart};
use super::panels::{Foot, Help, Layers, Notices, Settings, TopBar, Verdict, WhatItLearned, help_of};
use super::store::Store;
use super::theme::PageTheme;
use super::{address, keys};

#[component]
pub fn App() -> impl IntoView {
    PageTheme::provide();
    let store = Store::new(address::read());
    provide_context(store);
    let help = RwSignal::new(false);
    keys::listen(store, help);
    follow_address(store);
    store.begin();
    let hint = RwSignal::new(None);
    let explain = move |event: &web_sys::Event| {
        let text = help_of(event);
        if hint.with_untracked(|hint| *hint != text) {
            hint.set(text);
        }
    };
    view! {
        <div
            class="page"
            on:pointerover=move |event| explain(&event)
            on:focusin=move |event| explain(&event)
        >
            <TopBar help=help />
            <Notices />
            <Settings />
            <main>
                <LossChart />
                <AccuracyChart />
            </main>
            <Verdict />
            <Layers />
            <WhatItLearned />
            <Foot hint=hint />
            <Help open=help />
        </div>
    }
}

/// The address and the settings say the same, whichever of them is changed.
fn follow_address(store: Store) {
    Effect::new(move |_| {
        store.runs.first().wanted.track();
        store.wish.track();
        store.write_address();
    });
    let handle = window_event_listener(ev::hashchange, move |_| store.follow_address());
    on_cleanup(move || handle.remove());
}

//! The keys of the whole page: space and right arrow, letters, digits and "?".

use leptos::prelude::*;

use super::focus::Focus;
use super::page::Page;
use super::panels::{OpenTab, Tab};
use super::store::Store;
use super::theme::PageTheme;
use super::trials::Role;

/// Takes the page's keys for as long as it lives.
pub fn listen(page: Page, store: Store, drawer: OpenTab, help: RwSignal<bool>) {
    let theme = PageTheme::here();
    page.on_key(move |event| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() || event.default_prevented() || help.get_untracked()
        {
            return;
        }
        let focus = Focus::of(&event);
        let taken = match event.key().as_str() {
            // A button that has the focus is what the space bar presses.
            " " if focus == Focus::Page && !store.stuck_untracked() => {
                if !event.repeat() {
                    store.toggle();
                }
                true
            }
            // With Shift it is the loss strip's.
            "ArrowRight" if focus != Focus::Field && !event.shift_key() => {
                if !store.stuck_untracked() {
                    store.step();
                }
                true
            }
            "Escape" if focus != Focus::Field && drawer.0.with_untracked(Option::is_some) => {
                drawer.close(page);
                true
            }
            "?" if focus != Focus::Field => {
                help.set(true);
                true
            }
            // Who speaks to the computer, or has clickers, may have letters and digits do nothing.
            key => {
                focus != Focus::Field
                    && !event.repeat()
                    && store.letter_keys.get_untracked()
                    && letter(store, drawer, theme, key)
            }
        };
        if taken {
            event.prevent_default();
        }
    });
}

/// What letters and digits do; false where the key does nothing.
fn letter(store: Store, drawer: OpenTab, theme: PageTheme, key: &str) -> bool {
    match key {
        "r" | "R" => store.restart(),
        "d" | "D" => drawer.toggle(Tab::Layers),
        "l" | "L" => store.toggle_type(theme),
        "1" | "2" | "3" | "4" => {
            let role = key.parse::<usize>().ok().and_then(|number| Role::ALL.get(number - 1).copied());
            let Some(role) = role else { return false };
            let on = store.wanted.with_untracked(|wanted| role.is_on(wanted));
            store.turn(role, !on);
        }
        "[" | "]" => {
            let depth = store.record_untracked(|record| record.experiment.depth).unwrap_or(1);
            let chosen = store.measuring.with_untracked(|measuring| measuring.layer);
            store.choose_layer(match (key, chosen) {
                ("[", Some(layer)) => layer.saturating_sub(1),
                ("[", None) => depth.saturating_sub(1),
                (_, Some(layer)) => layer + 1,
                (_, None) => 0,
            });
        }
        _ => return false,
    }
    true
}

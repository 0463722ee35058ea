//! Switches of the table of settings.

use leptos::prelude::*;

use crate::experiment::{Setting, Value};
use crate::ui::actions::When;
use crate::ui::effect::memo;
use crate::ui::store::Store;
use crate::ui::view::{Built, built};
use crate::words;

/// A switch with its name inside, which is what one clicks.
#[component]
pub fn Switch(
    name: &'static str,
    help: &'static str,
    #[prop(into)] on: Signal<bool>,
    turn: impl Fn(bool) + 'static,
) -> Built {
    built! {
        <label class="switch" data-help=help>
            <input
                type="checkbox"
                role="switch"
                aria-description=help
                prop:checked=on
                on:change=move |event| turn(event_target_checked(&event))
            />
            <span>{name}</span>
            <span class="track" aria-hidden="true"></span>
        </label>
    }
}

/// The switch of a setting that is on or off.
#[component]
pub fn Toggle(setting: &'static Setting) -> Built {
    let store = Store::here();
    let on = memo(move || store.wanted.with(|wanted| setting.get(wanted) == Value::Switch(true)));
    let turn = move |on| {
        store.change(When::Now, |wanted| {
            // A switch can always be turned.
            let _ = setting.set(wanted, Value::Switch(on));
        });
    };
    built! { <Switch name=words::settings::name(setting.id) help=words::settings::help(setting.id) on=on turn=turn /> }
}

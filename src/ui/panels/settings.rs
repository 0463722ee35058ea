//! Everything that can be set beside the four switches: what most reach for in the open, the rest under "More settings".

use leptos::prelude::*;

use crate::experiment::{Controls, Key, Panel, Setting, setting, settings};
use crate::ui::controls::{ActivationControl, Left, SettingControl, Switch};
use crate::ui::effect::memo;
use crate::ui::page::Page;
use crate::ui::store::Store;
use crate::ui::view::{Built, built};
use crate::words;

/// What stands in the open, in this order, around the activation.
const FIRST: [&str; 2] = ["depth", "init_scale"];
const THEN: [&str; 1] = ["learning_rate"];
/// What is set elsewhere: by the four switches, by the curves of the activations, and under the data's picture.
const ELSEWHERE: [&str; 4] = ["batch_norm", "residual", "activation", "dataset"];
/// What most reach for of the rest.
const SOON: [&str; 6] = ["optimizer", "batch_size", "width", "clip", "clip_max", "seed"];

fn rest() -> impl Iterator<Item = &'static Setting> {
    let stands = |key: &str| [&FIRST[..], &THEN, &ELSEWHERE, &SOON].iter().any(|list| list.contains(&key));
    SOON.into_iter().filter_map(setting).chain(settings().iter().filter(move |setting| !stands(setting.key)))
}

#[component]
pub fn Settings() -> Built {
    const KEY: &str = "more";
    let (page, store) = (Page::here(), Store::here());
    let controls = store.controls();
    let more = RwSignal::new(page.recall(KEY).as_deref() == Some("open"));
    let toggle = move |_| {
        more.update(|more| *more = !*more);
        page.remember(KEY, if more.get_untracked() { "open" } else { "closed" });
    };
    let control = |setting: &'static Setting| built! { <SettingControl setting=setting /> };
    let several = move |keys: &[&str]| keys.iter().filter_map(|key| setting(key)).map(control).collect::<Vec<_>>();
    built! {
        <aside class="settings" class:open=more aria-label=words::SETTINGS hidden=move || !store.shows(Panel::Settings) || controls.get() == Controls::None>
            <div class="controls">
                {several(&FIRST)}
                <Left key=Key::Activation control=|| built! { <ActivationControl /> } />
                {several(&THEN)}
            </div>
            <button class="quiet more" hidden=move || controls.get() != Controls::All aria-expanded=move || more.get().to_string() aria-controls=page.id(KEY) aria-label=words::MORE on:click=toggle>
                {words::MORE_SHORT}
                <span class="tail">{words::MORE.strip_prefix(words::MORE_SHORT)}</span>
            </button>
            <div id=page.id(KEY) class="controls rest" hidden=move || !more.get() || controls.get() != Controls::All>
                {rest().map(control)}
                <MeasuringRate />
                <Sharpness />
            </div>
        </aside>
    }
}

/// How often each layer is measured, and the choice of it.
#[component]
fn MeasuringRate() -> Built {
    const RATES: [u32; 7] = [1, 2, 5, 10, 20, 50, 100];
    let store = Store::here();
    let rate = memo(move || store.measuring.with(|measuring| measuring.layers_every));
    let choose = move |event| {
        if let Ok(every) = event_target_value(&event).parse() {
            store.measure(|measuring| measuring.layers_every = every);
        }
    };
    let option = move |every: u32| {
        built! {
            <option value=every.to_string() selected=move || rate.get() == every>
                {words::every(every)}
            </option>
        }
    };
    built! {
        <label class="control choice" data-help=words::MEASURE_HELP>
            <span>{words::MEASURE_EVERY}</span>
            <select on:change=choose>{RATES.map(option)}</select>
        </label>
    }
}

/// Whether the sharpness is measured.
#[component]
fn Sharpness() -> Built {
    let store = Store::here();
    let on = memo(move || store.measuring.with(|measuring| measuring.sharpness));
    let turn = move |on| store.measure(|measuring| measuring.sharpness = on);
    built! { <Switch name=words::SHARPNESS help=words::SHARPNESS_HELP on=on turn=turn /> }
}

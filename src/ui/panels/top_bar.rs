//! The bar at the top: the case, what to do, where the run is, and what computes it.

use leptos::prelude::*;

use crate::experiment::{Backend, Choice, cases};
use crate::ui::backend::Gpu;
use crate::ui::controls::{RewindSlider, RunButtons};
use crate::ui::store::{Phase, Store};
use crate::ui::theme::{Look, Theme};
use crate::ui::{address, format, words};

#[component]
pub fn TopBar(help: RwSignal<bool>) -> impl IntoView {
    view! {
        <header class="top">
            <h1>{words::TITLE}</h1>
            <CaseChoice />
            <RunButtons />
            <RewindSlider />
            <VitalSigns />
            <BackendChoice />
            <div class="tools">
                <CopyLink />
                <ThemeButton />
                <button class="quiet" aria-label=words::KEYS_TITLE on:click=move |_| help.set(true)>
                    {words::HELP}
                </button>
            </div>
        </header>
    }
}

/// Sets the page to one of the cases; shows which one it is set to.
#[component]
fn CaseChoice() -> impl IntoView {
    let store = Store::here();
    let chosen = Memo::new(move |_| {
        store.wanted.with(|wanted| {
            cases().iter().find(|case| case.experiment() == *wanted).map_or("", |case| case.key)
        })
    });
    let choose = move |event| {
        let key = event_target_value(&event);
        if let Some(case) = crate::experiment::case(&key) {
            store.admit(case.experiment());
        }
    };
    view! {
        <label class="case" data-help=words::CASE_HELP>
            <span class="visually-hidden">{words::CASE}</span>
            <select prop:value=chosen on:change=choose>
                <option value="" disabled selected=move || chosen.get().is_empty()>
                    {words::OWN_CASE}
                </option>
                {cases()
                    .iter()
                    .map(|case| {
                        view! {
                            <option value=case.key selected=move || chosen.get() == case.key>
                                {case.title}
                            </option>
                        }
                    })
                    .collect_view()}
            </select>
        </label>
    }
}

/// Step, loss, accuracy and state, as text.
#[component]
fn VitalSigns() -> impl IntoView {
    let store = Store::here();
    let latest = move || {
        store.record(|record| {
            let loss = record.latest.as_ref().map(|vitals| f64::from(vitals.loss));
            let accuracy = record.latest.as_ref().map(|vitals| f64::from(vitals.accuracy));
            (record.step(), loss, accuracy)
        })
    };
    let latest = Memo::new(move |_| latest().unwrap_or_default());
    let state = move || match store.phase.get() {
        Phase::Failed(_) => words::STATE_FAILED.to_owned(),
        Phase::Loading(what) => what,
        Phase::Ready if store.diverged() => words::STATE_DIVERGED.to_owned(),
        Phase::Ready if store.running.get() => words::STATE_RUNNING.to_owned(),
        Phase::Ready => words::STATE_PAUSED.to_owned(),
    };
    let none = || "\u{2013}".to_owned();
    view! {
        <dl class="vitals">
            <div>
                <dt>{words::VITAL_STEP}</dt>
                <dd class="step" data-vital="step">
                    {move || latest.get().0}
                </dd>
            </div>
            <div>
                <dt>{words::VITAL_LOSS}</dt>
                <dd class="loss" data-vital="loss">
                    {move || latest.get().1.map_or_else(none, format::loss)}
                </dd>
            </div>
            <div>
                <dt>{words::VITAL_ACCURACY}</dt>
                <dd class="accuracy" data-vital="accuracy">
                    {move || latest.get().2.map_or_else(none, format::percent)}
                </dd>
            </div>
            <div>
                <dt class="visually-hidden">{words::VITAL_STATE}</dt>
                <dd class="state" data-vital="state" aria-live="polite">
                    {state}
                </dd>
            </div>
        </dl>
    }
}

/// What computes, on what, and why; and the other one to choose.
#[component]
fn BackendChoice() -> impl IntoView {
    let store = Store::here();
    let running = Memo::new(move |_| store.decision.with(|decision| decision.as_ref().map(|decision| decision.backend)));
    let lacks_gpu = Memo::new(move |_| store.gpu.with(|gpu| gpu.as_ref().is_none_or(|gpu| !gpu.usable())));
    let why = move || {
        let reason = store.decision.with(|decision| decision.as_ref().map(|one| one.reason.clone())).unwrap_or_default();
        let lack = store.gpu.with(|gpu| gpu.as_ref().and_then(Gpu::lack)).unwrap_or_default();
        if reason.contains(&lack) { reason } else { format!("{reason} {lack}") }
    };
    let adapter = move || match running.get() {
        Some(Backend::Gpu) => store.gpu.with(|gpu| gpu.as_ref().and_then(Gpu::name).map(str::to_owned)),
        _ => None,
    };
    let text = move || {
        let backend = running.get().map_or("", Backend::key);
        let place = adapter().or_else(|| store.device.get()).unwrap_or_default();
        if place.is_empty() { backend.to_owned() } else { format!("{backend} \u{b7} {place}") }
    };
    let option = move |backend: Backend| {
        let absent = move || backend == Backend::Gpu && lacks_gpu.get();
        view! {
            <label class:absent=absent>
                <input
                    type="radio"
                    name="backend"
                    prop:checked=move || running.get() == Some(backend)
                    disabled=absent
                    on:change=move |_| store.choose(backend)
                />
                <span>{backend.label()}</span>
            </label>
        }
    };
    view! {
        <div class="backend" data-help=why title=why>
            <span class="segments" role="radiogroup" aria-label=words::COMPUTED_ON>
                {option(Backend::Gpu)}
                {option(Backend::Cpu)}
            </span>
            <span class="adapter">
                <span data-vital="backend">{text}</span>
                <span class="why">{why}</span>
            </span>
        </div>
    }
}

#[component]
fn CopyLink() -> impl IntoView {
    let copied = RwSignal::new(false);
    let copy = move |_| {
        let promise = window().navigator().clipboard().write_text(&address::link());
        leptos::task::spawn_local(async move {
            // Refused where the page may not use the clipboard; the address bar has the same text.
            if wasm_bindgen_futures::JsFuture::from(promise).await.is_ok() {
                copied.set(true);
                set_timeout(move || copied.set(false), std::time::Duration::from_secs(2));
            }
        });
    };
    view! {
        <button class="quiet copy" on:click=copy>
            {move || if copied.get() { words::COPIED } else { words::COPY_LINK }}
        </button>
    }
}

#[component]
fn ThemeButton() -> impl IntoView {
    let theme = Look::here().theme;
    let name = move || format!("{}: {}", words::THEME, theme.get().label());
    let sign = move || match theme.get() {
        Theme::System => "\u{25d0}",
        Theme::Light => "\u{25cb}",
        Theme::Dark => "\u{25cf}",
    };
    view! {
        <button class="quiet" aria-label=name title=name on:click=move |_| theme.update(|theme| *theme = theme.next())>
            {sign}
        </button>
    }
}

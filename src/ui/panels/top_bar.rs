//! The bar at the top: the case, what to do, where the run is, and what computes it.

use leptos::prelude::*;

use super::copy_link::CopyLink;
use super::why_backend;
use crate::experiment::{Backend, Case, Choice};
use crate::ui::controls::{RewindSlider, RunButtons};
use crate::ui::page::Page;
use crate::ui::phase::Phase;
use crate::ui::speed::{self, SPEEDS};
use crate::ui::store::Store;
use crate::ui::theme::{PageTheme, Theme};
use crate::words;

#[component]
pub fn TopBar(help: RwSignal<bool>) -> impl IntoView {
    view! {
        <header class="top">
            <h1>{words::TITLE}</h1>
            <CaseChoice />
            <RunButtons />
            <SpeedChoice />
            <RewindSlider />
            <Progress />
            <BackendChoice />
            <div class="tools">
                // The address of a document that is more than this page is not this page's.
                {Page::here().follows_address().then(|| view! { <CopyLink /> })}
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
    let chosen = Memo::new(move |_| store.wanted.with(|wanted| Case::of(wanted).map_or("", Case::key)));
    let choose = move |event| {
        let key = event_target_value(&event);
        if let Some(case) = Case::from_key(&key) {
            store.begin_with(case.experiment());
        }
    };
    view! {
        <label class="case" data-help=words::CASE_HELP>
            <span class="visually-hidden">{words::CASE}</span>
            <select prop:value=chosen on:change=choose>
                <option value="" disabled selected=move || chosen.get().is_empty()>
                    {words::OWN_CASE}
                </option>
                {Case::ALL
                    .iter()
                    .map(|&case| {
                        view! {
                            <option value=case.key() selected=move || chosen.get() == case.key()>
                                {words::cases::title(case)}
                            </option>
                        }
                    })
                    .collect_view()}
            </select>
        </label>
    }
}

/// How fast it trains.
#[component]
fn SpeedChoice() -> impl IntoView {
    let store = Store::here();
    let choose = move |event| {
        let key = event_target_value(&event);
        if let Some(chosen) = SPEEDS.into_iter().find(|one| speed::key(*one) == key) {
            store.set_speed(chosen);
        }
    };
    let option = move |one: Option<u32>| {
        view! {
            <option value=speed::key(one) selected=move || store.speed.get() == one>
                {words::speed(one)}
            </option>
        }
    };
    view! {
        <label class="speed" data-help=words::SPEED_HELP>
            <span class="visually-hidden">{words::SPEED}</span>
            <select on:change=choose>{SPEEDS.map(option).collect_view()}</select>
        </label>
    }
}

/// Where the run is: its state and its step, as text.
#[component]
fn Progress() -> impl IntoView {
    let store = Store::here();
    let step = Memo::new(move |_| store.record(|record| record.step()).unwrap_or_default());
    let state = move || match store.phase.get() {
        Phase::Asking => words::STATE_ASKING.to_owned(),
        Phase::Loading { .. } => words::STATE_LOADING.to_owned(),
        Phase::Hanging { .. } => words::STATE_HANGING.to_owned(),
        Phase::Working { work, done, total } => words::trainer::progress(work, done, total),
        Phase::Failed { .. } => words::STATE_FAILED.to_owned(),
        Phase::Ready if store.diverged() => words::STATE_DIVERGED.to_owned(),
        Phase::Ready if store.running.get() => words::STATE_RUNNING.to_owned(),
        Phase::Ready => words::STATE_PAUSED.to_owned(),
    };
    let state = Memo::new(move |_| state());
    view! {
        <p class="progress">
            <span class="state" data-vital="state" aria-live="polite" data-help=words::STATE_HELP>
                {state}
            </span>
            <span class="unit">{words::AT_STEP}</span>
            // Without spaces between its thousands: programs read it too.
            <span class="step" data-vital="step">
                {step}
            </span>
        </p>
    }
}

/// WebGPU or CPU. Which of them runs, on what and why, stands at the foot.
#[component]
fn BackendChoice() -> impl IntoView {
    let store = Store::here();
    let running = Memo::new(move |_| store.backend());
    let lacks_gpu = Memo::new(move |_| store.gpu.with(|gpu| gpu.as_ref().is_none_or(|gpu| !gpu.usable())));
    let option = move |backend: Backend| {
        let absent = move || backend == Backend::Gpu && lacks_gpu.get();
        view! {
            <label class:absent=absent>
                <input
                    type="radio"
                    name=store.page.id("backend")
                    prop:checked=move || running.get() == Some(backend)
                    disabled=absent
                    on:change=move |_| store.choose(backend)
                />
                <span>{words::settings::backend(backend)}</span>
            </label>
        }
    };
    view! {
        <span class="segments" role="radiogroup" aria-label=words::COMPUTED_ON data-help=move || why_backend(store)>
            {option(Backend::Gpu)}
            {option(Backend::Cpu)}
        </span>
    }
}

#[component]
fn ThemeButton() -> impl IntoView {
    let theme = PageTheme::here().theme;
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

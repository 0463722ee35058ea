//! What moves the run on, and where it is.

use leptos::prelude::*;

use crate::experiment::Case;
use crate::experiment::{Choice, Speed};
use crate::ui::address;
use crate::ui::controls::RunButtons;
use crate::ui::effect::memo;
use crate::ui::phase::Phase;
use crate::ui::share::Shared;
use crate::ui::store::Store;
use crate::ui::view::{Built, built};
use crate::words;

/// The buttons and the speed, and where the run is.
#[component]
pub fn Transport() -> Built {
    built! {
        <div class="transport">
            <RunButtons />
            <SpeedChoice />
            <Progress />
            <UndoRestart />
            <TabOfItsOwn />
        </div>
    }
}

/// The way back to the run before the last restart.
#[component]
fn UndoRestart() -> Built {
    let store = Store::here();
    let step = store.undo.step;
    built! {
        <Show when=move || step.get().is_some()>
            <button
                class="quiet undo"
                aria-label=move || step.get().map(words::undo_to)
                data-help=words::UNDO_HELP
                on:click=move |_| store.undo_restart()
            >
                {words::UNDO}
                <span class="tail">{move || step.get().map(words::at_step)}</span>
            </button>
        </Show>
    }
}

/// In a frame of another page, the way to this network in a tab of its own.
#[component]
fn TabOfItsOwn() -> Built {
    let store = Store::here();
    let link = move || address::with_fragment(&store.link_to(Shared::Settings, None, Default::default()));
    let point = move |event: leptos::ev::MouseEvent| {
        // As it is when it is followed.
        let _ = event_target::<web_sys::Element>(&event).set_attribute("href", &link());
    };
    Built::of(store.page.is_framed().then(|| {
        built! {
            <a class="open-tab" target="_blank" rel="noopener" href=link() title=words::share::OPEN_TAB aria-label=words::share::OPEN_TAB on:click=point>
                "\u{2197}"
            </a>
        }
    }))
}

/// Sets the page to one of the cases; shows which one it is set to.
#[component]
pub fn CaseChoice() -> Built {
    let store = Store::here();
    // A case's name says what is wrong.
    let case = move || if store.tells() { store.wanted.with(Case::of) } else { None };
    let chosen = memo(move || case().map_or("", Case::key));
    let choose = move |event| {
        let key = event_target_value(&event);
        if let Some(case) = Case::from_key(&key) {
            store.begin_case(case);
        }
    };
    let option = move |&case: &Case| {
        built! {
            <option value=case.key() selected=move || chosen.get() == case.key()>
                {words::cases::title(case)}
            </option>
        }
    };
    built! {
        <label class="case" data-help=words::CASE_HELP>
            <span class="visually-hidden">{words::CASE}</span>
            <select prop:value=chosen on:change=choose>
                <option value="" disabled selected=move || chosen.get().is_empty()>
                    {words::OWN_CASE}
                </option>
                {Case::ALL.iter().map(option)}
            </select>
        </label>
    }
}

/// How fast it trains.
#[component]
fn SpeedChoice() -> Built {
    let store = Store::here();
    let choose = move |event| {
        if let Some(chosen) = Speed::from_key(&event_target_value(&event)) {
            store.set_speed(chosen);
        }
    };
    let option = move |&one: &Speed| {
        built! {
            <option value=one.key() selected=move || store.speed.get() == one>
                {words::speed(one.most())}
            </option>
        }
    };
    built! {
        <label class="speed" data-help=words::SPEED_HELP>
            <span class="visually-hidden">{words::SPEED}</span>
            <select on:change=choose>{Speed::ALL.iter().map(option)}</select>
        </label>
    }
}

/// Where the run is: its step and its state, as text.
#[component]
fn Progress() -> Built {
    let store = Store::here();
    let step = memo(move || store.record(|record| record.step()).unwrap_or_default());
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
    let state = memo(state);
    built! {
        <p class="progress">
            <span class="unit">{words::AT_STEP} " "</span>
            // Without spaces between its thousands: programs read it too.
            <span class="step" data-vital="step">
                {step}
            </span>
            <span class="state" data-vital="state" aria-live="polite" data-help=words::STATE_HELP>
                {state}
            </span>
        </p>
    }
}

//! What the page around the frame is told, without asking.

use std::time::Duration;

use leptos::{ev, prelude::*};
use wasm_bindgen::JsValue;

use super::height;
use super::methods::{number, values};
use super::wire::{self, object};
use crate::experiment::Experiment;
use crate::record::Record;
use crate::session::RunId;
use crate::ui::clock::now;
use crate::ui::effect::{effect, memo};
use crate::ui::panels::{lost_sentence, sentence};
use crate::ui::phase::Notice;
use crate::ui::store::Store;
use crate::words::verdict as said;

/// Milliseconds between two times that the step is told.
const APART: f64 = 100.0;

/// Tells of everything from now on.
pub fn tell(store: Store) {
    tell_steps(store);
    tell_verdicts(store);
    tell_changes(store);
    tell_errors(store);
    tell_use();
    tell_height();
}

/// What of steps has been told.
#[derive(Clone, Copy)]
struct Told {
    step: Option<(RunId, u64)>,
    at: f64,
    /// It will be told soon.
    waits: bool,
}

/// The last step and its loss, not more than ten times a second.
fn tell_steps(store: Store) {
    let told = StoredValue::new(Told { step: None, at: f64::NEG_INFINITY, waits: false });
    let tell = move || {
        let run = store.runs.chosen_untracked().id;
        let Some((step, detail)) = store.record_untracked(|record| (record.step(), at_step(record))) else { return };
        let news = told.try_update_value(|told| {
            let news = told.step != Some((run, step));
            *told = Told { step: Some((run, step)), at: now(), waits: false };
            news
        });
        if news == Some(true) {
            wire::tell("step", detail);
        }
    };
    effect(move || {
        store.heard.track();
        let Told { at, waits, .. } = told.get_value();
        match at + APART - now() {
            _ if waits => {}
            ..=0.0 => untrack(tell),
            wait => {
                told.update_value(|told| told.waits = true);
                set_timeout(tell, Duration::from_millis(wait as u64 + 1));
            }
        }
    });
}

fn at_step(record: &Record) -> JsValue {
    let latest = record.latest();
    let value = |number: Option<f32>| number.map_or(JsValue::NULL, |number| f64::from(number).into());
    object([
        ("step", number(record.step())),
        ("loss", value(latest.map(|latest| latest.loss))),
        ("accuracy", value(latest.map(|latest| latest.accuracy))),
    ])
}

/// Each new verdict, where the page says it.
fn tell_verdicts(store: Store) {
    let mut before = None;
    effect(move || {
        let diagnosis = store.said();
        let verdict = diagnosis.as_ref().map(|diagnosis| diagnosis.verdict);
        if let Some(diagnosis) = diagnosis.filter(|_| before != Some(verdict)) {
            wire::tell(
                "verdict",
                object([
                    ("verdict", diagnosis.verdict.key().into()),
                    ("name", said::name(diagnosis.verdict).into()),
                    ("claim", said::sentences(&diagnosis).claim.into()),
                    ("step", number(diagnosis.indicators.step)),
                ]),
            );
        }
        before = Some(verdict);
    });
}

/// Settings that have become something else, whoever changed them.
fn tell_changes(store: Store) {
    let mut before = None::<(RunId, Experiment)>;
    effect(move || {
        let (run, now) = (store.runs.chosen().id, store.wanted.get());
        if let Some((_, old)) = before.take().filter(|(of, old)| *of == run && *old != now) {
            let changed: Vec<&str> = old.changes(&now).into_iter().map(|setting| setting.key).collect();
            let changes = values(&now, |key| changed.contains(&key));
            let anew = old.needs_restart(&now);
            wire::tell("change", object([("changes", changes), ("restarts", anew.into())]));
        }
        before = Some((run, now));
    });
}

/// What the page itself says went wrong.
fn tell_errors(store: Store) {
    let tell = |sentence: String| wire::tell("error", object([("message", sentence.into())]));
    let mut before = Vec::<Notice>::new();
    effect(move || {
        let notices = store.notices.get();
        // That a run is trained again is nothing wrong.
        let wrong = |notice: &&Notice| !before.contains(*notice) && !matches!(notice, Notice::Replays { .. });
        notices.iter().filter(wrong).map(sentence).for_each(tell);
        before = notices;
    });
    let lost = memo(move || lost_sentence(store));
    effect(move || lost.get().into_iter().for_each(tell));
}

/// That the visitor does something here: pages that take turns give it to this one. After the click itself, or one that is let
/// go by it would take it for a pause.
fn tell_use() {
    let tell = || wire::tell("active", JsValue::NULL);
    let click = window_event_listener(ev::click, move |_| tell());
    let key = window_event_listener(ev::keydown, move |_| tell());
    on_cleanup(move || {
        click.remove();
        key.remove();
    });
}

/// The height that suits the frame's width, as Embedly and Canvas are told it.
fn tell_height() {
    let last = StoredValue::new(None::<f64>);
    let tell = move || {
        let width = window().inner_width().ok().and_then(|width| width.as_f64()).unwrap_or_default();
        let Some(height) = height::wished(width, last.get_value()) else { return };
        last.set_value(Some(height));
        let address = window().location().href().unwrap_or_default();
        let embedly = object([("src", address.into()), ("context", "iframe.resize".into()), ("height", height.into())]);
        if let Ok(text) = js_sys::JSON::stringify(&embedly) {
            wire::post(&text.into());
        }
        wire::post(&object([("subject", "lti.frameResize".into()), ("height", height.into())]));
    };
    tell();
    let resize = window_event_listener(ev::resize, move |_| tell());
    on_cleanup(move || resize.remove());
}

//! Trials and the run's own losses, exactly, for whoever scripts the page: the tests.

use std::cell::Cell;

use js_sys::Float32Array;
use wasm_bindgen::prelude::*;

use crate::ui::store::Store;

thread_local! {
    /// The first page of the document.
    static STORE: Cell<Option<Store>> = const { Cell::new(None) };
}

/// Makes a page the one that is looked at, unless there is one.
pub fn expose(store: Store) {
    if STORE.get().is_none() {
        STORE.set(Some(store));
    }
}

/// The losses of the steps of that trial, the first of them after the step that it went on from; by its button's label. None
/// where there is no such trial.
#[wasm_bindgen(js_name = trialLosses)]
pub fn trial_losses(label: &str) -> Option<Float32Array> {
    STORE.get()?.trials.losses_of(label).map(|losses| Float32Array::from(losses.as_slice()))
}

/// The losses of the chosen run's steps, those of the last 200: one after that step, and so on. Empty where that step is
/// longer ago.
#[wasm_bindgen(js_name = runLosses)]
pub fn run_losses(after: f64) -> Float32Array {
    let losses = STORE.get().and_then(|store| {
        store.record_untracked(|record| {
            let later = record.recent.iter().filter(|vitals| vitals.step as f64 > after);
            let losses: Vec<(u64, f32)> = later.map(|vitals| (vitals.step, vitals.loss)).collect();
            let whole = losses.first().is_some_and(|(step, _)| *step as f64 == after + 1.0);
            if whole { losses.into_iter().map(|(_, loss)| loss).collect() } else { Vec::new() }
        })
    });
    Float32Array::from(losses.unwrap_or_default().as_slice())
}

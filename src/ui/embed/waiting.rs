//! Calls whose answer is still to come: looked at whenever the trainer was heard, not with the screen's frames, which a page
//! that nobody sees has none of.

use leptos::prelude::*;
use wasm_bindgen::JsValue;

use super::wire::{Answer, answer};
use crate::ui::effect::effect;
use crate::ui::panels::{lost_sentence, sentence};
use crate::ui::phase::{Notice, Phase};
use crate::ui::store::Store;
use crate::words::embed as said;

/// Gives the answer once there is one.
pub type Look = Box<dyn FnMut() -> Option<Answer>>;

/// The calls that are not answered yet, with their names.
#[derive(Clone, Copy)]
pub struct Waiting {
    list: StoredValue<Vec<(JsValue, Look)>, LocalStorage>,
}

impl Waiting {
    pub fn new(store: Store) -> Self {
        let waiting = Self { list: StoredValue::new_local(Vec::new()) };
        effect(move || {
            store.heard.track();
            store.phase.track();
            untrack(|| waiting.look());
        });
        waiting
    }

    /// Answers a call, now or once there is an answer.
    pub fn answer(self, id: JsValue, mut look: Look) {
        match untrack(&mut look) {
            Some(result) => answer(&id, result),
            None => self.list.update_value(|list| list.push((id, look))),
        }
    }

    fn look(self) {
        let calls = self.list.try_update_value(std::mem::take).unwrap_or_default();
        for (id, look) in calls {
            self.answer(id, look);
        }
    }
}

/// What has been asked of the trainer so far.
pub struct Order {
    generation: u32,
    number: u64,
    refusals: u32,
}

impl Order {
    pub fn given(store: Store) -> Self {
        Self {
            generation: store.generation.get_value(),
            number: store.sent.get_value(),
            refusals: store.refusals.get_value(),
        }
    }

    /// Whether the trainer has done all of it; none where it has yet to say.
    pub fn obeyed(&mut self, store: Store) -> Option<Result<(), String>> {
        if store.refusals.get_value() != self.refusals {
            return Some(Err(refusal(store)));
        }
        if self.generation != store.generation.get_value() {
            // Another trainer was asked for all that is wanted.
            *self = Self { refusals: self.refusals, ..Self::given(store) };
        }
        let up = trainer_is_up(store)?;
        (up.is_err() || store.obeyed.get_value() >= self.number).then_some(up)
    }
}

/// None while the trainer is on its way; an error where there will be none.
fn trainer_is_up(store: Store) -> Option<Result<(), String>> {
    if store.phase.with_untracked(|phase| matches!(phase, Phase::Failed { .. })) {
        return Some(Err(untrack(|| lost_sentence(store)).unwrap_or_default()));
    }
    store.device.with_untracked(Option::is_some).then_some(Ok(()))
}

/// Whether the chosen run's network stands; none where it is on its way.
pub fn stands(store: Store) -> Option<Result<(), String>> {
    match trainer_is_up(store)? {
        Ok(()) => {
            let stands = store.runs.chosen_untracked().standing.with_value(Option::is_some);
            let known = stands && store.record_untracked(|_| ()).is_some();
            not_refused(store).map(|()| known.then_some(())).transpose()
        }
        wrong => Some(wrong),
    }
}

/// That the network that was asked for last stands, or is on its way.
///
/// # Errors
/// Why it is not: it was refused, waits for the visitor's consent, or its trainer is lost.
pub fn not_refused(store: Store) -> Result<(), String> {
    let up = trainer_is_up(store).transpose()?.is_some();
    let refused = up && store.runs.chosen_untracked().sent.with_value(Option::is_none);
    if refused { Err(refusal(store)) } else { Ok(()) }
}

/// Why a command was refused.
fn refusal(store: Store) -> String {
    let last = store.notices.with_untracked(|notices| {
        let refusals = notices.iter().rev().find(|notice| matches!(notice, Notice::Refused(_) | Notice::Large { .. }));
        refusals.map(sentence)
    });
    last.unwrap_or_else(|| said::NO_NETWORK.to_owned())
}

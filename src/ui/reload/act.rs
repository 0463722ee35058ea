//! The run that is left to a reload, and its replay after it.

use leptos::prelude::*;
use wasm_bindgen::prelude::*;

use super::left::{Goal, Left};
use crate::experiment::ViewSettings;
use crate::session::Command;
use crate::ui::address;
use crate::ui::phase::Notice;
use crate::ui::share::Shared;
use crate::ui::store::Store;

#[wasm_bindgen(module = "/src/ui/reload/reload.js")]
extern "C" {
    fn leave(tell: &Closure<dyn Fn() -> String>);
}

/// A run that has trained fewer steps simply begins anew.
const LEAST: u64 = 20;

impl Store {
    /// Leaves the run to a reload of this page.
    pub fn leave_to_reload(self) {
        let tell = Closure::new(move || self.left().map(|left| left.written()).unwrap_or_default());
        leave(&tell);
        // As long as the document.
        tell.forget();
    }

    fn left(self) -> Option<Left> {
        // An address that was edited in this moment is a wish for something else.
        if address::edited() {
            return None;
        }
        let step = self.record_untracked(|record| record.step()).filter(|step| *step >= LEAST)?;
        let shared = if untrack(|| self.runs.compared()) { Shared::Both } else { Shared::Run };
        let goal = self.goal.get_value().unwrap_or(Goal { step, goes_on: self.wants_running.get_value() });
        Some(Left { run: self.link_to(shared, None, ViewSettings::default()), goal })
    }

    /// Has the trainer replay to the goal, where there is one.
    pub(in crate::ui) fn send_goal(self) {
        if let Some(goal) = self.goal.get_value() {
            self.send(Command::Speed { most: None });
            self.send(Command::StopAt { step: Some(goal.step) });
            self.notice(Notice::Replays { to: goal.step });
        }
    }

    /// The trainer has stopped: at the goal, it goes on as before the reload, or holds.
    pub(in crate::ui) fn reach_goal(self) -> bool {
        let step = self.record_untracked(|record| record.step());
        let Some(goal) = self.goal.get_value().filter(|goal| step == Some(goal.step)) else { return false };
        self.give_up_goal();
        self.wants_running.set_value(goal.goes_on);
        if goal.goes_on {
            self.run();
        }
        true
    }

    /// What is replayed is nothing that the visitor waits for any more.
    pub(in crate::ui) fn give_up_goal(self) {
        if self.goal.get_value().is_some() {
            self.goal.set_value(None);
            self.send(Command::StopAt { step: None });
            self.send(Command::Speed { most: self.speed.get_untracked().most() });
        }
        self.notices.update(|notices| notices.retain(|notice| !matches!(notice, Notice::Replays { .. })));
    }
}

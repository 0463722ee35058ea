//! A reload brings the run back by its story: it is trained again, as fast as it can be, to where it was.

use leptos::prelude::*;
use wasm_bindgen::prelude::*;

use super::address;
use super::phase::Notice;
use super::share::Shared;
use super::store::Store;
use crate::experiment::{Permalink, Start, ViewSettings, from_fragment};
use crate::session::Command;

#[wasm_bindgen(module = "/src/ui/reload.js")]
extern "C" {
    fn leave(tell: &Closure<dyn Fn() -> String>);
    fn left() -> String;
}

/// A run that has trained fewer steps simply begins anew.
const LEAST: u64 = 20;

/// Where a replay is to get.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Goal {
    pub step: u64,
    /// Whether it trains on from there.
    pub goes_on: bool,
}

/// What a tab left: its address, its run as a link's fragment, and where it was.
#[derive(Clone, Debug, PartialEq)]
struct Left {
    address: String,
    run: String,
    goal: Goal,
}

impl Left {
    fn written(&self) -> String {
        format!("{}\n{}\n{}\n{}", self.address, self.run, self.goal.step, self.goal.goes_on)
    }

    fn read(text: &str) -> Option<Self> {
        let mut lines = text.split('\n').map(str::to_owned);
        let (address, run, step, goes_on) = (lines.next()?, lines.next()?, lines.next()?, lines.next()?);
        let goal = Goal { step: step.parse().ok()?, goes_on: goes_on.parse().ok()? };
        Some(Self { address, run, goal })
    }
}

/// Puts the run from before the reload into what the address asks for; where it is to get.
pub fn bring_back(link: &mut Permalink) -> Option<Goal> {
    let left = Left::read(&left())?;
    // An address that was edited is a wish for something else.
    if left.address != address::fragment() || link.view.stop.is_some() || link.view.start != Start::Visible {
        return None;
    }
    let run = from_fragment(&left.run);
    (link.story, link.versus) = (run.story, run.versus);
    Some(left.goal)
}

impl Store {
    /// Leaves the run to a reload of this page.
    pub fn leave_to_reload(self) {
        let tell = Closure::new(move || self.left().map(|left| left.written()).unwrap_or_default());
        leave(&tell);
        // As long as the document.
        tell.forget();
    }

    fn left(self) -> Option<Left> {
        let step = self.record_untracked(|record| record.step()).filter(|step| *step >= LEAST)?;
        let shared = if untrack(|| self.runs.compared()) { Shared::Both } else { Shared::Run };
        let goal = self.goal.get_value().unwrap_or(Goal { step, goes_on: self.wants_running.get_value() });
        Some(Left { address: address::fragment(), run: self.link_to(shared, None, ViewSettings::default()), goal })
    }

    /// Has the trainer replay to the goal, where there is one.
    pub(super) fn send_goal(self) {
        if let Some(goal) = self.goal.get_value() {
            self.send(Command::Speed { most: None });
            self.send(Command::StopAt { step: Some(goal.step) });
            self.notice(Notice::Replays { to: goal.step });
        }
    }

    /// The trainer has stopped: at the goal, it goes on as before the reload, or holds.
    pub(super) fn reach_goal(self) -> bool {
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
    pub(super) fn give_up_goal(self) {
        if self.goal.get_value().is_some() {
            self.goal.set_value(None);
            self.send(Command::StopAt { step: None });
            self.send(Command::Speed { most: self.speed.get_untracked().most() });
        }
        self.notices.update(|notices| notices.retain(|notice| !matches!(notice, Notice::Replays { .. })));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_tab_leaves_is_read_again() {
        let goal = Goal { step: 812, goes_on: false };
        let left = Left { address: "#depth=30".to_owned(), run: "#depth=30&changes=3:clip=norm".to_owned(), goal };
        assert_eq!(Left::read(&left.written()), Some(left));
        assert_eq!(Left::read(""), None);
        assert_eq!(Left::read("a\nb\nc\nd"), None);
    }
}

//! What a link's author leaves to set. Whatever is hidden or locked is said, and can be had back.

use leptos::prelude::*;

use super::phase::Notice;
use super::store::Store;
use crate::experiment::{Controls, Experiment, Key, Panel, Start, ViewSettings, settings};
use crate::ui::effect::memo;

/// What a visitor may do with a control.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    Open,
    /// It shows what holds, and cannot be changed.
    Locked,
    Hidden,
}

/// What is set by the four switches, and stays where there are few controls.
const SWITCHES: [Key; 4] = [Key::BatchNorm, Key::Residual, Key::Activation, Key::Clip];
/// The sliders that stay where there are few controls.
const FEW: [Key; 2] = [Key::Depth, Key::InitScale];

/// Of a setting's own control.
fn of_control(view: &ViewSettings, key: Key) -> Access {
    match view.controls {
        Controls::None => Access::Hidden,
        Controls::Few if !FEW.contains(&key) => Access::Hidden,
        Controls::Few | Controls::All => listed(view, key),
    }
}

/// Of the switch that sets it.
fn of_switch(view: &ViewSettings, key: Key) -> Access {
    if view.controls == Controls::None || !view.shows(Panel::Switches) { Access::Hidden } else { listed(view, key) }
}

fn listed(view: &ViewSettings, key: Key) -> Access {
    match key {
        _ if view.hide.contains(&key) => Access::Hidden,
        _ if view.lock.contains(&key) => Access::Locked,
        _ => Access::Open,
    }
}

/// How many settings there is no control of, and of how many it is locked.
fn withheld(view: &ViewSettings) -> (usize, usize) {
    let best = |key: Key| {
        let control = if view.shows(Panel::Settings) { of_control(view, key) } else { Access::Hidden };
        let switch = if SWITCHES.contains(&key) { of_switch(view, key) } else { Access::Hidden };
        [control, switch].into_iter().min_by_key(|access| *access as usize).unwrap_or(Access::Hidden)
    };
    let count = |access| settings().iter().filter(|setting| best(setting.id) == access).count();
    (count(Access::Hidden), count(Access::Locked))
}

impl Store {
    /// What the visitor may do with the control of that setting.
    pub fn access(self, key: Key) -> Memo<Access> {
        memo(move || self.view.with(|view| of_control(view, key)))
    }

    /// What he may do with the switch that sets it.
    pub fn switch_access(self, key: Key) -> Memo<Access> {
        memo(move || self.view.with(|view| of_switch(view, key)))
    }

    /// How many controls are hidden and how many locked.
    pub fn withheld(self) -> Memo<(usize, usize)> {
        memo(move || self.view.with(withheld))
    }

    /// Whether a part is shown.
    pub fn shows(self, panel: Panel) -> bool {
        self.view.with(|view| view.shows(panel))
    }

    /// How much there is to set.
    pub fn controls(self) -> Memo<Controls> {
        memo(move || self.view.with(|view| view.controls))
    }

    /// Whether the visitor can start it.
    pub fn can_run(self) -> bool {
        self.view.with(|view| view.start != Start::Never)
    }

    /// Shows everything, and lets it be changed.
    pub fn unlock(self) {
        self.view.update(|view| {
            (view.controls, view.panels) = (Controls::All, None);
            (view.hide, view.lock) = (Vec::new(), Vec::new());
        });
    }

    /// Takes back what is locked of a change; says so where that was anything.
    pub(super) fn keep_locked(self, before: &Experiment, wanted: &mut Experiment) {
        let locked: Vec<Key> = self.view.with_untracked(|view| {
            let changed = before.changes(wanted).into_iter().map(|setting| setting.id);
            changed.filter(|key| view.lock.contains(key)).collect()
        });
        for key in &locked {
            let setting = key.setting();
            // What it was it can be again.
            let _ = setting.set(wanted, setting.get(before));
        }
        if !locked.is_empty() {
            self.notice(Notice::Locked(locked));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::from_fragment;

    #[test]
    fn a_link_says_what_can_be_set() {
        let view = |link: &str| from_fragment(link).view;
        assert_eq!(of_control(&view(""), Key::Seed), Access::Open);
        assert_eq!(of_control(&view("lock=seed"), Key::Seed), Access::Locked);
        assert_eq!(of_control(&view("hide=seed&lock=seed"), Key::Seed), Access::Hidden);
        assert_eq!(of_control(&view("controls=few"), Key::Depth), Access::Open);
        assert_eq!(of_control(&view("controls=few"), Key::Seed), Access::Hidden);
        assert_eq!(of_switch(&view("controls=few"), Key::Clip), Access::Open);
        assert_eq!(of_switch(&view("controls=none"), Key::Clip), Access::Hidden);
    }

    #[test]
    fn what_is_withheld_is_counted() {
        let count = |link: &str| withheld(&from_fragment(link).view);
        assert_eq!(count(""), (0, 0));
        assert_eq!(count("hide=seed,depth&lock=width"), (2, 1));
        let all = settings().len();
        assert_eq!(count("controls=none"), (all, 0));
        // The four switches and two sliders stay.
        assert_eq!(count("controls=few"), (all - 6, 0));
        assert_eq!(count("panels=switches"), (all - 4, 0));
    }
}

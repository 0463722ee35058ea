//! What moves in the drawn network: ribbons ease to what was measured, marks appear, a pulse runs. No browser in it.

use super::marks::{APPEARING, Shown};
use super::picture::Picture;
use super::pulse;
use super::reach::Steady;
use super::strength::Strength;

/// Milliseconds in which a ribbon comes to what was measured.
const EASING: f64 = 160.0;
/// A ribbon that changes by less than this, in decades, is there at once.
const UNSEEN: f64 = 0.02;

/// One drawn network over time; times are milliseconds of the page's clock.
#[derive(Clone, Debug)]
pub struct Live {
    pub picture: Picture,
    pub reach: Steady,
    /// Whether anything may move.
    pub moves: bool,
    before: Strengths,
    eased_from: f64,
    /// When each kind of mark was switched on; long ago where it was not seen to be.
    arcs_at: f64,
    brackets_at: f64,
    wedges_at: f64,
    pulse_at: f64,
}

/// What both ribbons show.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Strengths {
    pub forward: Vec<Strength>,
    pub backward: Vec<Strength>,
}

const LONG_AGO: f64 = f64::NEG_INFINITY;

impl Live {
    pub fn new(picture: Picture, moves: bool) -> Self {
        let before = strengths(&picture);
        Self {
            picture,
            reach: Steady::default(),
            moves,
            before,
            eased_from: LONG_AGO,
            arcs_at: LONG_AGO,
            brackets_at: LONG_AGO,
            wedges_at: LONG_AGO,
            pulse_at: LONG_AGO,
        }
    }

    /// Takes what was measured since.
    pub fn take(&mut self, picture: Picture, now: f64) {
        let shown = self.strengths(now);
        // What is measured of another network did not become of this one's.
        let follows = self.moves && picture.depth == self.picture.depth && self.picture.step.is_some();
        let next = strengths(&picture);
        let far = |from: &[Strength], to: &[Strength]| from.iter().zip(to).any(|(from, to)| differ(*from, *to));
        if follows && (far(&shown.forward, &next.forward) || far(&shown.backward, &next.backward)) {
            (self.before, self.eased_from) = (shown, now);
        } else {
            self.eased_from = LONG_AGO;
        }
        if let Some(step) = picture.step {
            self.reach.take(step, picture.reach());
        } else {
            self.reach = Steady::default();
        }
        let switched = |was: bool, is: bool, at: f64| if follows && is && !was { now } else { at };
        self.arcs_at = switched(self.picture.residual, picture.residual, self.arcs_at);
        self.brackets_at = switched(self.picture.batch_norm, picture.batch_norm, self.brackets_at);
        self.wedges_at = switched(self.picture.clips.is_some(), picture.clips.is_some(), self.wedges_at);
        if [self.arcs_at, self.brackets_at, self.wedges_at].contains(&now) {
            // What was switched on is seen at work at once.
            self.pulse_at = LONG_AGO;
        }
        self.picture = picture;
    }

    /// What the ribbons show.
    pub fn strengths(&self, now: f64) -> Strengths {
        let target = strengths(&self.picture);
        let way = (now - self.eased_from) / EASING;
        if way >= 1.0 {
            return target;
        }
        let ease = |from: &[Strength], to: &[Strength]| {
            let pairs = to.iter().enumerate();
            pairs
                .map(|(layer, to)| {
                    from.get(layer).map_or(*to, |from| from.towards(*to, 1.0 - (1.0 - way) * (1.0 - way)))
                })
                .collect()
        };
        Strengths {
            forward: ease(&self.before.forward, &target.forward),
            backward: ease(&self.before.backward, &target.backward),
        }
    }

    pub fn is_easing(&self, now: f64) -> bool {
        now - self.eased_from < EASING
    }

    /// How far the marks have appeared.
    pub fn marks(&self, now: f64) -> Shown {
        let share = |at: f64| ((now - at) / APPEARING).clamp(0.0, 1.0);
        Shown { arcs: share(self.arcs_at), brackets: share(self.brackets_at), wedges: share(self.wedges_at) }
    }

    /// Lets a pulse go where one may: while something is measured, and not too soon after the last.
    pub fn pulse(&mut self, now: f64) {
        let flows = self.moves && self.picture.torn.is_none() && self.reach.shown().is_some();
        if flows && now - self.pulse_at >= pulse::APART {
            self.pulse_at = now;
        }
    }

    /// Milliseconds since the last pulse left.
    pub fn since_pulse(&self, now: f64) -> f64 {
        now - self.pulse_at
    }
}

fn strengths(picture: &Picture) -> Strengths {
    Strengths { forward: picture.forward.clone(), backward: picture.backward.strengths.clone() }
}

fn differ(from: Strength, to: Strength) -> bool {
    match (from, to) {
        (Strength::Of(from), Strength::Of(to)) => (from - to).abs() > UNSEEN,
        // It is what it becomes at once.
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Experiment;

    fn picture(step: u64, log: f64) -> Picture {
        let mut picture = Picture::empty(&Experiment::default());
        picture.step = Some(step);
        picture.forward.fill(Strength::Of(log));
        picture.backward.strengths.fill(Strength::Of(log));
        picture
    }

    fn first(live: &Live, now: f64) -> Strength {
        live.strengths(now).forward[0]
    }

    #[test]
    fn a_ribbon_eases_to_what_was_measured() {
        let mut live = Live::new(picture(1, 0.0), true);
        live.take(picture(2, -2.0), 1000.0);
        assert_eq!(first(&live, 1000.0), Strength::Of(0.0));
        assert_eq!(first(&live, 1080.0), Strength::Of(-1.5));
        assert_eq!(first(&live, 1160.0), Strength::Of(-2.0));
        assert!(live.is_easing(1100.0) && !live.is_easing(1160.0));
    }

    #[test]
    fn nothing_moves_where_the_visitor_wants_no_motion() {
        let mut live = Live::new(picture(1, 0.0), false);
        live.take(Picture { residual: true, ..picture(2, -2.0) }, 1000.0);
        live.pulse(1000.0);
        assert_eq!(first(&live, 1000.0), Strength::Of(-2.0));
        assert_eq!((live.marks(1000.0), live.since_pulse(1000.0)), (Shown::ALL, f64::INFINITY));
    }

    #[test]
    fn what_is_switched_on_appears_and_a_pulse_leaves_at_once() {
        let mut live = Live::new(picture(1, 0.0), true);
        live.take(picture(2, 0.0), 900.0);
        live.pulse(900.0);
        live.take(Picture { residual: true, ..picture(3, 0.0) }, 1000.0);
        live.pulse(1000.0);
        assert_eq!(live.marks(1100.0), Shown { arcs: 0.25, ..Shown::ALL });
        assert_eq!(live.since_pulse(1000.0), 0.0);
        live.pulse(2000.0);
        assert_eq!(live.since_pulse(2000.0), 1000.0, "not so soon after the last");
    }
}

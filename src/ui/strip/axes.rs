//! The strip's axes: they move in large steps and rarely, so that nothing creeps while a run goes on. No browser in it.

use crate::ui::charts::axis::{logarithmic, nice};

/// Below this a logarithmic axis does not go: what a float32 loss can still tell from 0.
pub const LEAST_LOSS: f64 = 1e-7;

/// The least end of the axis of steps.
const FIRST_END: f64 = 100.0;
/// The least end where the run has ended in a crash, which may be its third step.
const LEAST_END: f64 = 10.0;
/// The axis grows where the handle has passed that share of it, by that factor.
const FULL: f64 = 0.62;
const GROWTH: f64 = 1.5;
/// It grows too where less than that share of what is drawn from the handle on is to be seen.
const MOST_OF: f64 = 0.8;
/// A linear axis of which less than that share is used becomes a shorter one.
const HARDLY_USED: f64 = 0.4;

/// The axis is logarithmic from this ratio of largest to smallest loss on, or so many times the loss of guessing...
const WIDE: f64 = 100.0;
const EXPLODED: f64 = 20.0;
/// ...and linear again only below these, so that it does not go back and forth.
const NARROW: f64 = 30.0;
const CALMED: f64 = 10.0;

/// What the axes are to hold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Needs {
    /// The smallest and largest loss of the runs.
    pub low: f64,
    pub high: f64,
    /// The same of what is drawn ahead of them.
    pub ahead: Option<(f64, f64)>,
    /// The loss of guessing.
    pub guessing: f64,
    /// The last step of all runs.
    pub step: u64,
    /// The step that what is drawn ahead reaches.
    pub reach: u64,
    /// Over how many steps what is drawn from the handle on goes; most of it is to be seen.
    pub span: f64,
    /// Whether a rewind has cut anything off: without one, fewer steps than before are a new run.
    pub was_cut: bool,
    /// Whether the run that has the handle has diverged.
    pub crashed: bool,
}

impl Needs {
    /// Of a page whose run has not begun.
    pub const NOTHING: Self = Self {
        low: std::f64::consts::LN_2,
        high: std::f64::consts::LN_2,
        ahead: None,
        guessing: std::f64::consts::LN_2,
        step: 0,
        reach: 0,
        span: 0.0,
        was_cut: false,
        crashed: false,
    };
}

/// The axes as they are drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axes {
    pub log: bool,
    /// The last step of the axis; it begins at 0.
    pub end: f64,
    /// The ends of the axis of losses.
    pub min: f64,
    pub max: f64,
    /// The runs' last step when they were made.
    step: u64,
}

impl Axes {
    /// The axes that come after those before, which move no more than they have to. `chosen`: whether the visitor wants them
    /// logarithmic, if he has said so.
    pub fn next(before: Option<&Self>, needs: &Needs, chosen: Option<bool>) -> Self {
        let before = before.filter(|before| needs.was_cut || needs.step >= before.step);
        let log = chosen.unwrap_or_else(|| is_wide(before, needs));
        let (low, high) =
            needs.ahead.map_or((needs.low, needs.high), |(low, high)| (needs.low.min(low), needs.high.max(high)));
        let high = if high.is_finite() { high.max(needs.guessing) } else { needs.guessing };
        let same = before.filter(|before| before.log == log);
        let (min, max) = if log { decades(same, low, high) } else { from_zero(same, high) };
        Self { log, end: end(before, needs), min, max, step: needs.step }
    }

    /// Where a step lies, 0 at the left end and 1 at the right.
    pub fn across(&self, step: f64) -> f64 {
        step / self.end
    }

    /// The step at such a place.
    pub fn step_at(&self, across: f64) -> f64 {
        across * self.end
    }

    /// Where a loss lies, 0 at the bottom and 1 at the top; beyond that where the axis does not hold it.
    pub fn up(&self, loss: f64) -> f64 {
        if self.log {
            (loss.max(LEAST_LOSS) / self.min).log10() / (self.max / self.min).log10()
        } else {
            loss / self.max
        }
    }

    /// The losses at which there is a line: about as many as that, at least two.
    pub fn lines(&self, most: usize) -> Vec<f64> {
        if most < 3 {
            return vec![if self.log { self.min } else { 0.0 }, self.max];
        }
        if self.log {
            return logarithmic(self.min, self.max, most as i32 - 1).lines;
        }
        let line = nice(self.max / (most as f64 - 1.0));
        let count = (self.max / line + 1e-6).floor() as usize;
        (0..=count).map(|index| index as f64 * line).collect()
    }

    /// The steps that are named: about as many as that, beginning with 0.
    pub fn ticks(&self, most: usize) -> Vec<u64> {
        let every = nice(self.end / most.max(1) as f64).max(1.0) as u64;
        (0..=(self.end / every as f64 + 1e-6) as u64).map(|index| index * every).collect()
    }
}

fn is_wide(before: Option<&Axes>, needs: &Needs) -> bool {
    let ratio = needs.high / needs.low.max(LEAST_LOSS);
    let guesses = needs.high / needs.guessing;
    let was = before.is_some_and(|before| before.log);
    if was { ratio >= NARROW || guesses >= CALMED } else { ratio > WIDE || guesses > EXPLODED }
}

fn end(before: Option<&Axes>, needs: &Needs) -> f64 {
    let mut end = before.map_or(FIRST_END, |before| before.end.max(FIRST_END));
    let step = needs.step as f64;
    end = if needs.crashed { end } else { end.max(needs.reach as f64) };
    while step > FULL * end || step + MOST_OF * needs.span > end {
        end *= GROWTH;
    }
    if needs.crashed {
        // It goes no further: its few steps have the room.
        return end.min(nice(2.0 * step).max(LEAST_END));
    }
    end
}

fn from_zero(before: Option<&Axes>, high: f64) -> (f64, f64) {
    let stays = before.filter(|before| high <= before.max && high > HARDLY_USED * before.max);
    // Two or three lines of 1, 2 or 5 above 0, so that a loss of 1.1 does not leave half of it empty.
    let line = nice(high.max(LEAST_LOSS) / 3.0);
    let max = line * (high / line - 1e-6).ceil().max(1.0);
    (0.0, stays.map_or(max, |before| before.max))
}

fn decades(before: Option<&Axes>, low: f64, high: f64) -> (f64, f64) {
    // A whole decade below a coin toss is there from the start: that is where the curve is to go.
    let axis = logarithmic(low.clamp(LEAST_LOSS, 0.1), high, 6);
    let span = |min: f64, max: f64| (max / min).log10();
    let stays = before.filter(|before| {
        axis.min >= before.min * 0.999
            && axis.max <= before.max * 1.001
            && span(axis.min, axis.max) > HARDLY_USED * span(before.min, before.max)
    });
    stays.map_or((axis.min, axis.max), |before| (before.min, before.max))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FLAT: Needs = Needs { low: 0.69, high: 0.75, step: 10, ..Needs::NOTHING };

    fn after(all: &[Needs]) -> Axes {
        let first = Axes::next(None, &FLAT, None);
        all.iter().fold(first, |before, needs| Axes::next(Some(&before), needs, None))
    }

    #[test]
    fn the_axis_of_steps_grows_by_half_when_the_handle_has_passed_three_fifths_of_it() {
        let end = |step| after(&[Needs { step, ..FLAT }]).end;
        assert_eq!([62, 63, 93, 94].map(end), [100.0, 150.0, 150.0, 225.0]);
        assert_eq!(after(&[Needs { step: 340, reach: 640, ..FLAT }, Needs { step: 396, ..FLAT }]).end, 640.0);
        assert_eq!(after(&[Needs { step: 340, reach: 640, ..FLAT }, Needs { step: 397, ..FLAT }]).end, 960.0);
    }

    #[test]
    fn what_is_drawn_from_the_handle_on_finds_most_of_its_room_and_the_axis_does_not_creep() {
        let ends: Vec<f64> = (50..400)
            .scan(None, |before, step| {
                *before = Some(Axes::next(before.as_ref(), &Needs { step, reach: 350, span: 300.0, ..FLAT }, None));
                before.map(|axes| axes.end)
            })
            .collect();
        assert!(ends.iter().zip(50..).all(|(end, step)| f64::from(step) + 240.0 <= *end));
        assert_eq!(ends.windows(2).filter(|pair| pair[0] != pair[1]).count(), 2, "350, 525, 787.5");
    }

    #[test]
    fn a_rewind_leaves_it_and_a_new_run_begins_it_anew() {
        let far = Needs { step: 500, ..FLAT };
        let long = after(&[far]).end;
        assert_eq!(after(&[far, Needs { step: 5, was_cut: true, ..FLAT }]).end, long);
        assert_eq!(after(&[far, Needs { step: 5, ..FLAT }]).end, 100.0);
    }

    #[test]
    fn a_crash_in_the_third_step_is_not_a_hair_at_the_left() {
        let crash = Needs { step: 3, high: 1.9e9, crashed: true, reach: 303, ..FLAT };
        let axes = after(&[crash]);
        assert_eq!((axes.end, axes.log, axes.max), (10.0, true, 1e10));
        assert_eq!(after(&[crash, Needs { step: 0, was_cut: true, ..FLAT }]).end, 100.0);
    }

    #[test]
    fn the_axis_of_losses_holds_them_in_steps_of_1_2_5_and_does_not_move_for_less() {
        assert_eq!(after(&[]).max, 1.0);
        let high = |high| Needs { high, ..FLAT };
        assert_eq!(after(&[high(1.1)]).max, 1.5);
        assert_eq!(after(&[high(1.1), high(0.9)]).max, 1.5);
        assert_eq!(after(&[high(3.0), high(0.9)]).max, 1.0);
        assert_eq!(after(&[Needs { ahead: Some((0.1, 4.5)), ..FLAT }]).max, 6.0);
    }

    #[test]
    fn it_is_logarithmic_by_itself_and_does_not_go_back_and_forth() {
        let low = |low| Needs { low, ..FLAT };
        assert!(!after(&[low(0.008)]).log);
        assert!(after(&[low(0.007)]).log);
        assert!(after(&[low(0.007), low(0.008)]).log, "not for a little");
        assert!(!after(&[low(0.007), low(0.1)]).log);
        assert!(after(&[Needs { high: 15.0, ..FLAT }]).log, "an explosion");
        assert!(!Axes::next(None, &low(1e-5), Some(false)).log, "as the visitor has it");
        assert!(!after(&[Needs { ahead: Some((1e-5, 0.7)), ..FLAT }]).log, "what is ahead does not turn it over");
    }

    #[test]
    fn lines_and_ticks_are_round_and_few() {
        let axes = after(&[]);
        assert_eq!(axes.lines(4), [0.0, 0.5, 1.0]);
        assert_eq!(axes.lines(2), [0.0, 1.0]);
        assert_eq!(axes.ticks(10), [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
        let crash = after(&[Needs { step: 3, high: 1.9e9, crashed: true, ..FLAT }]);
        assert_eq!(crash.ticks(100).len(), 11, "no half steps");
        assert!(crash.lines(4).len() <= 4);
        assert_eq!(crash.lines(2), [0.1, 1e10]);
    }

    #[test]
    fn places_are_shares_of_the_axes() {
        let axes = after(&[]);
        assert_eq!((axes.across(50.0), axes.step_at(0.5), axes.up(0.5)), (0.5, 50.0, 0.5));
        let log = Axes::next(None, &FLAT, Some(true));
        assert!((log.up(0.1) - 0.0).abs() < 1e-9 && (log.up(1.0) - 1.0).abs() < 1e-9);
        assert!(log.up(0.0).is_finite());
    }
}

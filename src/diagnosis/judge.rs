//! From the indicators to the verdict.
//!
//! The numbers here are set so that 20 healthy runs over depth, activation, optimizer and data are never called ill and
//! every trouble of the case tables is named within 50 steps (`tests/diagnosis/` trains them all).

use super::Verdict;
use super::indicators::{Indicators, LEARNED};
use crate::experiment::Activation;
use crate::record::Record;

/// Steps before anything but an explosion is said.
const FIRST_STEPS: usize = 10;
/// Steps before a flat loss is held against a network.
const PATIENCE: usize = 30;
/// The same where only its noise or its saturated units speak against it.
const LONG_PATIENCE: usize = 40;
/// The same where nothing but the loss itself does: many a healthy network starts on a plateau.
const LONGEST_PATIENCE: usize = 150;

/// Losses as multiples of guessing.
/// What has been learned is not called lost again for a little noise.
const STILL_LEARNED: f64 = 0.25;
const BETTER_THAN_GUESSING: f64 = 0.9;
const AS_GUESSING: f64 = 0.97;
const FAR_ABOVE_GUESSING: f64 = 4.0;
const OUT_OF_ALL_PROPORTION: f64 = 100.0;

/// A loss that has not fallen for so many steps is at rest.
const RESTS: u64 = 120;
/// Known by heart: the loss on the rows that are trained on, and what it is at least on those held out.
const BY_HEART: f64 = 0.8;
const WRONG: f64 = 0.5;

/// The share of the gradient that reaches the first layer, below which it has vanished.
pub const LOST: f64 = 1e-3;
/// With as little as that no plateau ends, however the loss wanders about it.
const UTTERLY_LOST: f64 = 1e-5;
/// Update ratios: a healthy one is about 1e-3.
const TOO_SHORT: f64 = 1e-5;
const FIRST_TOO_SHORT: f64 = 3e-5;
const THROWN: f64 = 3.0;
/// Norms of all gradients.
const HEALTHY_GRADIENT: f64 = 1.0;
const LARGE_GRADIENT: f64 = 10.0;
const EXPLODED_GRADIENT: f64 = 1e3;
/// With a smaller one, short steps are as they should be.
const SMALL_GRADIENT: f64 = 0.05;
/// With a smaller one of all rows the network is at a minimum.
const NO_GRADIENT: f64 = 1e-4;
/// A loss above it is not yet half learned.
const HALF_LEARNED: f64 = 0.5;
/// An update ratio below it is short where the loss has so many steps to go as it falls now.
const SHORT: f64 = 1e-4;
const FAR: f64 = 2000.0;
/// The typical jump of the loss, as a share of the loss.
const NOISY: f64 = 0.2;
/// Shares of activations, and of units.
const MOSTLY_SATURATED: f64 = 0.6;
const BLOCKED: f64 = 0.8;
const MOSTLY_DEAD: f64 = 0.6;
/// Of the first layer's spread: what enters a layer, below which the signal had faded before.
pub const FADED: f64 = 0.02;
/// On fewer rows a healthy unit, too, may be 0 on all of them.
const ROWS_TO_TELL_DEAD: usize = 16;

/// The verdict on these indicators; `before` is the one that stands, which is not given up for a little.
pub fn judge(indicators: &Indicators, record: &Record, before: Verdict) -> Verdict {
    if record.divergence.is_some() {
        return Verdict::Diverged;
    }
    let Some(loss) = indicators.loss else { return Verdict::Measuring };
    let judge = Judge { indicators, record, before, loss: loss / indicators.guess };
    if judge.explodes() {
        return Verdict::Exploding;
    }
    if indicators.steps < FIRST_STEPS {
        return Verdict::Measuring;
    }
    if judge.knows_by_heart() {
        return Verdict::Memorised;
    }
    let best = indicators.best_loss.unwrap_or(loss) / indicators.guess;
    if judge.loss < LEARNED || (judge.loss < STILL_LEARNED && (best < LEARNED || before == Verdict::Learned)) {
        return Verdict::Learned;
    }
    judge.complaint_despite_falling().unwrap_or_else(|| {
        // Units that are alike do the work of one, whatever that comes to.
        if record.alike && judge.after(PATIENCE) {
            return judge.complaint().unwrap_or(Verdict::AtItsBest);
        }
        if indicators.falls {
            return Verdict::Learning;
        }
        judge.complaint().unwrap_or_else(|| judge.at_rest())
    })
}

struct Judge<'a> {
    indicators: &'a Indicators,
    record: &'a Record,
    before: Verdict,
    /// The median loss as a multiple of guessing.
    loss: f64,
}

impl Judge<'_> {
    /// What is wrong whether or not the loss moves a little.
    fn complaint_despite_falling(&self) -> Option<Verdict> {
        if self.record.rows.all_constant() {
            // There is nothing to learn from, and no gradient to blame.
            self.after(PATIENCE).then_some(Verdict::Stuck)
        } else if self.after(PATIENCE) && self.creeps() {
            Some(Verdict::TooSlow)
        } else if self.after(PATIENCE) && self.has_died() && self.indicators.gradient_share == Some(0.0) {
            Some(Verdict::DyingRelu)
        } else if self.guesses() && self.after(LONG_PATIENCE) && self.is_saturated() {
            Some(Verdict::Saturated)
        } else if self.guesses() && self.after(PATIENCE) && below(self.indicators.gradient_share, UTTERLY_LOST) {
            Some(Verdict::Vanishing)
        } else {
            None
        }
    }

    /// What is wrong with a loss that does not fall.
    fn complaint(&self) -> Option<Verdict> {
        if self.after(PATIENCE) && self.has_died() {
            Some(Verdict::DyingRelu)
        } else if self.after(LONG_PATIENCE) && self.is_noisy() {
            Some(Verdict::TooNoisy)
        } else if self.after(LONG_PATIENCE) && self.loss > HALF_LEARNED && self.is_saturated() {
            Some(Verdict::Saturated)
        } else if !self.guesses() || !self.after(PATIENCE) {
            None
        } else if self.after(LONG_PATIENCE) && self.is_at_a_minimum() {
            Some(Verdict::AtItsBest)
        } else if self.is_lost() {
            Some(Verdict::Vanishing)
        } else if self.was_thrown() {
            Some(Verdict::Exploding)
        } else if self.after(LONGEST_PATIENCE) && self.loss > AS_GUESSING {
            // As a straight line they can do no better.
            let linear = self.record.experiment.activation == Activation::Linear;
            Some(if linear { Verdict::AtItsBest } else { Verdict::Stuck })
        } else {
            None
        }
    }

    /// What is said of a loss that does not fall, and nothing ails: that it learns only where it has come down from where it was.
    fn at_rest(&self) -> Verdict {
        let rests = if self.before == Verdict::AtItsBest { RESTS / 2 } else { RESTS };
        let rests = self.indicators.flat_for >= rests && !below(self.indicators.gradient_share, LOST);
        match self.before {
            _ if self.guesses() => Verdict::Measuring,
            _ if rests => Verdict::AtItsBest,
            _ if self.indicators.fell => Verdict::Learning,
            _ => Verdict::Measuring,
        }
    }

    /// Whether the rows that are trained on are told apart much better than those held out, and those ever worse. BatchNorm's
    /// running statistics lag behind a network that changes fast: there only what has been learned counts.
    fn knows_by_heart(&self) -> bool {
        let Indicators { least_held_out: Some(held_out), best_held_out: Some(best), guess, .. } = *self.indicators
        else {
            return false;
        };
        let (rise, apart) = if self.before == Verdict::Memorised { (0.1, 0.15) } else { (0.2, 0.3) };
        self.loss < BY_HEART
            && held_out > best + rise * guess
            && held_out > (self.loss + apart) * guess
            && held_out > WRONG * guess
    }

    /// Whether the loss is no better than guessing.
    fn guesses(&self) -> bool {
        self.loss >= BETTER_THAN_GUESSING
    }

    /// Whether the steps are too short everywhere, though there is a gradient to follow; or short, and the loss falls so slowly
    /// that it has far to go.
    fn creeps(&self) -> bool {
        let gets_nowhere = self.guesses() || !self.indicators.falls;
        let short = below(self.indicators.median_update, TOO_SHORT);
        let far_to_go = below(self.indicators.median_update, SHORT) && above(self.indicators.steps_left, FAR);
        above(self.indicators.total_gradient, SMALL_GRADIENT)
            && !self.is_lost()
            && ((gets_nowhere && short) || far_to_go)
    }

    /// Whether there is no gradient left to follow, though nothing holds it up on its way: all of the rows are in the batch.
    fn is_at_a_minimum(&self) -> bool {
        let all_rows = self.record.experiment.batch_size >= self.record.rows.rows();
        all_rows
            && below(self.indicators.total_gradient, NO_GRADIENT)
            && above(self.indicators.gradient_share, 10.0 * LOST)
    }

    /// A step moves a layer by more than its own size, or the loss is far above guessing and does not come down.
    fn explodes(&self) -> bool {
        let last = self.indicators.last_loss.map_or(0.0, |loss| loss / self.indicators.guess);
        let high = self.loss.min(last) > FAR_ABOVE_GUESSING && above(self.indicators.total_gradient, LARGE_GRADIENT);
        // Weights drawn next to 0 may well double in a step: then the gradient is no larger than elsewhere.
        let thrown =
            above(self.indicators.largest_update, THROWN) && above(self.indicators.total_gradient, HEALTHY_GRADIENT);
        thrown
            || self.loss.min(last) > OUT_OF_ALL_PROPORTION
            || (self.after(FIRST_STEPS) && high && !self.comes_down())
            || (!self.after(PATIENCE) && self.guesses() && self.was_thrown())
    }

    /// Whether a loss that jumps too much to be sure seems to fall.
    fn comes_down(&self) -> bool {
        let by_a_fifth = |(earlier, now): (f64, f64)| now < 0.8 * earlier;
        self.indicators.falls || self.indicators.earlier_loss.zip(self.indicators.loss).is_some_and(by_a_fifth)
    }

    /// Whether next to nothing of the gradient reaches the first layer; or so little that it hardly moves while the
    /// others do; or the signal fades on its way forward, so that no layer does.
    fn is_lost(&self) -> bool {
        let Indicators { first_update, median_update, signal_left, .. } = *self.indicators;
        let left_behind = first_update.zip(median_update).is_some_and(|(first, typical)| first < 0.03 * typical);
        let faded = below(signal_left, FADED) && below(median_update, TOO_SHORT);
        below(self.indicators.gradient_share, LOST) || (left_behind && below(first_update, FIRST_TOO_SHORT)) || faded
    }

    /// Whether an explosion some steps ago has left a network that no longer learns.
    fn was_thrown(&self) -> bool {
        self.indicators.peak_gradient.is_some_and(|(_, norm)| norm > EXPLODED_GRADIENT)
    }

    fn is_saturated(&self) -> bool {
        let flat_at_both_ends = self.record.experiment.activation.saturates_at_both_ends();
        let saturated = |share: super::LayerExtreme| {
            share.mean > MOSTLY_SATURATED || (share.most > BLOCKED && !self.indicators.falls)
        };
        flat_at_both_ends && self.indicators.saturated.is_some_and(saturated)
    }

    /// Whether units are 0 on every input although a signal reaches them.
    fn has_died(&self) -> bool {
        let experiment = &self.record.experiment;
        let can_tell = experiment.activation.can_die() && self.record.rows.rows() >= ROWS_TO_TELL_DEAD;
        let died = |dead: super::LayerExtreme| dead.most == 1.0 || dead.mean > MOSTLY_DEAD;
        can_tell
            && self.loss > BETTER_THAN_GUESSING * BETTER_THAN_GUESSING
            && self.indicators.dead.is_some_and(died)
            && above(self.indicators.signal_left, FADED)
    }

    fn is_noisy(&self) -> bool {
        let jump = self.indicators.jump.zip(self.indicators.loss).map(|(jump, loss)| jump / loss);
        self.loss > 0.75 && above(jump, NOISY) && !self.comes_down()
    }

    fn after(&self, steps: usize) -> bool {
        self.indicators.steps >= steps
    }
}

fn below(value: Option<f64>, limit: f64) -> bool {
    value.is_some_and(|value| value < limit)
}

fn above(value: Option<f64>, limit: f64) -> bool {
    value.is_some_and(|value| value > limit)
}

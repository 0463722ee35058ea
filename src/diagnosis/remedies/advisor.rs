//! Which remedies there are for a verdict, and which of them will not work in this state.
//!
//! What works was measured: the tests train every remedy that is offered without an obstacle, and those with one
//! (`tests/diagnosis/remedies.rs`).

use super::{Action, DECAY, Obstacle, Remedy};
use crate::diagnosis::{Indicators, SignalPropagation, Verdict, signal_propagation};
use crate::experiment::{Activation, Clip, Experiment};
use crate::record::Record;

/// Below this much signal or gradient a ReLU network did not start to learn (1e-3 of depth 20 did, 4e-5 of 30 did not).
const BENT_FADES: f64 = 3e-4;
/// Smooth activations are straight lines near 0, where nothing but a line can be learned.
const SMOOTH_FADES: f64 = 0.05;
/// Growth beyond which each kind of shorter step was measured to fail.
const TENTH_OF_RATE: f64 = 100.0;
const HUNDREDTH_OF_RATE: f64 = 700.0;
/// Above this learning rate a step is too long whatever the gradient; below the other one it is not.
const LARGE_RATE: f64 = 1.0;
const USUAL_RATE: f64 = 0.1;
const ADAM_OR_CLIP: f64 = 3e3;
/// Growth of the gradient under BatchNorm, and of the signal through residual blocks, that is an explosion of its own.
const NORM_EXPLODES: f64 = 1e3;
const BLOCKS_EXPLODE: f64 = 300.0;
/// A gradient of this norm has thrown the weights.
const THROWING: f64 = 100.0;
/// An explosion takes so many steps at most: what takes longer to shrink the weights comes too late.
const EXPLOSION: f64 = 20.0;
/// Weight decay that halves the weights in fewer steps outweighs the gradient.
const DECAYS_AWAY: f64 = 300.0;

/// The remedies for a verdict: those that work first, else in the order in which they are to be tried.
pub fn remedies(verdict: Verdict, indicators: &Indicators, record: &Record) -> Vec<Remedy> {
    let advisor = Advisor { indicators, record, now: &record.experiment };
    let mut remedies: Vec<Remedy> = advisor
        .candidates(verdict)
        .into_iter()
        .filter(|action| !action.is_hot() || action.applied_to(advisor.now) != *advisor.now)
        .map(|action| Remedy { action, obstacle: advisor.obstacle(action, verdict) })
        .collect();
    remedies.sort_by_key(|remedy| remedy.obstacle.is_some());
    remedies
}

struct Advisor<'a> {
    indicators: &'a Indicators,
    record: &'a Record,
    now: &'a Experiment,
}

impl Advisor<'_> {
    fn candidates(&self, verdict: Verdict) -> Vec<Action> {
        let rewind = self.record.healthy_checkpoint().map(Action::Rewind);
        match verdict {
            Verdict::Measuring | Verdict::Learning | Verdict::Learned => Vec::new(),
            Verdict::Vanishing => {
                let mut actions = vec![Action::BatchNorm, Action::Relu];
                actions.extend(self.residual());
                actions.push(Action::Tanh);
                actions.extend(self.no_decay());
                actions
            }
            Verdict::Exploding => rewind.into_iter().chain(self.against_explosion()).collect(),
            Verdict::Diverged => rewind.into_iter().chain([Action::Restart]).chain(self.against_explosion()).collect(),
            Verdict::Saturated => {
                let mut actions = vec![Action::BatchNorm];
                actions.extend(self.residual());
                actions.extend(self.lower_rate());
                actions
            }
            Verdict::DyingRelu => {
                let mut actions = vec![Action::BatchNorm, Action::LeakyRelu];
                actions.extend(self.residual());
                actions.extend(self.lower_rate());
                actions
            }
            Verdict::TooSlow => {
                let mut actions: Vec<Action> = self.higher_rate().into_iter().collect();
                actions.extend(self.adam());
                actions
            }
            Verdict::TooNoisy => {
                let mut actions: Vec<Action> = self.larger_batch().into_iter().collect();
                actions.extend(self.lower_rate());
                actions
            }
            Verdict::Stuck => {
                if self.now.activation == Activation::Linear {
                    return vec![Action::Relu, Action::Tanh];
                }
                let mut actions: Vec<Action> = self.adam().into_iter().collect();
                actions.push(Action::BatchNorm);
                actions.extend(self.no_decay());
                actions
            }
        }
    }

    fn against_explosion(&self) -> Vec<Action> {
        let mut actions: Vec<Action> = self.adam().into_iter().collect();
        actions.extend(self.lower_rate());
        if self.now.clip == Clip::Off {
            actions.push(Action::Clip);
        }
        actions.push(Action::BatchNorm);
        if self.now.batch_norm || self.now.residual {
            actions.extend(self.residual());
        }
        if self.now.weight_decay < DECAY && self.steps_to_halve(DECAY) > EXPLOSION {
            actions.push(Action::WeightDecay);
        }
        actions
    }

    /// Residual connections; where their blocks would add up to too much, scaled ones before them.
    fn residual(&self) -> Vec<Action> {
        let scaled = Action::ResidualScale((self.now.depth as f64).powf(-0.5));
        if self.blocks_add_up(Action::Residual).is_some() {
            vec![scaled, Action::Residual]
        } else {
            vec![Action::Residual]
        }
    }

    fn adam(&self) -> Option<Action> {
        (!self.now.optimizer.rescales()).then_some(Action::Adam)
    }

    fn lower_rate(&self) -> Option<Action> {
        let factor = if self.growth() < TENTH_OF_RATE { 10.0 } else { 100.0 };
        let rate = tidy(self.now.learning_rate / factor).clamp(1e-6, USUAL_RATE);
        (rate < self.now.learning_rate).then_some(Action::LowerLearningRate(rate))
    }

    /// The first power of ten that brings the typical update above 1e-3 of a weight's size; none where it is not far off.
    fn higher_rate(&self) -> Option<Action> {
        let wanted = self.now.learning_rate * 1e-3 / self.indicators.median_update?;
        let rate = 10f64.powf(wanted.log10().ceil()).clamp(1e-6, 0.1);
        (rate >= 9.0 * self.now.learning_rate).then_some(Action::HigherLearningRate(tidy(rate)))
    }

    fn larger_batch(&self) -> Option<Action> {
        let size = if self.now.batch_size < 64 { 64 } else { 4 * self.now.batch_size };
        let noise_is_the_batchs = self.now.batch_size < self.record.rows.rows() && self.now.learning_rate <= LARGE_RATE;
        (noise_is_the_batchs && size <= 1024).then_some(Action::LargerBatch(size))
    }

    fn no_decay(&self) -> Option<Action> {
        (self.now.weight_decay > 0.0 || self.now.l1 > 0.0).then_some(Action::NoDecay)
    }

    fn obstacle(&self, action: Action, verdict: Verdict) -> Option<Obstacle> {
        let own = match action {
            Action::BatchNorm | Action::Clip if explodes(verdict) && self.now.learning_rate > LARGE_RATE => {
                Some(Obstacle::StepsTooLong { rate: self.now.learning_rate })
            }
            Action::BatchNorm => self.nothing_to_scale(action).or_else(|| self.norm_grows(action)),
            Action::Relu | Action::LeakyRelu | Action::Tanh => {
                self.thrown(verdict).or_else(|| self.shrinks()).or_else(|| self.fades(action))
            }
            Action::Residual => self
                .thrown(verdict)
                .or_else(|| self.shrinks())
                .or_else(|| self.blocks_add_up(action))
                .or_else(|| self.fades(action)),
            Action::ResidualScale(_) => self.thrown(verdict).or_else(|| self.shrinks()),
            // Adam does not mind how large a gradient is, only how large the signal.
            Action::Adam if explodes(verdict) => still_grows(self.as_now().signal, ADAM_OR_CLIP),
            Action::Clip if explodes(verdict) => still_grows(self.growth(), ADAM_OR_CLIP),
            Action::LowerLearningRate(_) => match verdict {
                Verdict::DyingRelu => (self.indicators.gradient_share == Some(0.0)).then_some(Obstacle::DeadStay),
                Verdict::Saturated => Some(Obstacle::SaturatedStay),
                Verdict::Exploding | Verdict::Diverged => still_grows(self.growth(), HUNDREDTH_OF_RATE),
                Verdict::Measuring
                | Verdict::Learning
                | Verdict::Learned
                | Verdict::Vanishing
                | Verdict::TooSlow
                | Verdict::TooNoisy
                | Verdict::Stuck => None,
            },
            Action::WeightDecay => Some(Obstacle::TooWeak { steps: self.steps_to_halve(DECAY) }),
            Action::NoDecay => {
                let left = self.indicators.signal_left.filter(|left| *left < SMOOTH_FADES);
                left.map(|left| Obstacle::Shrunk { left })
            }
            Action::Restart => (*self.now == self.record.init_settings).then_some(Obstacle::SameAgain),
            Action::Adam
            | Action::Clip
            | Action::HigherLearningRate(_)
            | Action::LargerBatch(_)
            | Action::Rewind(_) => None,
        };
        own.or_else(|| (verdict == Verdict::Diverged && action.is_hot()).then_some(Obstacle::Diverged))
    }

    /// What becomes of signal and gradient with the settings of now.
    fn as_now(&self) -> SignalPropagation {
        signal_propagation(&self.record.init_settings, self.now)
    }

    /// The larger of what becomes of signal and gradient with the settings of now.
    fn growth(&self) -> f64 {
        let SignalPropagation { signal, gradient } = self.as_now();
        signal.max(gradient)
    }

    /// Steps in which weight decay alone would halve the weights.
    fn steps_to_halve(&self, decay: f64) -> f64 {
        std::f64::consts::LN_2 / (self.now.learning_rate * decay)
    }

    /// Whether weight decay takes the weights down faster than anything else can raise them.
    fn shrinks(&self) -> Option<Obstacle> {
        let steps = self.steps_to_halve(self.now.weight_decay);
        (steps < DECAYS_AWAY).then_some(Obstacle::Shrinks { steps })
    }

    /// Weights of 0: no norm makes anything of nothing.
    fn nothing_to_scale(&self, action: Action) -> Option<Obstacle> {
        (self.with(action).signal == 0.0).then_some(Obstacle::SignalFades { left: 0.0 })
    }

    fn norm_grows(&self, action: Action) -> Option<Obstacle> {
        let factor = self.with(action).gradient;
        (factor > NORM_EXPLODES).then_some(Obstacle::NormGrows { factor })
    }

    fn blocks_add_up(&self, action: Action) -> Option<Obstacle> {
        let factor = self.with(action).signal;
        (factor > BLOCKS_EXPLODE).then_some(Obstacle::BlocksAddUp { factor })
    }

    fn fades(&self, action: Action) -> Option<Obstacle> {
        if self.now.batch_norm {
            return None;
        }
        let propagation = self.with(action);
        let least = if bends_at_any_scale(self.activation_with(action)) { BENT_FADES } else { SMOOTH_FADES };
        if propagation.signal < least {
            Some(Obstacle::SignalFades { left: propagation.signal })
        } else {
            let fades = propagation.gradient < BENT_FADES;
            let fades = fades.then_some(Obstacle::GradientFades { left: propagation.gradient });
            fades.or_else(|| still_grows(propagation.gradient, ADAM_OR_CLIP))
        }
    }

    /// Whether an explosion killed the units, with nothing to keep it from going on where they come back.
    fn thrown(&self, verdict: Verdict) -> Option<Obstacle> {
        let (step, gradient) = self.indicators.peak_gradient?;
        let thrown = verdict == Verdict::DyingRelu && gradient > THROWING && self.now.clip == Clip::Off;
        thrown.then_some(Obstacle::Thrown { step, gradient })
    }

    fn activation_with(&self, action: Action) -> Activation {
        action.applied_to(self.now).activation
    }

    fn with(&self, action: Action) -> SignalPropagation {
        signal_propagation(&self.record.init_settings, &action.applied_to(self.now))
    }
}

/// Whether the activation has its bend at 0 and is straight on either side, as ReLU is: it is no straight line to a signal
/// however small.
fn bends_at_any_scale(activation: Activation) -> bool {
    let straight = |side: f64| activation.value(2.0 * side) == 2.0 * activation.value(side);
    straight(1.0) && straight(-1.0) && activation.value(-1.0) != -activation.value(1.0)
}

fn still_grows(factor: f64, most: f64) -> Option<Obstacle> {
    (factor > most).then_some(Obstacle::StillGrows { factor })
}

fn explodes(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Exploding | Verdict::Diverged)
}

/// Without the last digits that a division leaves.
fn tidy(rate: f64) -> f64 {
    format!("{rate:.6e}").parse().unwrap_or(rate)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Dataset;

    #[test]
    fn relu_and_its_leaky_kin_bend_at_any_scale() {
        use crate::experiment::Choice;
        let bent = Activation::ALL.iter().copied().filter(|activation| bends_at_any_scale(*activation));
        assert_eq!(bent.collect::<Vec<_>>(), [Activation::Relu, Activation::LeakyRelu]);
    }

    fn against_noise(experiment: Experiment) -> Vec<Action> {
        let rows = experiment.dataset.rows(&experiment);
        let record = Record::new(experiment, crate::vitals::RowsSummary::balanced(64, 10, rows), 0, Vec::new());
        let remedies = remedies(Verdict::TooNoisy, &Indicators::default(), &record);
        remedies.iter().map(|remedy| remedy.action).collect()
    }

    #[test]
    fn a_larger_batch_is_held_against_the_rows_that_there_are() {
        // The digits are 1437 rows, however many points are set for the generated data.
        let digits = Experiment { dataset: Dataset::Digits, points: 100, batch_size: 128, ..Experiment::default() };
        assert!(against_noise(digits.clone()).contains(&Action::LargerBatch(512)));
        let circles = Experiment { dataset: Dataset::Circles, ..digits };
        assert!(against_noise(circles).iter().all(|action| !matches!(action, Action::LargerBatch(_))));
    }
}

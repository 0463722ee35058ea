//! From gradient to update, with PyTorch's defaults and order of operations.

use crate::experiment::{self, Experiment, MOMENTUM};
use crate::network::Stacked;

const RMSPROP_ALPHA: f64 = 0.99;
const ADAM_BETAS: (f64, f64) = (0.9, 0.999);
const EPSILON: f64 = 1e-8;

/// What an optimizer remembers between steps.
#[derive(Clone, Debug, Default)]
pub struct Optimizer {
    /// Which one's state it is; none before the first update.
    pub(super) kind: Option<experiment::Optimizer>,
    /// Updates done with this state.
    pub(super) time: u64,
    /// Momentum's buffer or Adam's first moment, one a parameter.
    pub(super) first: Vec<Stacked>,
    /// The mean square of RMSProp and Adam, one a parameter.
    pub(super) second: Vec<Stacked>,
}

impl Optimizer {
    /// The updates (before minus after) of all parameters for these gradients.
    /// A change of optimizer, or of which parameters there are, restarts its state.
    pub fn updates(
        &mut self,
        experiment: &Experiment,
        parameters: &[Stacked],
        gradients: Vec<Stacked>,
    ) -> Vec<Stacked> {
        use experiment::Optimizer::*;
        self.restart_if_changed(experiment.optimizer, parameters);
        self.time += 1;
        let rate = experiment.learning_rate;
        let decoupled = experiment.optimizer.decouples_decay();
        let gradients = if decoupled { gradients } else { decay(gradients, parameters, experiment.weight_decay) };
        let updates = match experiment.optimizer {
            Sgd => scale(gradients, rate),
            Momentum => {
                self.first = match self.first.is_empty() {
                    true => gradients,
                    false => sum(scale(std::mem::take(&mut self.first), MOMENTUM), gradients),
                };
                scale(self.first.clone(), rate)
            }
            RmsProp => {
                accumulate_squares(&mut self.second, &gradients, RMSPROP_ALPHA);
                let root = |v: &Stacked| v.clone().sqrt() + EPSILON;
                gradients.into_iter().zip(&self.second).map(|(g, v)| g / root(v) * rate).collect()
            }
            Adam | AdamW => {
                let (beta1, beta2) = ADAM_BETAS;
                accumulate(&mut self.first, &gradients, beta1);
                accumulate_squares(&mut self.second, &gradients, beta2);
                let correct1 = correction(beta1, self.time);
                let correct2 = correction(beta2, self.time).sqrt();
                let root = |v: &Stacked| v.clone().sqrt() / correct2 + EPSILON;
                self.first.iter().zip(&self.second).map(|(m, v)| m.clone() / root(v) * (rate / correct1)).collect()
            }
        };
        if decoupled { decay(updates, parameters, rate * experiment.weight_decay) } else { updates }
    }

    fn restart_if_changed(&mut self, kind: experiment::Optimizer, parameters: &[Stacked]) {
        let fits = |moments: &[Stacked]| moments.is_empty() || moments.len() == parameters.len();
        if self.kind != Some(kind) || !fits(&self.first) || !fits(&self.second) {
            *self = Self { kind: Some(kind), ..Self::default() };
        }
    }
}

/// 1 - beta to the power of `time`, from 1: what a mean that began at 0 is divided by. The `libm` crate's power, which is
/// the same on every machine.
fn correction(beta: f64, time: u64) -> f64 {
    1.0 - libm::pow(beta, time as f64)
}

/// Each tensor plus `rate` times its parameter.
fn decay(tensors: Vec<Stacked>, parameters: &[Stacked], rate: f64) -> Vec<Stacked> {
    if rate == 0.0 {
        return tensors;
    }
    tensors.into_iter().zip(parameters).map(|(tensor, parameter)| tensor + parameter.clone() * rate).collect()
}

fn scale(tensors: Vec<Stacked>, factor: f64) -> Vec<Stacked> {
    tensors.into_iter().map(|tensor| tensor * factor).collect()
}

fn sum(left: Vec<Stacked>, right: Vec<Stacked>) -> Vec<Stacked> {
    left.into_iter().zip(right).map(|(a, b)| a + b).collect()
}

/// `mean = keep mean + (1 - keep) gradient`, from 0.
fn accumulate(means: &mut Vec<Stacked>, gradients: &[Stacked], keep: f64) {
    let share: Vec<_> = gradients.iter().map(|gradient| gradient.clone() * (1.0 - keep)).collect();
    *means = if means.is_empty() { share } else { sum(scale(std::mem::take(means), keep), share) };
}

fn accumulate_squares(means: &mut Vec<Stacked>, gradients: &[Stacked], keep: f64) {
    let squares: Vec<_> = gradients.iter().map(|gradient| gradient.clone().square()).collect();
    accumulate(means, &squares, keep);
}

#[cfg(test)]
mod tests {
    use super::{ADAM_BETAS, correction};

    #[test]
    fn a_mean_s_correction_is_exact_at_first_and_comes_to_1() {
        for beta in [ADAM_BETAS.0, ADAM_BETAS.1] {
            assert_eq!(correction(beta, 1), 1.0 - beta);
            assert!((correction(beta, 2) - (1.0 - beta * beta)).abs() < 1e-15);
            for time in [1 << 20, 1 << 31, 1 << 32, 1 << 53] {
                assert_eq!(correction(beta, time), 1.0);
            }
        }
    }
}

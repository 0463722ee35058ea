//! The cases: settings in which something goes wrong that is worth seeing. Their words are in `words/english/cases.rs`.

use super::{Activation, Choice, Clip, Experiment, Optimizer};
use crate::choice;

choice! {
    /// A case, by its name in addresses. The first is the default experiment.
    Case {
        Sigmoid = "sigmoid";
        DeepSigmoid = "deep-sigmoid";
        SmallInit = "small-init";
        LargeInit = "large-init";
        HardExplosion = "hard-explosion";
        BatchNormExplosion = "batch-norm-explosion";
        ResidualExplosion = "residual-explosion";
        Thousand = "thousand";
    }
}

/// When there is to see what a case is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// While it lies flat: it runs on.
    Flatline,
    /// While it learns: it runs on.
    Learns,
    /// After that step, where it is to hold.
    Step(u64),
    /// At its crash, where it holds by itself.
    Crash,
}

impl Moment {
    /// The step at which the run is to hold, where it would not by itself.
    pub fn stop(self) -> Option<u64> {
        match self {
            Moment::Step(step) => Some(step),
            Moment::Flatline | Moment::Learns | Moment::Crash => None,
        }
    }
}

/// What brings a case back, and the loss of a network that begins with it: the mean of steps 361 to 400, as
/// `tests/case_remedies.rs` measures it.
#[derive(Clone, Copy, Debug)]
pub struct Remedy {
    /// Changes the case's settings.
    pub change: fn(&mut Experiment),
    /// In nats.
    pub loss: f64,
}

impl Case {
    /// What brings it back, or was tried to.
    pub fn remedies(self) -> &'static [Remedy] {
        const BATCH_NORM: fn(&mut Experiment) = |experiment| experiment.batch_norm = true;
        const RELU: fn(&mut Experiment) = |experiment| experiment.activation = Activation::Relu;
        const RESIDUAL: fn(&mut Experiment) = |experiment| experiment.residual = true;
        match self {
            Case::Sigmoid => &[
                Remedy { change: BATCH_NORM, loss: 0.067 },
                Remedy { change: |experiment| experiment.activation = Activation::Tanh, loss: 0.000_91 },
                Remedy { change: RELU, loss: 0.0003 },
                Remedy { change: RESIDUAL, loss: 0.05 },
            ],
            Case::DeepSigmoid => &[
                Remedy { change: RESIDUAL, loss: 0.013 },
                Remedy { change: BATCH_NORM, loss: 0.1 },
                Remedy { change: RELU, loss: 0.000_38 },
            ],
            Case::SmallInit => &[
                Remedy { change: |experiment| experiment.init_scale = 1.0, loss: 0.000_22 },
                Remedy { change: RESIDUAL, loss: 0.000_091 },
                Remedy { change: BATCH_NORM, loss: 0.017 },
            ],
            Case::LargeInit => &[
                Remedy {
                    change: |experiment| (experiment.clip, experiment.clip_max) = (Clip::Norm, 1.0),
                    loss: 0.000_18,
                },
                Remedy { change: |experiment| experiment.learning_rate = 0.01, loss: 0.051 },
                Remedy {
                    change: |experiment| (experiment.optimizer, experiment.learning_rate) = (Optimizer::Adam, 0.01),
                    loss: 0.000_009_5,
                },
                Remedy { change: BATCH_NORM, loss: 0.023 },
            ],
            Case::HardExplosion => &[Remedy {
                change: |experiment| (experiment.clip, experiment.clip_max) = (Clip::Norm, 20.0),
                loss: 0.69,
            }],
            Case::BatchNormExplosion => &[Remedy { change: RESIDUAL, loss: 0.014 }],
            Case::ResidualExplosion => &[
                Remedy { change: BATCH_NORM, loss: 0.014 },
                Remedy { change: |experiment| experiment.residual_scale = 0.14, loss: 0.0032 },
            ],
            Case::Thousand => &[],
        }
    }

    /// When there is to see what it is about.
    pub fn moment(self) -> Moment {
        match self {
            Case::Sigmoid | Case::DeepSigmoid | Case::SmallInit => Moment::Flatline,
            Case::LargeInit | Case::HardExplosion | Case::ResidualExplosion => Moment::Crash,
            // Some tens of steps later it has healed itself.
            Case::BatchNormExplosion => Moment::Step(1),
            Case::Thousand => Moment::Learns,
        }
    }

    /// All settings of the case.
    pub fn experiment(self) -> Experiment {
        let default = Experiment::default();
        let relu = Experiment { activation: Activation::Relu, ..default.clone() };
        match self {
            Case::Sigmoid => default,
            Case::DeepSigmoid => Experiment { depth: 30, ..default },
            Case::SmallInit => Experiment { depth: 20, init_scale: 0.5, ..relu },
            Case::LargeInit => Experiment { init_scale: 1.5, ..relu },
            Case::HardExplosion => Experiment { depth: 20, init_scale: 2.0, ..relu },
            Case::BatchNormExplosion => Experiment { depth: 50, batch_norm: true, ..relu },
            Case::ResidualExplosion => Experiment { depth: 50, residual: true, ..relu },
            Case::Thousand => Experiment { depth: 1000, width: 16, batch_norm: true, residual: true, ..relu },
        }
    }

    /// The case that has exactly these settings.
    pub fn of(experiment: &Experiment) -> Option<Case> {
        Case::ALL.iter().copied().find(|case| case.experiment() == *experiment)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_case_is_the_default_and_all_differ() {
        let common = Experiment::default();
        assert_eq!(Case::ALL[0].experiment(), common);
        for case in Case::ALL.iter().copied() {
            let experiment = case.experiment();
            assert_eq!(experiment.validate(), Ok(()), "{case:?}");
            assert_eq!(Case::of(&experiment), Some(case));
            // What all cases have in common.
            assert_eq!((experiment.optimizer, experiment.clip), (Optimizer::Sgd, Clip::Off));
            assert_eq!((experiment.learning_rate, experiment.points, experiment.batch_size), (0.1, 500, 128));
            assert_eq!((experiment.dataset, experiment.init_scheme), (common.dataset, common.init_scheme));
        }
    }
}

//! The cases: settings in which something goes wrong that is worth seeing, each with what mends it.

use super::{Activation, Experiment};

/// One case, as a row of the table below.
#[derive(Debug)]
pub struct Case {
    /// The name in addresses.
    pub key: &'static str,
    pub title: &'static str,
    /// One sentence on what there is to see.
    pub story: &'static str,
    /// What brings it back, or what it shows, with the loss that was measured after it.
    pub remedies: &'static str,
    /// How it differs from the default experiment.
    patch: fn(&mut Experiment),
}

impl Case {
    /// All settings of the case.
    pub fn experiment(&self) -> Experiment {
        let mut experiment = Experiment::default();
        (self.patch)(&mut experiment);
        experiment
    }
}

/// All cases; the first is the default experiment.
pub fn cases() -> &'static [Case] {
    &CASES
}

/// The case of that key.
pub fn case(key: &str) -> Option<&'static Case> {
    CASES.iter().find(|case| case.key == key)
}

/// The losses are means over the last tenth of the steps of a PyTorch run; ln 2 = 0.693 is a coin toss.
static CASES: [Case; 8] = [
    Case {
        key: "sigmoid",
        title: "Sigmoid flatline",
        story: "Ten sigmoids leave the first layer a gradient of about 1e-8, and the loss lies flat at 0.69, a coin toss.",
        remedies: "BatchNorm: 0.05. Tanh: 0.001. ReLU: 0.0005. ResNet: 0.07.",
        patch: |_| {},
    },
    Case {
        key: "deep-sigmoid",
        title: "Deeper flatline",
        story: "Thirty sigmoids leave the first layer a gradient of about 1e-20, far below what a weight can feel.",
        remedies: "ResNet: 0.011. BatchNorm: 0.09. ReLU only with new weights: these were drawn for sigmoid.",
        patch: |experiment| experiment.depth = 30,
    },
    Case {
        key: "small-init",
        title: "Init too small",
        story: "Weights half as large as they should be halve the signal at each of twenty ReLU layers, and nothing is left to learn from.",
        remedies: "Init scale 1, or live: ResNet: 0.0003. BatchNorm: 0.03.",
        patch: |experiment| {
            experiment.depth = 20;
            experiment.activation = Activation::Relu;
            experiment.init_scale = 0.5;
        },
    },
    Case {
        key: "large-init",
        title: "Init too large",
        story: "Weights one and a half times too large grow the signal at each of ten ReLU layers, and the loss is no number within five steps.",
        remedies: "Clipping at norm 1: 0.07. Learning rate 0.01: 0.08. Adam at 0.01: 0.0001. BatchNorm: 0.02.",
        patch: |experiment| {
            experiment.activation = Activation::Relu;
            experiment.init_scale = 1.5;
        },
    },
    Case {
        key: "hard-explosion",
        title: "Hard explosion",
        story: "Weights twice too large over twenty ReLU layers: the first loss is about 80,000, and the second step has none.",
        remedies: "Clipping at norm 20 ends at 0.69: alive, but not learning.",
        patch: |experiment| {
            experiment.depth = 20;
            experiment.activation = Activation::Relu;
            experiment.init_scale = 2.0;
        },
    },
    Case {
        key: "batch-norm-explosion",
        title: "BatchNorm's own explosion",
        story: "Fifty layers of BatchNorm keep the signal steady but multiply the gradient on its way back, to about 1,000 at the first layer.",
        remedies: "ResNet as well: 0.017.",
        patch: |experiment| {
            experiment.depth = 50;
            experiment.activation = Activation::Relu;
            experiment.batch_norm = true;
        },
    },
    Case {
        key: "residual-explosion",
        title: "Residual is not enough",
        story: "Fifty residual blocks each add to the signal, so that the first loss is about ten million and then no number.",
        remedies: "BatchNorm as well: 0.017. Residual scale 0.14, which is 1 over the root of 50: 0.03.",
        patch: |experiment| {
            experiment.depth = 50;
            experiment.activation = Activation::Relu;
            experiment.residual = true;
        },
    },
    Case {
        key: "thousand",
        title: "A thousand layers",
        story: "With BatchNorm and residual connections together even a thousand layers learn: from 0.72 to 0.22 in 30 steps.",
        remedies: "None needed: switch one of the two off to see what it does.",
        patch: |experiment| {
            experiment.depth = 1000;
            experiment.width = 16;
            experiment.activation = Activation::Relu;
            experiment.batch_norm = true;
            experiment.residual = true;
        },
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::{Clip, Optimizer};

    #[test]
    fn the_first_case_is_the_first_patient() {
        assert_eq!(cases().len(), 8);
        assert_eq!(cases()[0].experiment(), Experiment::default());
        for (index, one) in cases().iter().enumerate() {
            assert_eq!(one.experiment().validate(), Ok(()), "{}", one.key);
            assert_eq!(case(one.key).map(|found| found.title), Some(one.title));
            assert!(cases()[..index].iter().all(|other| other.experiment() != one.experiment()), "{}", one.key);
            // What all cases have in common.
            let experiment = one.experiment();
            let common = Experiment::default();
            assert_eq!((experiment.optimizer, experiment.clip), (Optimizer::Sgd, Clip::Off));
            assert_eq!((experiment.learning_rate, experiment.points, experiment.batch_size), (0.1, 500, 128));
            assert_eq!((experiment.dataset, experiment.init_scheme), (common.dataset, common.init_scheme));
        }
    }
}

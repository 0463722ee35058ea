//! How the network is computed: plainly, or by the fast path of its device. The one place where that is chosen.

use burn::tensor::{Gradients, Int, Tensor};

use super::unrolled::{self, LayerPass, Mode, Unrolled};
use super::{Block, Network, Stacked};
use crate::experiment::{Activation, Experiment};
use crate::stack::Workspace;

/// The way that passes take.
#[derive(Clone, Debug)]
pub enum Path {
    /// Layer after layer, every operation burn's own: on any device, and what the other is held to.
    Plain,
    /// The device's fast path, or the plain one where it has none.
    Fast(Workspace),
}

impl Default for Path {
    fn default() -> Self {
        Self::Fast(Workspace::default())
    }
}

/// What determines a pass beside parameters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Form {
    pub activation: Activation,
    pub block: Block,
}

impl Form {
    pub fn of(experiment: &Experiment) -> Self {
        Self { activation: experiment.activation, block: Block::of(experiment) }
    }
}

/// A forward pass in training mode, on the tape.
pub enum Pass {
    Plain(Unrolled, unrolled::Pass),
    #[cfg(feature = "cpu")]
    Stacked(super::stacked::Pass),
    /// Off the tape: its gradients are made by hand.
    #[cfg(feature = "gpu")]
    Fused(Box<super::fused::Pass>),
}

/// What a batch teaches a network, outside the tape.
pub struct Lesson {
    /// Mean over the batch, `[1]`.
    pub loss: Tensor<1>,
    /// 0..1, `[1]`.
    pub accuracy: Tensor<1>,
    /// Of all parameters, stacked, in the order of [`Network::parameters`].
    pub gradients: Vec<Stacked>,
}

impl Path {
    /// The forward pass in training mode: `inputs` is `[rows, features]`, and `dropout` the multipliers of each hidden
    /// layer, `[rows, width]`, where it is on.
    pub fn forward(&self, network: &Network, form: &Form, inputs: Tensor<2>, dropout: Option<&[Tensor<2>]>) -> Pass {
        #[cfg(feature = "cpu")]
        if let Self::Fast(workspace) = self
            && let Some(pass) = super::stacked::forward(network, form, &inputs, dropout, workspace)
        {
            return Pass::Stacked(pass);
        }
        #[cfg(feature = "gpu")]
        if let Self::Fast(_) = self
            && super::fused::fits(network, &inputs)
        {
            let masks = dropout.map(|masks| Tensor::stack::<3>(masks.to_vec(), 0));
            let mode = super::fused::Mode::Training { dropout: masks.as_ref() };
            return Pass::Fused(Box::new(super::fused::forward(network, form, inputs, mode)));
        }
        let network = Unrolled::new(network, form, true);
        let pass = network.forward(inputs, &Mode::Training { dropout });
        Pass::Plain(network, pass)
    }

    /// The logits in evaluation mode, `[rows, classes]`, outside the tape.
    pub fn evaluate(&self, network: &Network, form: &Form, inputs: Tensor<2>) -> Tensor<2> {
        #[cfg(feature = "cpu")]
        if let Self::Fast(workspace) = self
            && let Some(logits) = super::stacked::evaluate(network, form, &inputs, workspace)
        {
            return logits;
        }
        #[cfg(feature = "gpu")]
        if let Self::Fast(_) = self
            && super::fused::fits(network, &inputs)
        {
            return super::fused::forward(network, form, inputs, super::fused::Mode::Evaluation).logits;
        }
        Unrolled::new(network, form, false).forward(inputs, &Mode::Evaluation).logits
    }

    /// What hidden layer `layer` (from 0) computes in training mode, without dropout; none where there is no such layer.
    pub fn layer(&self, network: &Network, form: &Form, inputs: Tensor<2>, layer: usize) -> Option<LayerPass> {
        if layer >= network.depth() {
            return None;
        }
        #[cfg(feature = "cpu")]
        if let Self::Fast(workspace) = self
            && let Some(found) = super::stacked::layer(network, form, &inputs, workspace, layer)
        {
            return Some(found);
        }
        #[cfg(feature = "gpu")]
        if let Self::Fast(_) = self
            && super::fused::fits(network, &inputs)
        {
            let mode = super::fused::Mode::Training { dropout: None };
            return Some(super::fused::forward(network, form, inputs, mode).layer(network, form, layer));
        }
        let pass = Unrolled::new(network, form, false).forward(inputs, &Mode::Training { dropout: None });
        pass.layers.into_iter().nth(layer)
    }

    /// How many values of each hidden layer are NaN or infinite in training mode, `[depth]`.
    pub fn not_finite(
        &self,
        network: &Network,
        form: &Form,
        inputs: Tensor<2>,
        dropout: Option<&[Tensor<2>]>,
    ) -> Tensor<1> {
        #[cfg(feature = "cpu")]
        if let Self::Fast(workspace) = self {
            let mut counts = vec![0.0; network.depth()];
            let mut count = |layer: usize, _, values: &[f32]| {
                counts[layer] += values.iter().filter(|value| !value.is_finite()).count() as f32;
            };
            if super::stacked::inspect(network, form, &inputs, dropout, workspace, &mut count).is_some() {
                return Tensor::from_data(counts.as_slice(), &inputs.device());
            }
        }
        #[cfg(feature = "gpu")]
        if let Pass::Fused(pass) = self.forward(network, form, inputs.clone(), dropout) {
            return pass.not_finite();
        }
        let pass = Unrolled::new(network, form, false).forward(inputs, &Mode::Training { dropout });
        let bad = |tensor: Tensor<2>| tensor.is_finite().bool_not().float().sum();
        Tensor::cat(pass.layers.into_iter().map(|layer| bad(layer.pre_activation) + bad(layer.activation)).collect(), 0)
    }
}

impl Pass {
    /// `[rows, classes]`
    pub fn logits(&self) -> Tensor<2> {
        match self {
            Self::Plain(_, pass) => pass.logits.clone(),
            #[cfg(feature = "cpu")]
            Self::Stacked(pass) => pass.logits.clone(),
            #[cfg(feature = "gpu")]
            Self::Fused(pass) => pass.logits.clone(),
        }
    }

    /// What the batch's labels, `[rows, 1]`, teach. `loss` and `accuracy` are of logits and labels; they are taken where
    /// there is a tape, and where there is none the device has its own.
    pub fn learn(
        &self,
        #[cfg_attr(not(feature = "gpu"), expect(unused_variables, reason = "the tape knows it"))] network: &Network,
        labels: Tensor<2, Int>,
        loss: impl Fn(Tensor<2>, Tensor<2, Int>) -> Tensor<1>,
        accuracy: impl Fn(Tensor<2>, Tensor<2, Int>) -> Tensor<1>,
    ) -> Lesson {
        let taped = |gradients: &dyn Fn(Gradients) -> Vec<Stacked>| {
            let loss = loss(self.logits(), labels.clone());
            let gradients = gradients(loss.backward());
            Lesson { loss: loss.inner(), accuracy: accuracy(self.logits().inner(), labels.clone()), gradients }
        };
        match self {
            Self::Plain(network, _) => taped(&|gradients| network.gradients(gradients)),
            #[cfg(feature = "cpu")]
            Self::Stacked(pass) => taped(&|gradients| pass.gradients(gradients)),
            #[cfg(feature = "gpu")]
            Self::Fused(pass) => {
                let loss = super::fused::loss(pass.logits.clone(), labels);
                let gradients = pass.gradients(network, loss.slope);
                Lesson { loss: loss.cross_entropy, accuracy: loss.accuracy, gradients }
            }
        }
    }

    /// The batch's mean and biased variance in each norm, `[depth, 1, width]`; none without norms.
    pub fn statistics(&self) -> Option<(Stacked, Stacked)> {
        match self {
            Self::Plain(_, pass) => pass.statistics(),
            #[cfg(feature = "cpu")]
            Self::Stacked(pass) => pass.statistics(),
            #[cfg(feature = "gpu")]
            Self::Fused(pass) => pass.statistics.clone(),
        }
    }

    /// Mean, biased standard deviation, saturated and dead fraction of each hidden layer, `[depth]` each.
    pub fn signs(&self, kind: Activation) -> [Tensor<1>; 4] {
        match self {
            Self::Plain(_, pass) => pass.signs(kind),
            #[cfg(feature = "cpu")]
            Self::Stacked(pass) => pass.signs(),
            #[cfg(feature = "gpu")]
            Self::Fused(pass) => pass.signs(),
        }
    }
}

//! The whole pass against the formula in float64, written down plainly, and its gradients against finite differences.

use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::experiment::Choice;

/// A random network of any kind, with its batch.
#[derive(Clone, Debug)]
struct Case {
    depth: usize,
    width: usize,
    rows: usize,
    features: usize,
    classes: usize,
    kind: Activation,
    norm: bool,
    residual: bool,
    dropout: bool,
    seed: u64,
}

fn cases() -> impl Strategy<Value = Case> {
    let shape = (1..=6_usize, 1..=13_usize, 4..=21_usize, 2..=5_usize, 2..=6_usize);
    (shape, select(Activation::ALL), any::<[bool; 3]>(), any::<u64>()).prop_map(|(shape, kind, switches, seed)| {
        let (depth, width, rows, features, classes) = shape;
        let [norm, residual, dropout] = switches;
        Case { depth, width, rows, features, classes, kind, norm, residual, dropout, seed }
    })
}

/// Everything in one list: stem, hidden, norms, head (weight, then bias), each a slice of it.
struct Numbers {
    parameters: Vec<f64>,
    inputs: Vec<f64>,
    masks: Vec<f64>,
    /// The loss is the sum of the logits times these.
    slopes: Vec<f64>,
}

impl Case {
    fn sizes(&self) -> [usize; 8] {
        let Self { depth, width, features, classes, .. } = *self;
        let norms = if self.norm { depth * width } else { 0 };
        let hidden = depth - 1;
        [width * features, width, hidden * width * width, hidden * width, norms, norms, classes * width, classes]
    }

    fn parts<'a, T>(&self, all: &'a [T]) -> [&'a [T]; 8] {
        let mut rest = all;
        self.sizes().map(|size| {
            let (part, others) = rest.split_at(size);
            rest = others;
            part
        })
    }

    fn numbers(&self) -> Numbers {
        let mut state = self.seed | 1;
        let mut next = move || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            // Float32 holds them exactly.
            f64::from((state >> 40) as u32) / f64::from(1 << 23) - 1.0
        };
        let parameters = self.sizes().into_iter().enumerate().flat_map(|(part, size)| vec![part; size]).map(|part| {
            // A norm's weights stand around 1.
            next() + if part == 4 { 1.5 } else { 0.0 }
        });
        let parameters: Vec<f64> = parameters.collect();
        let mut numbers = |count: usize| (0..count).map(|_| next()).collect::<Vec<f64>>();
        Numbers {
            parameters,
            inputs: numbers(self.rows * self.features),
            masks: numbers(self.depth * self.rows * self.width)
                .iter()
                .map(|x| if *x < 0.0 { 0.0 } else { 2.0 })
                .collect(),
            slopes: numbers(self.rows * self.classes),
        }
    }

    /// The formula.
    fn loss(&self, numbers: &Numbers, parameters: &[f64]) -> f64 {
        let Self { depth, width, rows, features, classes, .. } = *self;
        let [stem, stem_bias, hidden, hidden_bias, gamma, beta, head, head_bias] = self.parts(parameters);
        let dense = |weight: &[f64], bias: &[f64], x: &[f64], inputs: usize| -> Vec<f64> {
            let unit = |x: &[f64], unit: usize| -> f64 {
                x.iter().zip(&weight[unit * inputs..]).map(|(x, w)| x * w).sum::<f64>() + bias[unit]
            };
            x.chunks(inputs).flat_map(|x| (0..bias.len()).map(move |i| (x, i))).map(|(x, i)| unit(x, i)).collect()
        };
        let mut z = dense(stem, stem_bias, &numbers.inputs, features);
        for layer in 0..depth {
            let mut h = z.clone();
            for unit in 0..if self.norm { width } else { 0 } {
                let of = |z: &[f64]| -> Vec<f64> { z.iter().skip(unit).step_by(width).copied().collect() };
                let mean = of(&z).iter().sum::<f64>() / rows as f64;
                let variance = of(&z).iter().map(|z| (z - mean).powi(2)).sum::<f64>() / rows as f64;
                for h in h.iter_mut().skip(unit).step_by(width) {
                    let at = layer * width + unit;
                    *h = (*h - mean) / (variance + norm::NORM_EPSILON).sqrt() * gamma[at] + beta[at];
                }
            }
            h.iter_mut().for_each(|h| *h = self.kind.value(*h));
            if self.dropout {
                h.iter_mut().zip(&numbers.masks[layer * rows * width..]).for_each(|(h, mask)| *h *= mask);
            }
            if layer + 1 == depth {
                let logits = dense(head, head_bias, &h, width);
                assert_eq!(logits.len(), rows * classes);
                return logits.iter().zip(&numbers.slopes).map(|(logit, slope)| logit * slope).sum();
            }
            let branch = dense(&hidden[layer * width * width..], &hidden_bias[layer * width..][..width], &h, width);
            let (skip, factor) = self.block();
            z = z.iter().zip(branch).map(|(z, branch)| skip * z + factor * branch).collect();
        }
        unreachable!("the last layer returns")
    }

    fn block(&self) -> (f64, f64) {
        if self.residual { (1.0, 0.5) } else { (0.0, 1.0) }
    }

    /// Loss and gradients as the stack computes them.
    fn fast(&self, numbers: &Numbers) -> (f64, Vec<f32>) {
        let to_f32 = |values: &[f64]| values.iter().map(|value| *value as f32).collect::<Vec<f32>>();
        let (parameters, slopes, masks) =
            (to_f32(&numbers.parameters), to_f32(&numbers.slopes), to_f32(&numbers.masks));
        let [stem, stem_bias, hidden, hidden_bias, gamma, beta, head, head_bias] = self.parts(&parameters);
        let (skip, branch) = self.block();
        let stack = Stack {
            stem: Affine { weight: stem, bias: stem_bias },
            hidden: Affine { weight: hidden, bias: hidden_bias },
            norms: self.norm.then_some(Norms { weight: gamma, bias: beta, running_mean: &[], running_variance: &[] }),
            head: Affine { weight: head, bias: head_bias },
            activation: self.kind,
            skip: skip as f32,
            branch: branch as f32,
        };
        let masks: Vec<&[f32]> = masks.chunks(self.rows * self.width).collect();
        let workspace = Workspace::default();
        let dropout = self.dropout.then_some(masks.as_slice());
        let (logits, cache) = forward(&stack, &to_f32(&numbers.inputs), dropout, &workspace, None);
        let loss = logits.iter().zip(&numbers.slopes).map(|(logit, slope)| f64::from(*logit) * slope).sum();
        let gradients = backward(&stack, &cache, &slopes, &workspace);
        let parts = [gradients.stem, gradients.hidden, gradients.norms, gradients.head];
        (loss, parts.into_iter().flat_map(|part| [part.weight, part.bias].concat()).collect())
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn forward_and_backward_are_those_of_the_formula(case in cases()) {
        let numbers = case.numbers();
        let (loss, gradients) = case.fast(&numbers);
        let expected = case.loss(&numbers, &numbers.parameters);
        let size = numbers.slopes.len() as f64 + expected.abs();
        prop_assert!((loss - expected).abs() < 1e-4 * size, "{loss} is not {expected}");
        let base = expected;
        let moved = |at: usize, by: f64| {
            let mut parameters = numbers.parameters.clone();
            parameters[at] += by;
            (case.loss(&numbers, &parameters) - base) / by
        };
        let sides: Vec<_> = (0..gradients.len()).map(|at| (moved(at, 1e-6), moved(at, -1e-6))).collect();
        let largest = sides.iter().fold(1e-3, |largest: f64, (right, _)| largest.max(right.abs()));
        // Ahead of a norm large terms cancel in float32.
        let tolerance = if case.norm { 1e-2 } else { 1e-3 } * largest;
        for (at, (found, (right, left))) in gradients.iter().zip(&sides).enumerate() {
            // Where the two sides differ there is a kink between them, and the slope is of either.
            let error = (f64::from(*found) - right).abs().min((f64::from(*found) - left).abs());
            prop_assert!(error < tolerance, "parameter {at}: {found} is not {right} or {left}, of {largest}");
        }
    }
}

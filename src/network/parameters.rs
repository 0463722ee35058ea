//! Parameters as plain numbers, under PyTorch's state_dict names: how they come in, and where they go.

use burn::module::Param;
use burn::tensor::{Device, Tensor, TensorData};
use serde::{Deserialize, Serialize};

use super::{Dense, Network, Norm, Stacked};
use crate::experiment::Experiment;

/// A matrix, row by row; a weight matrix is `[out, in]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Matrix {
    pub rows: usize,
    pub columns: usize,
    pub values: Vec<f32>,
}

/// A tensor that came from a file, with its name there.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedTensor {
    pub name: String,
    pub shape: Vec<usize>,
    pub values: Vec<f32>,
}

/// What is wrong with parameters that came from a file. `words::parameter_error` makes a sentence of it.
#[derive(Clone, Debug, PartialEq)]
pub enum ParameterError {
    /// The experiment's network needs it.
    Missing { name: String },
    /// The experiment's network has none of that name.
    Unknown { name: String },
    /// It is of another shape than the experiment's network needs.
    Shape { name: String, found: Vec<usize>, expected: Vec<usize> },
    /// It holds a NaN or an infinity.
    NotFinite { name: String },
}

/// The parameters that a network starts from.
#[derive(Clone, Debug, PartialEq)]
pub struct Initial {
    /// Stem first.
    weights: Vec<Matrix>,
    biases: Vec<Vec<f32>>,
    /// Weight and bias of each norm; empty where BatchNorm is off or starts fresh.
    norms: Vec<(Vec<f32>, Vec<f32>)>,
    head: Matrix,
    head_bias: Vec<f32>,
}

impl Initial {
    /// These weights, with biases of 0 and no norms.
    pub fn new(weights: Vec<Matrix>, head: Matrix) -> Self {
        let biases = weights.iter().map(|weight| vec![0.0; weight.rows]).collect();
        let head_bias = vec![0.0; head.rows];
        Self { weights, biases, norms: Vec::new(), head, head_bias }
    }

    /// Whether the units of each hidden layer are alike: they begin with the same weights and biases and are read alike, so that
    /// training never tells them apart.
    pub fn alike(&self) -> bool {
        let same = |values: &[f32]| values.windows(2).all(|pair| pair[0] == pair[1]);
        let rows =
            |matrix: &Matrix| matrix.values.chunks(matrix.columns).all(|row| *row == matrix.values[..matrix.columns]);
        let read = self.head.values.chunks(self.head.columns).all(same);
        self.weights.iter().all(rows) && self.biases.iter().all(|bias| same(bias)) && read
    }

    /// The parameters of a PyTorch state_dict: `layers.I.weight`, `layers.I.bias`, `norms.I.weight`, `norms.I.bias`
    /// (with BatchNorm), `head.weight`, `head.bias`. Running statistics, where there are any, start fresh.
    ///
    /// # Errors
    /// The first parameter that is missing, unknown, of a wrong shape or not finite.
    pub fn from_named(named: &[NamedTensor], shape: Shape) -> Result<Self, ParameterError> {
        let Shape { depth, width, features, classes, batch_norm } = shape;
        let known = shape.names();
        if let Some(stray) = named.iter().find(|tensor| !known.contains(&tensor.name) && !is_statistic(&tensor.name)) {
            return Err(ParameterError::Unknown { name: stray.name.clone() });
        }
        let take = |name: String, expected: Vec<usize>| take(named, name, expected);
        let mut initial = Self::new(
            Vec::new(),
            Matrix { rows: classes, columns: width, values: take("head.weight".into(), vec![classes, width])? },
        );
        initial.head_bias = take("head.bias".into(), vec![classes])?;
        for layer in 0..depth {
            let fan_in = if layer == 0 { features } else { width };
            let values = take(format!("layers.{layer}.weight"), vec![width, fan_in])?;
            initial.weights.push(Matrix { rows: width, columns: fan_in, values });
            initial.biases.push(take(format!("layers.{layer}.bias"), vec![width])?);
            if batch_norm {
                let weight = take(format!("norms.{layer}.weight"), vec![width])?;
                initial.norms.push((weight, take(format!("norms.{layer}.bias"), vec![width])?));
            }
        }
        Ok(initial)
    }

    /// Weight of hidden layer `layer` (0 is the stem).
    pub fn weight(&self, layer: usize) -> &Matrix {
        &self.weights[layer]
    }

    pub fn head(&self) -> &Matrix {
        &self.head
    }

    pub(super) fn to_network(&self, device: &Device) -> Network {
        let dense = |weights: &[Matrix], biases: &[Vec<f32>]| {
            let (rows, columns) = (weights[0].rows, weights[0].columns);
            let weight = weights.iter().flat_map(|weight| weight.values.iter().copied()).collect();
            Dense {
                weight: parameter(weight, [weights.len(), rows, columns], device),
                bias: parameter(biases.concat(), [weights.len(), 1, rows], device),
            }
        };
        let (depth, width) = (self.weights.len(), self.weights[0].rows);
        let norm = (!self.norms.is_empty()).then(|| {
            let shape = [depth, 1, width];
            let (weights, biases): (Vec<_>, Vec<_>) = self.norms.iter().cloned().unzip();
            let mut norm = Norm::new(depth, width, device);
            norm.weight = parameter(weights.concat(), shape, device);
            norm.bias = parameter(biases.concat(), shape, device);
            norm
        });
        Network {
            stem: dense(&self.weights[..1], &self.biases[..1]),
            hidden: (depth > 1).then(|| dense(&self.weights[1..], &self.biases[1..])),
            norm,
            head: dense(std::slice::from_ref(&self.head), std::slice::from_ref(&self.head_bias)),
        }
    }
}

/// What determines the names and shapes of a network's parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shape {
    pub depth: usize,
    pub width: usize,
    pub features: usize,
    pub classes: usize,
    pub batch_norm: bool,
}

impl Shape {
    /// The shape of an experiment's network on data of so many features and classes.
    pub fn of(experiment: &Experiment, features: usize, classes: usize) -> Self {
        let Experiment { depth, width, batch_norm, .. } = *experiment;
        Self { depth, width, features, classes, batch_norm }
    }

    /// Number of trained parameters.
    pub fn parameters(&self) -> u64 {
        let Self { depth, width, features, classes, batch_norm } = *self;
        let stem = width * features + width;
        let hidden = (depth - 1) * (width * width + width);
        let norms = if batch_norm { 2 * depth * width } else { 0 };
        (stem + hidden + norms + classes * width + classes) as u64
    }

    fn names(&self) -> std::collections::HashSet<String> {
        let prefixes: &[&str] = if self.batch_norm { &["layers", "norms"] } else { &["layers"] };
        let mut names: std::collections::HashSet<_> = ["head.weight".into(), "head.bias".into()].into();
        for prefix in prefixes {
            for layer in 0..self.depth {
                names.insert(format!("{prefix}.{layer}.weight"));
                names.insert(format!("{prefix}.{layer}.bias"));
            }
        }
        names
    }
}

/// What a PyTorch state_dict holds beside parameters.
fn is_statistic(name: &str) -> bool {
    name.starts_with("norms.")
        && ["running_mean", "running_var", "num_batches_tracked"].iter().any(|s| name.ends_with(s))
}

fn take(named: &[NamedTensor], name: String, expected: Vec<usize>) -> Result<Vec<f32>, ParameterError> {
    let Some(tensor) = named.iter().find(|tensor| tensor.name == name) else {
        return Err(ParameterError::Missing { name });
    };
    if tensor.shape != expected {
        return Err(ParameterError::Shape { name, found: tensor.shape.clone(), expected });
    }
    if tensor.values.iter().any(|value| !value.is_finite()) {
        return Err(ParameterError::NotFinite { name });
    }
    Ok(tensor.values.clone())
}

fn parameter(values: Vec<f32>, shape: [usize; 3], device: &Device) -> Param<Stacked> {
    Param::from_tensor(Tensor::from_data(TensorData::new(values, shape), device))
}

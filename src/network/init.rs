//! The initial weights, drawn on the host so that a seed means the same network on every backend.

use super::Initial;
use super::parameters::Matrix;
use crate::experiment::{Experiment, InitScheme, gain};
use crate::random::{Random, Stream, stream};

/// Draws the initial parameters at once.
pub fn draw(experiment: &Experiment, features: usize, classes: usize) -> Initial {
    Drawing::new(experiment, features, classes).finish()
}

/// Initial parameters under way: each layer is drawn from a stream of its own, so that another depth leaves the layers that
/// both have alike. Biases start at 0.
///
/// A layer at a time, since all of them may take minutes (orthogonal weights of a thousand wide layers).
pub struct Drawing<'a> {
    experiment: &'a Experiment,
    features: usize,
    classes: usize,
    layers: Vec<Matrix>,
}

impl<'a> Drawing<'a> {
    /// Nothing is drawn yet.
    pub fn new(experiment: &'a Experiment, features: usize, classes: usize) -> Self {
        Self { experiment, features, classes, layers: Vec::with_capacity(experiment.depth) }
    }

    /// Draws the next hidden layer; whether there was one.
    pub fn draw_layer(&mut self) -> bool {
        let (experiment, layer) = (self.experiment, self.layers.len());
        if layer == experiment.depth {
            return false;
        }
        let fan_in = if layer == 0 { self.features } else { experiment.width };
        let mut random = stream(experiment.seed, Stream::Weights, layer as u64 + 1);
        self.layers.push(hidden(experiment, experiment.width, fan_in, &mut random));
        true
    }

    /// Hidden layers that are drawn.
    pub fn drawn(&self) -> usize {
        self.layers.len()
    }

    /// Hidden layers in all.
    pub fn total(&self) -> usize {
        self.experiment.depth
    }

    /// Draws what is left.
    pub fn finish(mut self) -> Initial {
        while self.draw_layer() {}
        let width = self.experiment.width;
        let mut random = stream(self.experiment.seed, Stream::Weights, 0);
        let head = normal(self.classes, width, 1.0 / (width as f64).sqrt(), &mut random);
        Initial::new(self.layers, head)
    }
}

fn hidden(experiment: &Experiment, fan_out: usize, fan_in: usize, random: &mut Random) -> Matrix {
    let gain = gain(experiment.init_scheme, experiment.activation, fan_in, fan_out);
    let scale = experiment.init_scale * gain;
    match experiment.init_scheme {
        InitScheme::Orthogonal => orthogonal(fan_out, fan_in, scale, random),
        _ => normal(fan_out, fan_in, scale / (fan_in as f64).sqrt(), random),
    }
}

fn normal(rows: usize, columns: usize, std: f64, random: &mut Random) -> Matrix {
    let values = (0..rows * columns).map(|_| (random.normal() * std) as f32).collect();
    Matrix { rows, columns, values }
}

/// Orthonormal rows (or columns, where there are more rows), times `scale`: Gram-Schmidt on a normal matrix,
/// twice over for accuracy (Saxe et al. 2014 for its use in deep networks).
fn orthogonal(rows: usize, columns: usize, scale: f64, random: &mut Random) -> Matrix {
    let (count, length) = (rows.min(columns), rows.max(columns));
    let mut basis: Vec<Vec<f64>> = Vec::with_capacity(count);
    while basis.len() < count {
        let mut vector: Vec<f64> = (0..length).map(|_| random.normal()).collect();
        for _ in 0..2 {
            for other in &basis {
                let overlap: f64 = vector.iter().zip(other).map(|(a, b)| a * b).sum();
                vector.iter_mut().zip(other).for_each(|(a, b)| *a -= overlap * b);
            }
        }
        let norm = vector.iter().map(|a| a * a).sum::<f64>().sqrt();
        // A vector that the others nearly span is drawn again.
        if norm > 1e-6 {
            basis.push(vector.into_iter().map(|a| a / norm).collect());
        }
    }
    let entry = |row: usize, column: usize| if rows <= columns { basis[row][column] } else { basis[column][row] };
    let values = (0..rows * columns).map(|i| (entry(i / columns, i % columns) * scale) as f32).collect();
    Matrix { rows, columns, values }
}

//! The initial weights, drawn on the host so that a seed means the same network on every backend.

use super::Initial;
use super::parameters::Matrix;
use crate::experiment::{Experiment, InitScheme, gain};
use crate::random::{Random, Stream, stream};

/// Draws the initial parameters: each layer from a stream of its own, so that another depth leaves
/// the layers that both have alike. Biases start at 0.
pub fn draw(experiment: &Experiment, features: usize, classes: usize) -> Initial {
    let (depth, width) = (experiment.depth, experiment.width);
    let mut layers = Vec::with_capacity(depth);
    for layer in 0..depth {
        let fan_in = if layer == 0 { features } else { width };
        let mut random = stream(experiment.seed, Stream::Weights, layer as u64 + 1);
        layers.push(hidden(experiment, width, fan_in, &mut random));
    }
    let mut random = stream(experiment.seed, Stream::Weights, 0);
    let head = normal(classes, width, 1.0 / (width as f64).sqrt(), &mut random);
    Initial::new(layers, head)
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

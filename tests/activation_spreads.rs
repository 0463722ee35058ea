//! How far apart a dead network still holds the points, on every engine, against the network in float64.
#![cfg(feature = "cpu")]

#[cfg(feature = "gpu")]
#[path = "support/gpu.rs"]
mod gpu;

use burn::tensor::{Device, Tensor, TensorData};
use flatline::experiment::Activation;
use flatline::network::parameters::Matrix;
use flatline::network::{Architecture, Block, EngineKind, Initial, Network};
use flatline::random::{Random, Stream, stream};
use flatline::training::backend;

/// Of each spread.
const TOLERANCE: f64 = 0.01;
/// Spreads from here on are held to it: what float32 rounds of values around 0.5 is some 3e-8.
const LEAST: f64 = 5e-7;
const WIDTH: usize = 32;
const SIGMOID: Architecture = Architecture { activation: Activation::Sigmoid, block: Block { skip: 0.0, branch: 1.0 } };

fn normal(random: &mut Random, count: usize, scale: f64) -> Vec<f32> {
    (0..count).map(|_| (random.normal() * scale) as f32).collect()
}

/// Deep enough that a sigmoid network is dead.
fn weights() -> Vec<Matrix> {
    let mut random = stream(3, Stream::Weights, 1);
    let mut layer = |columns: usize| {
        let values = normal(&mut random, WIDTH * columns, 1.0 / (columns as f64).sqrt());
        Matrix { rows: WIDTH, columns, values }
    };
    (0..14).map(|index| layer(if index == 0 { 2 } else { WIDTH })).collect()
}

/// By the definition, in float64, layer by layer.
fn expected(weights: &[Matrix], inputs: &[f32]) -> Vec<f64> {
    let rows = inputs.len() / 2;
    let mut h: Vec<Vec<f64>> = inputs.chunks(2).map(|row| row.iter().map(|x| f64::from(*x)).collect()).collect();
    let layer = |weight: &Matrix| {
        let unit = |x: &[f64], weight: &[f32]| {
            let z: f64 = x.iter().zip(weight).map(|(x, w)| x * f64::from(*w)).sum();
            1.0 / (1.0 + (-z).exp())
        };
        h = h.iter().map(|x| weight.values.chunks(weight.columns).map(|weight| unit(x, weight)).collect()).collect();
        let variance = |unit: usize| {
            let mean = h.iter().map(|row| row[unit]).sum::<f64>() / rows as f64;
            h.iter().map(|row| (row[unit] - mean).powi(2)).sum::<f64>() / rows as f64
        };
        ((0..WIDTH).map(variance).sum::<f64>() / WIDTH as f64).sqrt()
    };
    weights.iter().map(layer).collect()
}

fn found(engine: EngineKind, device: &Device, weights: &[Matrix], inputs: &[f32]) -> Vec<f64> {
    let head = Matrix { rows: 2, columns: WIDTH, values: vec![0.0; 2 * WIDTH] };
    let network = Network::new(&Initial::new(weights.to_vec(), head), device);
    let inputs = Tensor::from_data(TensorData::new(inputs.to_vec(), [inputs.len() / 2, 2]), device);
    let [.., spreads] = engine.open().forward(&network, &SIGMOID, inputs, None).signs();
    spreads.into_data().try_into_vec::<f32>().expect("float32").into_iter().map(f64::from).collect()
}

fn hold(engine: EngineKind, device: &Device) {
    let weights = weights();
    for rows in [3, 37, 128, 1000] {
        // The first row like the others, and far from them.
        for first in [1.0, 30.0] {
            let mut inputs = normal(&mut stream(3, Stream::Data, 1), 2 * rows, 1.0);
            inputs[..2].iter_mut().for_each(|input| *input *= first);
            let (found, expected) = (found(engine, device, &weights, &inputs), expected(&weights, &inputs));
            let dead = expected.iter().filter(|spread| (LEAST..2e-6).contains(*spread)).count();
            assert!(dead > 0, "no layer's spread is 1e-6: {expected:?}");
            let errors = expected.iter().zip(&found).map(|(expected, found)| (found / expected - 1.0).abs());
            let held: Vec<f64> =
                errors.zip(&expected).filter(|(_, of)| **of >= LEAST).map(|(error, _)| error).collect();
            let worst = held.iter().copied().fold(0.0, f64::max);
            println!("{engine:?}, {rows} rows, first times {first}: {worst:.1e} in {} layers", held.len());
            assert!(
                held.iter().all(|error| *error < TOLERANCE),
                "{engine:?}, {rows} rows: {found:?} is not {expected:?}"
            );
            // What is beyond float32 is not taken for more than rounding.
            let beyond = || expected.iter().zip(&found).filter(|(expected, _)| **expected < 1e-8);
            assert!(
                beyond().count() > 0 && beyond().all(|(_, found)| *found < 1e-7),
                "{engine:?}, {rows} rows: {found:?}"
            );
        }
    }
}

#[test]
fn the_spread_of_a_dead_network_is_right_on_the_cpu() {
    hold(EngineKind::CpuStack, &backend::cpu().device);
}

#[test]
fn the_spread_of_a_dead_network_is_right_in_burn_s_operations() {
    hold(EngineKind::BurnOperations, &backend::cpu().device);
}

#[cfg(feature = "gpu")]
#[test]
fn the_spread_of_a_dead_network_is_right_on_the_gpu() {
    if let Some(opened) = gpu::gpu() {
        hold(EngineKind::GpuKernels, &opened.device);
    }
}

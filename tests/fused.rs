//! The GPU's kernels against burn's own operations on the CPU: logits, gradients, statistics, vital signs.
#![cfg(all(feature = "cpu", feature = "gpu"))]

#[path = "support/gpu.rs"]
mod gpu;

use burn::tensor::{Device, Int, Tensor, TensorData, activation};
use flatline::experiment::{Activation, Choice, ClipP, SATURATED_BELOW};
use flatline::network::activation::slope;
use flatline::network::burn_operations::{self, Unrolled};
use flatline::network::fused;
use flatline::network::parameters::Matrix;
use flatline::network::{Architecture, Block, ForwardPass, Initial, LayerValues, Network};
use flatline::random::{Random, Stream, stream};
use flatline::training::backend::{self, OpenDevice};
use gpu::gpu;

/// Of the largest entry of each tensor.
const TOLERANCE: f32 = 1e-4;

/// A network and what goes through it.
#[derive(Clone, Copy, Debug)]
struct Case {
    depth: usize,
    width: usize,
    rows: usize,
    features: usize,
    classes: usize,
    activation: Activation,
    batch_norm: bool,
    block: Block,
    dropout: bool,
}

const PLAIN: Block = Block { skip: 0.0, branch: 1.0 };
const RESIDUAL: Block = Block { skip: 1.0, branch: 0.5 };

const SMALL: Case = Case {
    depth: 4,
    width: 32,
    rows: 128,
    features: 2,
    classes: 2,
    activation: Activation::Tanh,
    batch_norm: false,
    block: PLAIN,
    dropout: false,
};

#[test]
fn every_activation_with_and_without_norm_and_residual_is_that_of_burn_s_operations() {
    let Some(OpenDevice { device, .. }) = gpu() else { return };
    for activation in Activation::ALL {
        for (batch_norm, block) in [(false, PLAIN), (false, RESIDUAL), (true, PLAIN), (true, RESIDUAL)] {
            hold(Case { activation: *activation, batch_norm, block, rows: 50, ..SMALL }, &device);
        }
    }
}

#[test]
fn every_shape_is_that_of_burn_s_operations() {
    let Some(OpenDevice { device, .. }) = gpu() else { return };
    let shapes = [
        (1, 32, 50, 2, 2),
        (1, 5, 9, 3, 4),
        (2, 1, 1, 1, 2),
        (3, 2, 3, 2, 3),
        (3, 7, 10, 2, 2),
        (2, 50, 128, 2, 2),
        (2, 97, 33, 5, 4),
        (3, 128, 256, 2, 10),
        (2, 256, 70, 64, 10),
        (2, 251, 9, 2, 2),
        (2, 64, 1024, 2, 2),
        (40, 16, 37, 2, 2),
        // Wide tiles, whose invocations compute up to eight columns, on batches that are no multiple of anything.
        (3, 129, 131, 3, 3),
        (2, 168, 61, 2, 5),
        (2, 200, 1, 7, 2),
    ];
    for (depth, width, rows, features, classes) in shapes {
        for batch_norm in [false, true] {
            // The variance of one row is 0, and its norm all rounding.
            if batch_norm && rows < 3 {
                continue;
            }
            hold(Case { depth, width, rows, features, classes, batch_norm, block: RESIDUAL, ..SMALL }, &device);
        }
    }
}

#[test]
fn dropout_is_that_of_burn_s_operations() {
    let Some(OpenDevice { device, .. }) = gpu() else { return };
    for (depth, width, rows) in [(4, 32, 30), (3, 144, 37), (1, 131, 6)] {
        for batch_norm in [false, true] {
            let activation = Activation::Gelu;
            hold(Case { depth, width, rows, dropout: true, batch_norm, activation, ..SMALL }, &device);
        }
    }
}

#[test]
fn gelu_is_accurate_to_float32() {
    let Some(OpenDevice { device, .. }) = gpu() else { return };
    // Identity matrices: the logits are gelu(gelu(x)).
    let one = Matrix { rows: 1, columns: 1, values: vec![1.0] };
    let network = Network::new(&Initial::new(vec![one.clone(), one.clone()], one), &device);
    let x: Vec<f32> = (-600..600).map(|i| i as f32 / 100.0 + 0.0013).collect();
    let gelu = |x: f64| x * 0.5 * (1.0 + libm::erf(x * std::f64::consts::FRAC_1_SQRT_2));
    let expected = x.iter().map(|x| gelu(gelu(f64::from(*x))));
    let inputs = Tensor::from_data(TensorData::new(x.clone(), [x.len(), 1]), &device);
    let found = numbers(
        fused::forward(
            &network,
            &Architecture { activation: Activation::Gelu, block: PLAIN },
            inputs,
            fused::Mode::Evaluation,
        )
        .logits,
    );
    for ((found, expected), x) in found.iter().zip(expected).zip(&x) {
        let error = (f64::from(*found) - expected).abs() / expected.abs().max(0.1);
        assert!(error < 4e-7, "{error:.1e} at {x}");
    }
}

#[test]
fn the_loss_and_its_slope_are_those_of_burn_s_operations() {
    let Some(OpenDevice { device, .. }) = gpu() else { return };
    let cpu = backend::cpu().device;
    for (rows, classes) in [(1, 2), (100, 10), (1024, 3)] {
        let logits = normal(&mut stream(7, Stream::Data, 1), rows * classes, 3.0);
        let labels: Vec<i32> = (0..rows).map(|row| (row * 7 % classes) as i32).collect();
        let both = |device: &Device| -> (Tensor<2>, Tensor<2, Int>) {
            let logits = TensorData::new(logits.clone(), [rows, classes]);
            let labels = TensorData::new(labels.clone(), [rows, 1]);
            (Tensor::from_data(logits, device), Tensor::from_data(labels, device))
        };
        let (tracked, labels_there) = both(&cpu);
        let tracked = tracked.autodiff().require_grad();
        let expected = -activation::log_softmax(tracked.clone(), 1).gather(1, labels_there.clone()).mean();
        let slope = tracked.grad(&expected.backward()).expect("a leaf");
        let right = tracked.inner().argmax(1).equal(labels_there).float().mean();
        let (there, labels_there) = both(&device);
        let found = fused::loss(there, labels_there);
        close(SMALL, "loss", numbers(found.cross_entropy), numbers(expected.inner()));
        close(SMALL, "accuracy", numbers(found.accuracy), numbers(right));
        close(SMALL, "slope", numbers(found.slope), numbers(slope));
    }
}

#[test]
fn norms_neither_overflow_nor_vanish() {
    let Some(OpenDevice { device, .. }) = gpu() else { return };
    // Layers of 300, 21 and 3 entries, which are read four at once, or one.
    for (scale, columns) in [(1e-25f32, 100), (1.0, 100), (1e25, 100), (1.0, 7), (1e25, 7), (1e-25, 1)] {
        let values: Vec<f32> = (0..6 * columns).map(|i| scale * ((i % 7) as f32 - 3.5)).collect();
        let stacked: Tensor<3> = Tensor::from_data(TensorData::new(values.clone(), [2, 3, columns]), &device);
        for p in ClipP::ALL {
            let norm = |layer: &[f32]| -> f32 {
                let sizes = layer.iter().map(|value| f64::from(value.abs()));
                (match p {
                    ClipP::One => sizes.sum::<f64>(),
                    ClipP::Two => sizes.map(|size| size * size).sum::<f64>().sqrt(),
                    ClipP::Infinity => sizes.fold(0.0, f64::max),
                }) as f32
            };
            let expected: Vec<f32> = values.chunks(3 * columns).map(norm).collect();
            let found = numbers(fused::norms_by_layer(stacked.clone(), *p));
            for (found, expected) in found.iter().zip(expected) {
                assert!((found / expected - 1.0).abs() < 1e-5, "{found} {expected} {p:?}");
            }
        }
    }
    let nothing: Tensor<3> = Tensor::from_data(TensorData::new(vec![1.0, f32::NAN, 2.0], [1, 1, 3]), &device);
    for p in ClipP::ALL {
        assert!(numbers(fused::norms_by_layer(nothing.clone(), *p))[0].is_nan(), "{p:?}");
    }
}

/// Holds the kernels on `device` to burn's operations on the CPU.
fn hold(case: Case, device: &Device) {
    let cpu = backend::cpu().device;
    let (plain, x, dlogits, masks) = build(case, &cpu);
    let tensor = |values: &[f32], rows: usize, device: &Device| -> Tensor<2> {
        Tensor::from_data(TensorData::new(values.to_vec(), [rows, values.len() / rows]), device)
    };
    let mask =
        |device: &Device| -> Vec<Tensor<2>> { masks.iter().map(|mask| tensor(mask, case.rows, device)).collect() };

    let architecture = Architecture { activation: case.activation, block: case.block };
    let tape = Unrolled::new(&plain, &architecture, true);
    let cpu_masks = mask(&cpu);
    let mode = burn_operations::Mode::Training { dropout: case.dropout.then_some(&cpu_masks) };
    let expected = tape.forward(tensor(&x, case.rows, &cpu), &mode);
    let loss = (expected.logits.clone() * tensor(&dlogits, case.rows, &cpu)).sum();
    let gradients = tape.gradients(loss.backward());

    let network = build(case, device).0;
    let gpu_masks = Tensor::stack(mask(device), 0);
    let mode = fused::Mode::Training { dropout: case.dropout.then_some(&gpu_masks) };
    let found = fused::forward(&network, &architecture, tensor(&x, case.rows, device), mode);
    close(case, "logits", numbers(found.logits.clone()), numbers(expected.logits.inner()));
    let names = ["stem", "stem bias", "hidden", "hidden bias", "head", "head bias", "norm scale", "norm shift"];
    let found_gradients = found.gradients(tensor(&dlogits, case.rows, device));
    assert_eq!(found_gradients.len(), gradients.len());
    let mut scale = 0.0;
    for ((name, found), expected) in names.iter().zip(found_gradients).zip(gradients) {
        assert_eq!(found.dims(), expected.dims(), "{name} of {case:?}");
        let expected = numbers(expected);
        // A bias before a norm has no effect and a gradient of mere rounding: its weight's is the scale for both.
        let largest = largest(&expected);
        scale = if name.ends_with("bias") { largest.max(scale) } else { largest };
        close_by(scale, case, name, numbers(found), expected);
    }
    if case.batch_norm {
        let (mean, variance) = found.statistics.clone().expect("the batch's");
        let of = |which: fn(&(Tensor<2>, Tensor<2>)) -> &Tensor<2>| -> Vec<f32> {
            expected.statistics.iter().flat_map(|both| numbers(which(both).clone())).collect()
        };
        close(case, "means", numbers(mean), of(|both| &both.0));
        close(case, "variances", numbers(variance), of(|both| &both.1));
    }
    let signs = expected.layers.iter().map(|layer| signs(case, layer));
    let signs: Vec<[f32; 5]> = signs.collect();
    for (which, found) in found.signs().into_iter().enumerate() {
        let name = ["activation means", "activation stds", "saturated", "dead", "activation spreads"][which];
        close(case, name, numbers(found), signs.iter().map(|layer| layer[which]).collect());
    }
    let kept = expected.layers.iter().flat_map(|layer| numbers(layer.pre_activation.clone())).collect();
    close(case, "pre-activations", numbers(found.pre_activations()), kept);

    let architecture = Architecture { activation: case.activation, block: case.block };
    let expected = Unrolled::new(&plain, &architecture, false)
        .forward(tensor(&x, case.rows, &cpu), &burn_operations::Mode::Evaluation);
    let mode = fused::Mode::Evaluation;
    let found = fused::forward(&network, &architecture, tensor(&x, case.rows, device), mode);
    close(case, "logits in evaluation", numbers(found.logits), numbers(expected.logits));
}

/// The network with random parameters, inputs, the loss's slope by the logits, and dropout's multipliers.
fn build(case: Case, device: &Device) -> (Network, Vec<f32>, Vec<f32>, Vec<Vec<f32>>) {
    let Case { depth, width, rows, features, classes, .. } = case;
    let mut random = stream(7, Stream::Weights, 1);
    let mut draw = |count: usize, scale: f64| normal(&mut random, count, scale);
    let mut matrix = |rows: usize, columns: usize| {
        let values = draw(rows * columns, 1.2 / (columns as f64).sqrt());
        Matrix { rows, columns, values }
    };
    let layers = (0..depth).map(|layer| matrix(width, if layer == 0 { features } else { width })).collect();
    let head = matrix(classes, width);
    let mut network = Network::new(&Initial::new(layers, head), device);
    network.set_batch_norm(case.batch_norm);
    // Biases and norms that are not what they start from.
    let weights = network.is_weight_matrix();
    let parameters = network.parameters().into_iter().zip(weights).map(|(parameter, is_weight)| {
        let shape = parameter.dims();
        let values = normal(&mut random, shape.iter().product(), 0.1);
        if is_weight { parameter } else { parameter + Tensor::from_data(TensorData::new(values, shape), device) }
    });
    let parameters = parameters.collect();
    network = network.with_parameters(parameters);
    let mut draw = |count: usize, scale: f64| normal(&mut random, count, scale);
    if let Some(norm) = &mut network.norm {
        let shape = [depth, 1, width];
        norm.running_mean = Tensor::from_data(TensorData::new(draw(depth * width, 0.3), shape), device);
        let variance: Vec<f32> = draw(depth * width, 0.3).iter().map(|value| 0.2 + value.abs()).collect();
        norm.running_variance = Tensor::from_data(TensorData::new(variance, shape), device);
    }
    let (x, dlogits) = (draw(rows * features, 1.0), draw(rows * classes, 1.0));
    let mask = |value: f32| if value > 0.8 { 0.0 } else { 1.25 };
    let masks = (0..depth).map(|_| draw(rows * width, 1.0).into_iter().map(mask).collect()).collect();
    (network, x, dlogits, masks)
}

fn normal(random: &mut Random, count: usize, scale: f64) -> Vec<f32> {
    (0..count).map(|_| (random.normal() * scale) as f32).collect()
}

/// Mean, biased standard deviation, saturated and dead share, spread, in float64 from the numbers of burn's operations.
fn signs(case: Case, layer: &LayerValues) -> [f32; 5] {
    let values: Vec<f64> = numbers(layer.activation.clone()).into_iter().map(f64::from).collect();
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let std = (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / count).sqrt();
    let threshold = (SATURATED_BELOW * case.activation.largest_slope()) as f32;
    let slopes = numbers(slope(case.activation, layer.normalised.clone()));
    let saturated = slopes.iter().filter(|slope| slope.abs() < threshold).count() as f64 / count;
    let all_zero = |unit: &usize| values.iter().skip(*unit).step_by(case.width).all(|value| *value == 0.0);
    let dead = match case.activation.can_die() {
        true => (0..case.width).filter(all_zero).count() as f64 / case.width as f64,
        false => 0.0,
    };
    let variance = |unit: usize| {
        let of_unit = || values.iter().skip(unit).step_by(case.width);
        let mean = of_unit().sum::<f64>() / case.rows as f64;
        of_unit().map(|value| (value - mean).powi(2)).sum::<f64>() / case.rows as f64
    };
    let spread = ((0..case.width).map(variance).sum::<f64>() / case.width as f64).sqrt();
    [mean, std, saturated, dead, spread].map(|sign| sign as f32)
}

fn numbers<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().try_into_vec::<f32>().expect("float32")
}

fn close(case: Case, name: &str, found: Vec<f32>, expected: Vec<f32>) {
    close_by(largest(&expected), case, name, found, expected);
}

fn largest(values: &[f32]) -> f32 {
    values.iter().fold(1e-30f32, |largest, value| largest.max(value.abs()))
}

fn close_by(largest: f32, case: Case, name: &str, found: Vec<f32>, expected: Vec<f32>) {
    assert_eq!(found.len(), expected.len(), "{name} of {case:?}");
    let apart = found.iter().zip(&expected).map(|(a, b)| (a - b).abs());
    let worst = apart.fold(0.0f32, |worst, apart| if apart > worst || apart.is_nan() { apart } else { worst });
    assert!(worst <= TOLERANCE * largest, "{name}: {:.1e} of the largest, {case:?}", worst / largest);
}

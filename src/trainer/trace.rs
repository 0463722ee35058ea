//! The command line's `run` for whoever scripts the GPU trainer in a browser, such as the tests that hold it to PyTorch.

use serde_json::{Map, Value};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::data::{Data, Table};
use crate::experiment::Experiment;
use crate::network::Initial;
use crate::network::parameters::{Named, Shape};
use crate::session::Measuring;
use crate::training::{Run, backend};
use crate::vitals::trace_line;

/// Trains `steps` full batches from given parameters and gives one JSON line a step, as `flatline run` writes them.
///
/// `case` is JSON: `experiment` (as in an experiment file), `x` (rows of features), `y` (a label for each) and
/// `parameters` (nested lists under PyTorch's names).
///
/// # Errors
/// A sentence that says what is wrong with the case, or with the GPU.
#[wasm_bindgen]
pub async fn trace(case: String, steps: usize) -> Result<String, String> {
    let case: Value = serde_json::from_str(&case).map_err(|error| format!("The case is not JSON: {error}."))?;
    let mut experiment = Experiment::from_json(&case["experiment"].to_string()).map_err(|error| error.to_string())?;
    let named = named(case["parameters"].as_object().ok_or("The case has no parameters.")?);
    let features = shape(&case["x"]).get(1).copied().ok_or("The case has no rows x.")?;
    let labels: Vec<u32> = numbers(&case["y"]).into_iter().map(|label| label as u32).collect();
    let head = named.iter().find(|tensor| tensor.name == "head.bias").ok_or("The case has no head.")?;
    let classes = head.values.len();
    let train = Table { features, classes, inputs: numbers(&case["x"]), labels };
    let Experiment { depth, width, batch_norm, .. } = experiment;
    let initial = Initial::from_named(&named, Shape { depth, width, features, classes, batch_norm })
        .map_err(|error| error.to_string())?;
    experiment.batch_size = train.rows();
    let device = backend::gpu().await?.device;
    let mut run = Run::new(experiment, Data { train, held_out: Table::default() }, Some(initial), device);
    let measuring = Measuring { layers_every: 1, ..Measuring::default() };
    let advance = run.advance(steps, &measuring).await.map_err(|error| error.to_string())?;
    let lines: Result<Vec<String>, _> = advance.vitals.iter().map(trace_line).collect();
    Ok(lines.map_err(|error| error.to_string())?.join("\n"))
}

fn named(parameters: &Map<String, Value>) -> Vec<Named> {
    let named =
        |(name, value): (&String, &Value)| Named { name: name.clone(), shape: shape(value), values: numbers(value) };
    parameters.iter().map(named).collect()
}

/// All numbers in nested lists; what is none is NaN.
fn numbers(value: &Value) -> Vec<f32> {
    match value {
        Value::Array(list) => list.iter().flat_map(numbers).collect(),
        other => vec![other.as_f64().map_or(f32::NAN, |number| number as f32)],
    }
}

fn shape(value: &Value) -> Vec<usize> {
    match value {
        Value::Array(list) => [vec![list.len()], list.first().map(shape).unwrap_or_default()].concat(),
        _ => Vec::new(),
    }
}

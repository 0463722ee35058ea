//! The trainer without a page around it, for whoever scripts it in a browser: the tests that hold it to PyTorch, and the
//! benchmark.

use serde_json::{Map, Value};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::data::{self, Data, Table};
use crate::experiment::{Experiment, Story};
use crate::network::Initial;
use crate::network::parameters::{NamedTensor, Shape};
use crate::training::Run;
use crate::training::backend::{self, OpenDevice};
use crate::vitals::{Measuring, trace_line};

/// A network that trains on full batches of given rows, or as a story says.
#[wasm_bindgen]
pub struct HeadlessRun {
    run: Run,
    /// Whose changes take effect at their steps.
    story: Story,
}

#[wasm_bindgen]
impl HeadlessRun {
    /// The network of a case, on the device that this trainer is for.
    ///
    /// `case` is JSON: `experiment` (as in an experiment file), `x` (rows of features), `y` (a label for each, every
    /// class among them) and `parameters` (nested lists under PyTorch's names; where there are none, they are drawn).
    ///
    /// # Errors
    /// What is wrong with the case, or with the device.
    pub async fn open(case: String) -> Result<HeadlessRun, String> {
        let case: Value = serde_json::from_str(&case).map_err(|error| format!("The case is not JSON: {error}."))?;
        let experiment =
            Experiment::from_json(&case["experiment"].to_string()).map_err(|error| format!("{error:?}"))?;
        let features = shape(&case["x"]).get(1).copied().ok_or("The case has no rows x.")?;
        let labels: Vec<u32> = numbers(&case["y"]).into_iter().map(|label| label as u32).collect();
        let classes = labels.iter().max().map_or(0, |label| *label as usize + 1);
        let train = Table { features, classes, inputs: numbers(&case["x"]), labels };
        let experiment = Experiment { batch_size: train.rows(), ..experiment };
        let shape = Shape::of(&experiment, features, classes);
        let initial = case["parameters"].as_object().map(|given| Initial::from_named(&named(given), shape));
        let initial = initial.transpose().map_err(|error| format!("{error:?}"))?;
        let data = Data { train, held_out: Table::default() };
        let run = Run::new(experiment.clone(), data, initial, &open().await?);
        Ok(Self { run, story: Story::new(experiment) })
    }

    /// The run of a story, JSON as in an experiment file: on its own data, in its own batches, as `flatline run` has it.
    ///
    /// # Errors
    /// What is wrong with the story, its data, or the device.
    pub async fn replay(story: String) -> Result<HeadlessRun, String> {
        let story = Story::from_json(&story).map_err(|error| format!("{error:?}"))?;
        let experiment = story.experiment();
        let data = data::build(experiment).map_err(|error| format!("{error:?}"))?;
        Ok(Self { run: Run::new(experiment.clone(), data, None, &open().await?), story })
    }

    /// Multiplies a batch, `[rows, width]`, by a matrix, `[width, width]`, so many times, as a pass on the CPU does: what
    /// one thread reaches, for whoever takes the time.
    #[cfg(not(feature = "gpu"))]
    pub fn multiply(rows: usize, width: usize, times: usize) {
        crate::network::multiply(rows, width, times);
    }

    /// Bytes that the network is estimated to take while it trains.
    pub fn needed(&self) -> f64 {
        self.run.plan().bytes as f64
    }

    /// Trains `steps` steps, measuring layer by layer at every so many of them, and gives one JSON line a step, as
    /// `flatline run` writes them. A divergence ends it early.
    ///
    /// # Errors
    /// A sentence that says what is wrong with the device.
    pub async fn advance(&mut self, steps: usize, layers_every: u32) -> Result<String, String> {
        let measuring = Measuring { layers_every, ..Measuring::default() };
        let end = self.run.step() + steps as u64;
        let mut vitals = Vec::new();
        while self.run.step() < end {
            let step = self.run.step();
            self.run.change(self.story.settings_at(step).clone());
            let next = self.story.changes_after(step).first().map_or(end, |change| change.step.min(end));
            let advance = self.run.advance((next - step) as usize, &measuring).await.map_err(|error| error.detail)?;
            vitals.extend(advance.vitals);
            if advance.divergence.is_some() {
                break;
            }
        }
        let lines: Result<Vec<String>, _> = vitals.iter().map(trace_line).collect();
        Ok(lines.map_err(|error| error.to_string())?.join("\n"))
    }
}

#[cfg(feature = "gpu")]
async fn open() -> Result<OpenDevice, String> {
    backend::gpu().await
}

#[cfg(not(feature = "gpu"))]
async fn open() -> Result<OpenDevice, String> {
    Ok(backend::cpu())
}

fn named(parameters: &Map<String, Value>) -> Vec<NamedTensor> {
    let named = |(name, value): (&String, &Value)| NamedTensor {
        name: name.clone(),
        shape: shape(value),
        values: numbers(value),
    };
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

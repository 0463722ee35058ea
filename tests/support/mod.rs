//! The reference cases as the tests use them.

use flatline::data::{Data, Table};
use flatline::experiment::Experiment;
use flatline::network::Initial;
use flatline::network::parameters::{Named, Shape};
use serde_json::Value;

/// A network that PyTorch trained in float64.
pub struct Case {
    pub name: String,
    pub experiment: Experiment,
    pub data: Data,
    pub named: Vec<Named>,
    pub initial: Initial,
    pub trace: Vec<Value>,
    pub evaluation_loss: f64,
}

pub fn case_names() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/reference");
    let mut names: Vec<_> = std::fs::read_dir(folder)
        .expect("the reference folder")
        .filter_map(|entry| Some(entry.ok()?.file_name().to_str()?.strip_suffix(".json")?.to_owned()))
        .collect();
    names.sort();
    names
}

pub fn load(name: &str) -> Case {
    let path = format!("{}/tests/reference/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let file: Value = serde_json::from_str(&std::fs::read_to_string(path).expect("a reference file")).expect("JSON");
    let experiment = Experiment::from_json(&file["experiment"].to_string()).expect("a valid experiment");
    let parameters = file["parameters"].as_object().expect("parameters");
    let named: Vec<Named> = parameters
        .iter()
        .map(|(name, value)| Named {
            name: name.clone(),
            shape: shape(value),
            values: numbers(value).into_iter().map(|v| v as f32).collect(),
        })
        .collect();
    let features = shape(&file["x"])[1];
    let classes = shape(&parameters["head.weight"])[0];
    let initial = Initial::from_named(
        &named,
        Shape {
            depth: experiment.depth,
            width: experiment.width,
            features,
            classes,
            batch_norm: experiment.batch_norm,
        },
    )
    .expect("the experiment's own parameters");
    let train = Table {
        features,
        classes,
        inputs: numbers(&file["x"]).into_iter().map(|v| v as f32).collect(),
        labels: numbers(&file["y"]).into_iter().map(|v| v as u32).collect(),
    };
    Case {
        name: name.to_owned(),
        experiment,
        data: Data { train, held_out: Table::default() },
        named,
        initial,
        trace: file["trace"].as_array().expect("a trace").clone(),
        evaluation_loss: file["evaluation_loss_after"].as_f64().expect("a number"),
    }
}

fn shape(value: &Value) -> Vec<usize> {
    match value {
        Value::Array(list) => [vec![list.len()], shape(&list[0])].concat(),
        _ => Vec::new(),
    }
}

/// All numbers in nested lists.
pub fn numbers(value: &Value) -> Vec<f64> {
    match value {
        Value::Array(list) => list.iter().flat_map(numbers).collect(),
        other => vec![other.as_f64().expect("a number")],
    }
}

/// Waits for a future that needs no reactor.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let mut future = std::pin::pin!(future);
    loop {
        if let std::task::Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return value;
        }
        std::thread::yield_now();
    }
}

//! The reference cases as the tests use them.

use flatline::data::{Data, Table};
use flatline::experiment::Experiment;
use flatline::network::parameters::NamedTensor;
use serde_json::Value;

/// A network that PyTorch trained in float64.
pub struct Case {
    pub name: String,
    pub experiment: Experiment,
    pub data: Data,
    /// The initial parameters.
    pub named: Vec<NamedTensor>,
    /// The whole file.
    pub file: Value,
}

pub fn load(name: &str) -> Case {
    let path = format!("{}/tests/reference/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let file: Value = serde_json::from_str(&std::fs::read_to_string(path).expect("a reference file")).expect("JSON");
    let experiment = Experiment::from_json(&file["experiment"].to_string()).expect("a valid experiment");
    let parameters = file["parameters"].as_object().expect("parameters");
    let named: Vec<NamedTensor> = parameters
        .iter()
        .map(|(name, value)| NamedTensor {
            name: name.clone(),
            shape: shape(value),
            values: numbers(value).into_iter().map(|v| v as f32).collect(),
        })
        .collect();
    let features = shape(&file["x"])[1];
    let classes = shape(&parameters["head.weight"])[0];
    let train = Table {
        features,
        classes,
        inputs: numbers(&file["x"]).into_iter().map(|v| v as f32).collect(),
        labels: numbers(&file["y"]).into_iter().map(|v| v as u32).collect(),
    };
    let data = Data { train, held_out: Table::default() };
    Case { name: name.to_owned(), experiment, data, named, file }
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

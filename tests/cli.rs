//! The command line as a user meets it.
#![cfg(feature = "cli")]

#[path = "support/command.rs"]
mod command;
#[path = "support/reference.rs"]
mod reference;

use std::path::{Path, PathBuf};

use command::{Folder, flatline, stderr};
use reference::{Case, load};
use safetensors::tensor::{Dtype, TensorView};
use serde_json::Value;

fn files(folder: &Folder, case: &Case) -> [PathBuf; 3] {
    let table = &case.data.train;
    let rows = (0..table.rows()).map(|i| {
        let features: Vec<String> = table.row(i).iter().map(f32::to_string).collect();
        format!("{},{}\n", features.join(","), table.labels[i])
    });
    let bytes: Vec<Vec<u8>> =
        case.named.iter().map(|tensor| tensor.values.iter().flat_map(|value| value.to_le_bytes()).collect()).collect();
    let views = case.named.iter().zip(&bytes).map(|(tensor, bytes)| {
        let view = TensorView::new(Dtype::F32, tensor.shape.clone(), bytes).expect("a tensor");
        (tensor.name.clone(), view)
    });
    let mut experiment = case.experiment.clone();
    experiment.batch_size = table.rows();
    experiment.standardise = false;
    [
        folder.write("experiment.json", experiment.to_json()),
        folder.write("data.csv", rows.collect::<String>()),
        folder.write("parameters.safetensors", safetensors::serialize(views, None).expect("serialisable")),
    ]
}

#[test]
fn a_reference_case_comes_back_from_files() {
    let folder = Folder::new("reference");
    let case = load("sigmoid-batch-norm-residual");
    let [experiment, data, parameters] = files(&folder, &case);
    let trace = folder.0.join("trace.jsonl");
    let expected = case.file["trace"].as_array().expect("a trace");
    let steps = expected.len().to_string();
    let output = flatline(&[
        &experiment,
        Path::new("--data"),
        &data,
        Path::new("--parameters"),
        &parameters,
        Path::new("--steps"),
        Path::new(&steps),
        Path::new("--output"),
        &trace,
    ]);
    assert!(output.status.success(), "{}", stderr(&output));
    let lines: Vec<Value> = std::fs::read_to_string(&trace)
        .expect("the trace")
        .lines()
        .map(|line| serde_json::from_str(line).expect("a JSON line"))
        .collect();
    assert_eq!(lines.len(), expected.len(), "{}", case.name);
    for (line, expected) in lines.iter().zip(expected) {
        for (key, expected) in expected.as_object().expect("a step") {
            let (expected, found) = (reference::numbers(expected), reference::numbers(&line[key]));
            assert_eq!(expected.len(), found.len(), "{key}");
            let scale = expected.iter().fold(0.0f64, |a, b| a.max(b.abs()));
            for (e, f) in expected.iter().zip(&found) {
                assert!((e - f).abs() <= 1e-3 * scale, "{key}: {e} and {f}");
            }
        }
    }
}

#[test]
fn a_divergence_is_an_exit_status_of_its_own() {
    let folder = Folder::new("divergence");
    let experiment = folder.write("e.json", r#"{"depth": 20, "activation": "relu", "init_scale": 2}"#);
    let output = flatline(&[&experiment]);
    assert_eq!(output.status.code(), Some(3));
    assert!(stderr(&output).contains("diverged at step"), "{}", stderr(&output));
    assert!(!output.stdout.is_empty(), "what was measured before is kept");
}

#[test]
fn each_wrong_input_is_named_with_what_is_allowed() {
    let folder = Folder::new("input");
    let case = load("plain-relu");
    let [good, data, parameters] = files(&folder, &case);
    let bad = |name: &str, content: &[u8]| folder.write(name, content);
    let data_flag = Path::new("--data");
    let parameters_flag = Path::new("--parameters");
    let narrow = bad("narrow.json", br#"{"depth": 4, "width": 9, "activation": "relu"}"#);
    let deep = bad("deep.json", br#"{"depth": 5, "width": 8, "activation": "relu"}"#);
    let shallow = bad("shallow.json", br#"{"depth": 3, "width": 8, "activation": "relu"}"#);
    let cases: Vec<(Vec<&Path>, &[&str])> = vec![
        (vec![Path::new("missing.json")], &["missing.json"]),
        (vec![&narrow, data_flag, &data, parameters_flag, &parameters], &["head.weight", "[2, 8]", "[2, 9]"]),
        (vec![&deep, data_flag, &data, parameters_flag, &parameters], &["layers.4.weight", "missing"]),
        (vec![&shallow, data_flag, &data, parameters_flag, &parameters], &["layers.3", "unknown"]),
        (vec![&good, parameters_flag, &data], &["data.csv", "safetensors"]),
        (vec![&good, data_flag, Path::new("nowhere.csv")], &["nowhere.csv"]),
    ];
    for (arguments, words) in cases {
        let output = flatline(&arguments);
        let message = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{message}");
        assert!(words.iter().all(|word| message.contains(word)), "{message}");
    }
    for (json, words) in [
        (r#"{"depht": 3}"#, ["depht", "depth"]),
        (r#"{"depth": 0}"#, ["depth", "1000"]),
        (r#"{"learning_rate": NaN}"#, ["learning_rate", "NaN"]),
        (r#"{"activation": "step"}"#, ["activation", "sigmoid"]),
    ] {
        let output = flatline(&[&bad("bad.json", json.as_bytes())]);
        let message = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{message}");
        assert!(words.iter().all(|word| message.contains(word)), "{json}: {message}");
    }
    for (csv, words) in
        [("", ["row", "needed"]), ("1,2,0\n1,0\n", ["Line 2", "columns"]), ("1,2,-1\n", ["column 3", "-1"])]
    {
        let output = flatline(&[&good, data_flag, &bad("bad.csv", csv.as_bytes())]);
        let message = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{message}");
        assert!(words.iter().all(|word| message.contains(word)), "{csv:?}: {message}");
    }
}

#[test]
fn a_storys_changes_take_effect_at_their_steps() {
    let folder = Folder::new("story");
    let run = |name: &str, json: &str, steps: &str| -> Vec<Value> {
        let output = flatline(&[&folder.write(name, json), Path::new("--steps"), Path::new(steps)]);
        assert!(output.status.success(), "{}", stderr(&output));
        let lines = String::from_utf8(output.stdout).expect("text");
        lines.lines().map(|line| serde_json::from_str(line).expect("a JSON line")).collect()
    };
    let plain = run("plain.json", r#"{"depth": 4, "width": 8}"#, "25");
    // Steps at which no round of its own would end, and one that is never reached.
    let story = r#"{"experiment": {"depth": 4, "width": 8}, "changes": [
        {"step": 5, "learning_rate": 1}, {"step": 7, "learning_rate": 0.1}, {"step": 21, "batch_norm": true},
        {"step": 40, "clip": "norm"}]}"#;
    let changed = run("story.json", story, "25");
    assert_eq!(changed.len(), 25);
    assert_eq!(plain[..5], changed[..5]);
    // The sixth update is ten times as long, and the gradient that it follows is the same.
    let (before, after) = (&plain[5], &changed[5]);
    assert_eq!(before["gradient_norm"], after["gradient_norm"]);
    let ratio = |line: &Value| line["update_ratios"][0].as_f64().expect("a number");
    assert!((ratio(after) / ratio(before) - 10.0).abs() < 1e-3);
    // BatchNorm brings the first layer's gradient back, from the step after 21 on.
    let gradient = |line: &Value| line["weight_gradient_norms"][0].as_f64().expect("a number");
    assert!(gradient(&changed[21]) > 100.0 * gradient(&changed[20]), "{} {}", changed[20], changed[21]);
    let output = flatline(&[&folder.write("cold.json", r#"{"experiment": {}, "changes": [{"step": 5, "seed": 1}]}"#)]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("changes[0].seed"), "{}", stderr(&output));
}

#[test]
fn the_sharpness_is_in_the_trace_and_the_report_where_it_is_asked_for() {
    let folder = Folder::new("sharpness");
    let experiment = folder.write("experiment.json", r#"{"depth": 2, "width": 4, "points": 40}"#);
    let run = |more: &[&str]| {
        let steps = [Path::new("--steps"), Path::new("3"), Path::new("--diagnose")];
        let output =
            flatline(&[&[experiment.as_path()], &steps[..], &more.iter().map(Path::new).collect::<Vec<_>>()].concat());
        assert!(output.status.success(), "{}", stderr(&output));
        let lines: Vec<Value> = String::from_utf8_lossy(&output.stdout)
            .lines()
            .map(|line| serde_json::from_str(line).expect("a JSON line"))
            .collect();
        (lines, stderr(&output))
    };
    let (lines, report) = run(&["--sharpness"]);
    assert!(lines.iter().all(|line| line["sharpness"].is_number()), "{lines:?}");
    assert!(report.contains("Sharpness") && report.contains("edge: 2"), "{report}");
    let (lines, report) = run(&[]);
    assert!(lines.iter().all(|line| line.get("sharpness").is_none()) && !report.contains("edge"), "{lines:?}");
}

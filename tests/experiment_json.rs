//! Experiment files.

#[path = "experiment/any.rs"]
mod any;

use flatline::experiment::{Clip, ClipP, Experiment, InitScheme, JsonError, Story, settings};
use flatline::words;
use proptest::prelude::*;

fn error(text: &str) -> String {
    words::json_error(&Experiment::from_json(text).expect_err("a file that is refused"))
}

#[test]
fn a_file_of_before_settings_were_flat_is_read() {
    let read = Experiment::from_json(r#"{"depth": 20, "clip": {"kind": "norm", "max": 5.0, "p": "inf"}}"#);
    let expected =
        Experiment { depth: 20, clip: Clip::Norm, clip_max: 5.0, clip_p: ClipP::Infinity, ..Experiment::default() };
    assert_eq!(read, Ok(expected));
    let wrong = Experiment::from_json(r#"{"clip": {"kind": "norm", "size": 5.0}}"#);
    assert!(matches!(wrong, Err(JsonError::Invalid { .. })), "{wrong:?}");
    let out_of_range = Experiment::from_json(r#"{"clip": {"kind": "norm", "max": -5.0}}"#);
    assert!(matches!(out_of_range, Err(JsonError::Invalid { .. })), "{out_of_range:?}");
}

#[test]
fn rows_of_ones_own_are_standardised_where_the_file_says_so() {
    for (text, standardise) in [
        ("{}", false),
        (r#"{"standardise": true}"#, true),
        (r#"{"standardise": false}"#, false),
        (r#"{"experiment": {"depth": 3}}"#, false),
        (r#"{"experiment": {"standardise": true}, "changes": []}"#, true),
    ] {
        let story = Story::from_json_with_rows(text).expect("a story");
        assert_eq!(story.experiment().standardise, standardise, "{text}");
    }
    assert!(Story::from_json("{}").expect("a story").experiment().standardise, "what is built in");
}

#[test]
fn absent_keys_take_their_defaults() {
    assert_eq!(Experiment::from_json("{}"), Ok(Experiment::default()));
    let file = r#"{"depth": 3, "init_scheme": "he", "learning_rate": 1}"#;
    let expected = Experiment { depth: 3, init_scheme: InitScheme::He, learning_rate: 1.0, ..Experiment::default() };
    assert_eq!(Experiment::from_json(file), Ok(expected));
    assert_eq!(Experiment::from_json("{\"depth\": 12.0}").map(|read| read.depth), Ok(12));
}

#[test]
fn the_keys_are_those_of_the_address() {
    let file = r#"{"clip": "norm", "clip_max": 5, "clip_p": "inf"}"#;
    let expected = Experiment { clip: Clip::Norm, clip_max: 5.0, clip_p: ClipP::Infinity, ..Experiment::default() };
    assert_eq!(Experiment::from_json(file), Ok(expected));
    let written: serde_json::Value = serde_json::from_str(&Experiment::default().to_json()).unwrap();
    let written: Vec<&str> = written.as_object().unwrap().keys().map(String::as_str).collect();
    let keys: Vec<&str> = settings().iter().map(|setting| setting.key).collect();
    assert_eq!(written, keys);
}

#[test]
fn an_unknown_key_is_named_with_the_one_that_was_meant() {
    let message = error(r#"{"depth": 3, "learning_rat": 0.1}"#);
    assert_eq!(message, "There is no setting \"learning_rat\"; the nearest name is \"learning_rate\".");
}

#[test]
fn a_wrong_value_is_named_with_what_is_allowed() {
    for (file, message) in [
        (r#"{"depth": 0}"#, "depth is 0: it must be a whole number from 1 to 1000."),
        (r#"{"depth": -1}"#, "depth is -1: it must be a whole number from 1 to 1000."),
        (r#"{"depth": 1.5}"#, "depth is 1.5: it must be a whole number from 1 to 1000."),
        (r#"{"depth": "10"}"#, "depth is the text 10: it must be a whole number from 1 to 1000."),
        (r#"{"depth": "ten"}"#, "depth is \"ten\": it must be a whole number from 1 to 1000."),
        (r#"{"depth": null}"#, "depth is null: it must be a whole number from 1 to 1000."),
        (r#"{"noise": [0.1]}"#, "noise is a list: it must be a number from 0 to 0.5."),
        (r#"{"noise": {}}"#, "noise is an object: it must be a number from 0 to 0.5."),
        (r#"{"batch_norm": 1}"#, "batch_norm is 1: it must be true or false."),
        (r#"{"noise": NaN}"#, "noise is NaN: it must be a number from 0 to 0.5."),
        (r#"{"learning_rate": -Infinity}"#, "learning_rate is -Infinity: it must be a number from 1e-6 to 100."),
        (r#"{"learning_rate": 1e999}"#, "learning_rate is 1e999: it must be a number from 1e-6 to 100."),
        (r#"{"residual": True, "depth": 3}"#, "residual is True: it must be true or false."),
        ("{\"clip\": \"norm\",\n \"clip_max\": NaN}", "clip_max is NaN: it must be a number from 1e-6 to 1e6."),
        (r#"{"clip_max": 0}"#, "clip_max is 0: it must be a number from 1e-6 to 1e6."),
        (r#"{"clip_p": 2}"#, "clip_p is 2: it must be one of \"1\", \"2\" or \"inf\"."),
        (r#"{"clip": null}"#, "clip is null: it must be one of \"off\", \"norm\" or \"value\"."),
        (r#"{"clip": {"norm": null}}"#, "clip is an object: it must be one of \"off\", \"norm\" or \"value\"."),
        ("[]", "The experiment is a list: it must be an object with a key for each setting."),
    ] {
        assert_eq!(error(file), message);
    }
    let message = error(r#"{"activation": "swish"}"#);
    assert!(message.starts_with("activation is \"swish\": it must be one of \"linear\", \"sigmoid\","), "{message}");
}

#[test]
fn a_key_that_stands_there_twice_is_refused() {
    let message = "\"depth\" stands there twice; it must be there once at most.";
    assert_eq!(error(r#"{"depth": 3, "width": 2, "depth": 3}"#), message);
}

#[test]
fn what_is_not_json_is_named_by_its_place() {
    for (file, line, column) in [("", 1, 0), ("{\"depth\": 3", 1, 11), ("{\n  \"depth\": 3,\n}", 3, 1), ("{} x", 1, 4)]
    {
        match Experiment::from_json(file) {
            Err(JsonError::Syntax { line: found_line, column: found_column, .. }) => {
                assert_eq!((found_line, found_column), (line, column), "{file}");
            }
            other => panic!("{file}: {other:?}"),
        }
    }
}

#[test]
fn the_reference_experiments_are_read() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference");
    let mut read = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let case: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let theirs = &case["experiment"];
        let experiment = Experiment::from_json(&theirs.to_string()).unwrap_or_else(|error| panic!("{error:?}"));
        let ours: serde_json::Value = serde_json::from_str(&experiment.to_json()).unwrap();
        for (key, value) in theirs.as_object().unwrap() {
            assert_eq!(&ours[key], value, "{key} of {}", path.display());
        }
        read += 1;
    }
    assert_eq!(read, 12);
}

proptest! {
    #[test]
    fn a_file_brings_everything_back(experiment in any::experiment()) {
        prop_assert_eq!(Experiment::from_json(&experiment.to_json()), Ok(experiment));
    }

    #[test]
    fn any_text_at_all_is_read_or_refused(text in any::<String>()) {
        let _ = Experiment::from_json(&text);
    }

    #[test]
    fn nearly_right_text_is_valid_or_refused(
        text in r#"\{("(depth|noise|clip|clip_max|clip_p)": ?(NaN|-?[0-9.e]{1,4}|"[a-z\u{e9}]{0,4}"|\{|\}|\[|null)[,}]? ?\n?){0,5}\}?"#,
    ) {
        if let Ok(experiment) = Experiment::from_json(&text) {
            prop_assert_eq!(experiment.validate(), Ok(()));
        }
    }
}

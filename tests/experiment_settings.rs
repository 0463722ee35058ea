//! The table of settings: names, ranges, what may change in a running network.

use flatline::experiment::{Activation, Choice, Control, Experiment, Key, Setting, Value, setting, settings};
use flatline::words;
use proptest::prelude::*;

fn of(key: &str) -> &'static Setting {
    setting(key).unwrap_or_else(|| panic!("no setting {key}"))
}

#[test]
fn every_field_has_one_row() {
    let names: Vec<&str> = settings().iter().map(|setting| words::settings::name(setting.id)).collect();
    let expected = [
        "Depth",
        "Width",
        "Init scale",
        "Init scheme",
        "Activation",
        "BatchNorm",
        "ResNet",
        "Residual scale",
        "Clipping",
        "Clip maximum",
        "Clip norm p",
        "Optimizer",
        "Learning rate",
        "Weight decay",
        "L1",
        "Dropout",
        "Batch size",
        "Data",
        "Noise",
        "Points",
        "Standardise",
        "Seed",
    ];
    assert_eq!(names, expected);
    let fields = serde_json::to_value(Experiment::default()).unwrap();
    let mut fields: Vec<&String> = fields.as_object().unwrap().keys().collect();
    let mut keys: Vec<&str> = settings().iter().map(|setting| setting.key).collect();
    fields.sort();
    keys.sort();
    assert_eq!(fields, keys);
    for setting in settings() {
        assert_eq!(setting.id.setting().key, setting.key);
        let help = words::settings::help(setting.id);
        assert!(help.ends_with('.') && help.len() > 20, "{help}");
    }
}

#[test]
fn what_a_running_network_can_take_is_hot() {
    let cold: Vec<&str> = settings().iter().filter(|setting| setting.cold).map(|setting| setting.key).collect();
    assert_eq!(
        cold,
        ["depth", "width", "init_scale", "init_scheme", "dataset", "noise", "points", "standardise", "seed"]
    );
    let patient = Experiment::default();
    let hot = Experiment { batch_norm: true, activation: Activation::Relu, ..patient.clone() };
    assert!(!patient.needs_restart(&hot));
    assert!(!patient.needs_restart(&patient.clone()));
    assert!(patient.needs_restart(&Experiment { seed: 1, ..hot.clone() }));
    let changed: Vec<&str> = patient.changes(&hot).iter().map(|setting| setting.key).collect();
    assert_eq!(changed, ["activation", "batch_norm"]);
}

#[test]
fn ranges_hold_at_both_ends() {
    let cases = [
        ("depth", ["1", "1000"], ["0", "1001"]),
        ("width", ["1", "256"], ["0", "257"]),
        ("batch_size", ["1", "1024"], ["0", "1025"]),
        ("points", ["10", "5000"], ["9", "5001"]),
        ("seed", ["0", "9007199254740991"], ["-1", "9007199254740992"]),
        ("init_scale", ["0", "10"], ["-1e-9", "10.000001"]),
        ("residual_scale", ["0", "10"], ["-0.1", "11"]),
        ("learning_rate", ["1e-6", "100"], ["9e-7", "100.1"]),
        ("noise", ["0", "0.5"], ["-0.1", "0.51"]),
        ("weight_decay", ["0", "10"], ["-1", "10.1"]),
        ("l1", ["0", "10"], ["-1", "10.1"]),
        ("dropout", ["0", "0.9"], ["-0.1", "0.91"]),
        ("clip_max", ["1e-6", "1e6"], ["0", "1000001"]),
    ];
    for (key, inside, outside) in cases {
        for text in inside {
            let value = of(key).parse(text).unwrap_or_else(|invalid| panic!("{invalid:?}"));
            let mut experiment = Experiment::default();
            of(key).set(&mut experiment, value).unwrap();
            assert_eq!(of(key).get(&experiment), value);
            assert_eq!(experiment.validate(), Ok(()));
        }
        for text in outside.into_iter().chain(["NaN", "inf", "-inf", "", "ten"]) {
            assert!(of(key).parse(text).is_err(), "{key} = {text}");
        }
    }
}

#[test]
fn an_error_says_what_was_found_and_what_is_allowed() {
    let sentence = |key: &str, text: &str| words::invalid(&of(key).parse(text).unwrap_err());
    assert_eq!(sentence("depth", "2000"), "Depth is 2000: it must be a whole number from 1 to 1000.");
    assert_eq!(sentence("depth", "2.5"), "Depth is 2.5: it must be a whole number from 1 to 1000.");
    assert_eq!(sentence("depth", "ten"), "Depth is \"ten\": it must be a whole number from 1 to 1000.");
    assert_eq!(sentence("depth", " "), "Depth is empty: it must be a whole number from 1 to 1000.");
    assert_eq!(sentence("learning_rate", "NaN"), "Learning rate is NaN: it must be a number from 1e-6 to 100.");
    assert_eq!(sentence("clip_p", "3"), "Clip norm p is 3: it must be one of 1, 2 or inf.");
    assert_eq!(sentence("batch_norm", "yes"), "BatchNorm is \"yes\": it must be true or false.");
    assert!(sentence("clip", &"x".repeat(10_000)).len() < 200);
}

#[test]
fn whole_numbers_may_be_written_as_people_write_them() {
    for text in ["1000", " 1000 ", "1e3", "1000.0", "+1000"] {
        assert_eq!(of("depth").parse(text), Ok(Value::Integer(1000)), "{text}");
    }
    // Minus nothing is nothing, not text that differs from the default's.
    assert_eq!(of("init_scale").parse("-0").map(|zero| zero.to_string()), Ok("0".to_owned()));
}

#[test]
fn everything_that_is_wrong_is_listed() {
    let wrong = Experiment { depth: 0, learning_rate: f64::NAN, noise: -1.0, ..Experiment::default() };
    let keys: Vec<Key> = wrong.validate().unwrap_err().into_iter().map(|invalid| invalid.key).collect();
    assert_eq!(keys, [Key::Depth, Key::LearningRate, Key::Noise]);
}

#[test]
fn a_value_of_another_type_changes_nothing() {
    let mut experiment = Experiment::default();
    assert!(of("depth").set(&mut experiment, Value::Switch(true)).is_err());
    assert!(of("activation").set(&mut experiment, Value::Choice("adam")).is_err());
    assert!(of("noise").set(&mut experiment, Value::Real(f64::INFINITY)).is_err());
    assert_eq!(experiment, Experiment::default());
}

#[test]
fn marks_and_defaults_are_within_reach() {
    for setting in settings() {
        assert!(setting.allows(setting.get(&Experiment::default())), "{}", setting.key);
        let (min, max, scale, marks) = match setting.control {
            Control::Integer { min, max, scale, marks } => (min as f64, max as f64, scale, marks),
            Control::Real { min, max, scale, marks } => (min, max, scale, marks),
            _ => continue,
        };
        assert_eq!((scale.position(min, min, max), scale.position(max, min, max)), (0.0, 1.0), "{}", setting.key);
        assert_eq!((scale.value(0.0, min, max), scale.value(1.0, min, max)), (min, max), "{}", setting.key);
        assert!(marks.iter().all(|mark| (min..=max).contains(mark)), "{}", setting.key);
    }
}

#[test]
fn options_are_found_by_the_key_that_they_show() {
    for setting in settings() {
        if let Control::Choice { options } = setting.control {
            let mut names: Vec<&str> = Vec::new();
            for option in options.iter().copied() {
                assert_eq!(setting.parse(option), Ok(Value::Choice(option)));
                names.push(words::settings::option(setting.id, option));
            }
            let count = names.len();
            names.sort();
            names.dedup();
            assert_eq!(names.len(), count, "{names:?}");
        }
    }
    assert_eq!(words::settings::option(Key::Activation, "leaky_relu"), "Leaky ReLU");
    assert_eq!(words::settings::option(Key::Dataset, "spirals"), "Two spirals");
    assert_eq!(Activation::KEYS.len(), Activation::ALL.len());
}

proptest! {
    #[test]
    fn validation_accepts_the_range_and_nothing_else(row in 0..settings().len(), whole: u64, real: f64, near in -2.0..12.0) {
        let setting = &settings()[row];
        let mut experiment = Experiment::default();
        match setting.control {
            Control::Integer { min, max, .. } => for number in [whole, whole % 2048] {
                let inside = min <= number && number <= max;
                prop_assert_eq!(setting.set(&mut experiment, Value::Integer(number)).is_ok(), inside);
                prop_assert_eq!(setting.parse(&number.to_string()).is_ok(), inside);
            },
            Control::Real { min, max, .. } => for number in [real, near] {
                let inside = min <= number && number <= max;
                prop_assert_eq!(setting.set(&mut experiment, Value::Real(number)).is_ok(), inside);
                prop_assert_eq!(setting.parse(&format!("{number:e}")).is_ok(), inside);
            },
            Control::Choice { .. } => prop_assert!(setting.set(&mut experiment, Value::Choice("none of them")).is_err()),
            Control::Switch => prop_assert!(setting.set(&mut experiment, Value::Switch(whole % 2 == 0)).is_ok()),
        }
        prop_assert_eq!(experiment.validate(), Ok(()));
    }

    #[test]
    fn what_is_shown_reads_back_as_the_same(number in 1e-6..100.0) {
        let setting = of("learning_rate");
        prop_assert_eq!(setting.parse(&Value::Real(number).to_string()), Ok(Value::Real(number)));
    }
}

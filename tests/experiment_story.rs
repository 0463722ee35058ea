//! Stories: what is recorded while a network trains, and its files.

#[path = "experiment/any.rs"]
mod any;

use flatline::experiment::{Activation, ChangeError, Experiment, Found, JsonError, Key, Needed, Story};
use flatline::words;
use proptest::prelude::*;

fn relu() -> Experiment {
    Experiment { activation: Activation::Relu, ..Experiment::default() }
}

fn norm(on: bool) -> Experiment {
    Experiment { batch_norm: on, ..Experiment::default() }
}

fn steps(story: &Story) -> Vec<u64> {
    story.changes().iter().map(|change| change.step).collect()
}

#[test]
fn a_change_is_in_effect_from_its_step_on() {
    let mut story = Story::new(Experiment::default());
    story.record_change(0, relu()).unwrap();
    story.record_change(20, Experiment::default()).unwrap();
    assert_eq!(*story.experiment(), Experiment::default());
    assert_eq!(*story.settings_at(0), relu());
    assert_eq!(*story.settings_at(19), relu());
    assert_eq!(*story.settings_at(20), Experiment::default());
    assert_eq!(story.changes_after(0), &story.changes()[1..]);
    assert_eq!(story.changes_after(20), []);
}

#[test]
fn only_hot_changes_in_order_are_recorded() {
    let mut story = Story::new(Experiment::default());
    story.record_change(20, relu()).unwrap();
    let before = story.clone();
    let deeper = Experiment { depth: 11, ..relu() };
    assert_eq!(story.record_change(30, deeper), Err(ChangeError::Cold { key: Key::Depth }));
    assert_eq!(story.record_change(19, Experiment::default()), Err(ChangeError::Order { step: 19, last: 20 }));
    let invalid = story.record_change(30, Experiment { l1: -1.0, ..relu() });
    assert!(matches!(invalid, Err(ChangeError::Invalid(invalid)) if invalid.key == Key::L1));
    assert_eq!(story, before);
}

#[test]
fn of_changes_at_one_step_the_last_counts() {
    let mut story = Story::new(norm(true));
    story.record_change(20, norm(false)).unwrap();
    story.record_change(20, relu()).unwrap();
    assert_eq!((steps(&story), story.settings()), (vec![20], &relu()));
    story.record_change(20, norm(true)).unwrap();
    assert_eq!(story.changes(), []);
}

#[test]
fn a_rewind_keeps_the_settings_of_now() {
    let mut story = Story::new(norm(true));
    story.record_change(20, norm(false)).unwrap();
    story.record_change(40, relu()).unwrap();
    let mut back = story.clone();
    back.rewind(30);
    assert_eq!((steps(&back), back.settings()), (vec![20, 30], &relu()));
    back.rewind(20);
    assert_eq!((steps(&back), back.settings()), (vec![20], &relu()));
    story.record_change(50, norm(true)).unwrap();
    story.rewind(10);
    assert_eq!(story, Story::new(norm(true)));
}

#[test]
fn a_file_has_what_changes() {
    let mut story = Story::new(Experiment::default());
    story.record_change(200, Experiment { batch_norm: true, learning_rate: 0.01, ..Experiment::default() }).unwrap();
    let file: serde_json::Value = serde_json::from_str(&story.to_json()).unwrap();
    let changes = serde_json::json!([{"step": 200, "batch_norm": true, "learning_rate": 0.01}]);
    assert_eq!(file["changes"], changes);
    assert_eq!(file["experiment"], serde_json::to_value(Experiment::default()).unwrap());
    let short = r#"{"changes": [{"batch_norm": true, "step": 2e2, "learning_rate": 1e-2}]}"#;
    assert_eq!(Story::from_json(short), Ok(story));
    // An experiment's file is a story without changes.
    assert_eq!(Story::from_json(r#"{"activation": "relu"}"#), Ok(Story::new(relu())));
    assert_eq!(Story::from_json("{}"), Ok(Story::default()));
}

#[test]
fn a_wrong_place_is_named_by_its_path() {
    let sentence = |changes: &str| {
        let file = format!(r#"{{"experiment": {{"depth": 3}}, "changes": [{{"step": 5}}, {changes}]}}"#);
        words::json_error(&Story::from_json(&file).expect_err("a file that is refused"))
    };
    for (change, expected) in [
        (r#"{"step": 6, "batch_norm": 1}"#, "changes[1].batch_norm is 1: it must be true or false."),
        (r#"{"step": 6, "l1": NaN}"#, "changes[1].l1 is NaN: it must be a number from 0 to 10."),
        (r#"{"step": 6, "l1": -1}"#, "changes[1].l1 is -1: it must be a number from 0 to 10."),
        (r#"{"step": 6, "l1": null}"#, "changes[1].l1 is null: it must be a number from 0 to 10."),
        (r#"{"stop": 6}"#, "There is no setting \"changes[1].stop\"; the nearest name is \"step\"."),
        (r#"{"l1": 1}"#, "changes[1].step is missing: it must be a whole number from 0."),
        (r#"{"step": -1}"#, "changes[1].step is -1: it must be a whole number from 0."),
        (r#"{"step": 6, "step": 7}"#, "\"changes[1].step\" stands there twice; it must be there once at most."),
        ("5", "changes[1] is 5: it must be an object with a step and the settings that change there."),
        ("[6]", "changes[1] is a list: it must be an object with a step and the settings that change there."),
        (
            r#"{"step": 6, "depth": 4}"#,
            "changes[1].depth: Depth cannot change while a network trains: it needs a new one.",
        ),
        (
            r#"{"step": 6, "l1": 1}, {"step": 5, "l1": 2}"#,
            "changes[2].step: Step 5 comes after step 6: changes must be in the order of their steps.",
        ),
    ] {
        assert_eq!(sentence(change), expected);
    }
    let error = |file: &str| Story::from_json(file).expect_err("a file that is refused");
    assert!(
        matches!(error(r#"{"experiment": {"depth": 0}}"#), JsonError::Invalid { path, .. } if path == "experiment.depth")
    );
    assert!(matches!(error(r#"{"changes": [], "experimet": {}}"#), JsonError::Unknown { nearest: "experiment", .. }));
    assert!(matches!(error(r#"{"experiment": {}, "change": []}"#), JsonError::Unknown { nearest: "changes", .. }));
    let kind = JsonError::Kind { path: "experiment".into(), needed: Needed::Settings, found: Found::List };
    assert_eq!(error(r#"{"experiment": []}"#), kind);
    let kind = JsonError::Kind { path: "changes".into(), needed: Needed::Changes, found: Found::Object };
    assert_eq!(error(r#"{"changes": {}}"#), kind);
}

/// What a trainer does: it trains each update with the settings of that moment.
struct Model {
    /// The settings of each update.
    updates: Vec<Experiment>,
    now: Experiment,
}

impl Model {
    /// What a story does, as a trainer does it.
    fn replay(story: &Story, updates: usize) -> Self {
        let mut model = Self { updates: Vec::new(), now: story.experiment().clone() };
        let mut changes = story.changes().iter().peekable();
        loop {
            while let Some(change) = changes.next_if(|change| change.step == model.updates.len() as u64) {
                model.now = change.experiment.clone();
            }
            if model.updates.len() == updates {
                return model;
            }
            model.updates.push(model.now.clone());
        }
    }
}

#[derive(Clone, Debug)]
enum Deed {
    Change(Experiment),
    Train,
    Rewind(usize),
}

fn deeds() -> impl Strategy<Value = (Experiment, Vec<Deed>)> {
    let deed = |from: Experiment| {
        prop_oneof![
            3 => any::hot_change(from).prop_map(Deed::Change),
            2 => Just(Deed::Train),
            1 => (0..8_usize).prop_map(Deed::Rewind),
        ]
    };
    any::experiment().prop_flat_map(move |from| (Just(from.clone()), proptest::collection::vec(deed(from), 0..30)))
}

proptest! {
    #[test]
    fn what_was_done_is_what_is_replayed((begin, deeds) in deeds()) {
        let mut model = Model { updates: Vec::new(), now: begin.clone() };
        let mut story = Story::new(begin);
        for deed in deeds {
            let step = model.updates.len();
            match deed {
                Deed::Change(experiment) => {
                    model.now = experiment.clone();
                    story.record_change(step as u64, experiment).unwrap();
                }
                Deed::Train => model.updates.push(model.now.clone()),
                Deed::Rewind(to) => {
                    model.updates.truncate(to);
                    story.rewind(to.min(step) as u64);
                }
            }
            let again = Model::replay(&story, model.updates.len());
            prop_assert_eq!((again.updates, again.now), (model.updates.clone(), model.now.clone()));
            prop_assert_eq!(story.settings(), &model.now);
            prop_assert_eq!(story.validate(), Ok(()));
        }
        for (step, settings) in model.updates.iter().enumerate() {
            prop_assert_eq!(story.settings_at(step as u64), settings);
            let later = story.changes_after(step as u64).len();
            let so_far = &story.changes()[..story.changes().len() - later];
            prop_assert_eq!(so_far.last().map_or(story.experiment(), |change| &change.experiment), settings);
        }
    }

    #[test]
    fn a_file_brings_everything_back(story in any::story()) {
        prop_assert_eq!(Story::from_json(&story.to_json()), Ok(story));
    }

    #[test]
    fn any_text_at_all_is_read_or_refused(text in any::<String>()) {
        let _ = Story::from_json(&text);
    }

    #[test]
    fn nearly_right_text_is_valid_or_refused(
        text in r#"\{("(experiment|changes|step|l1|clip)": ?(NaN|-?[0-9.e]{1,4}|"[a-z]{0,4}"|\{|\}|\[|\]|null)[,}]? ?\n?){0,5}[\]\}]{0,3}"#,
    ) {
        if let Ok(story) = Story::from_json(&text) {
            prop_assert_eq!(story.validate(), Ok(()));
        }
    }
}

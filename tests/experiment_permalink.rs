//! The address's fragment: what it says, and what it makes of nonsense.

#[path = "experiment/any.rs"]
mod any;

use flatline::experiment::{Activation, Backend, Clip, ClipP, Experiment, from_fragment, to_fragment};
use flatline::words;
use proptest::prelude::*;

fn ignored(fragment: &str) -> Vec<(String, String)> {
    from_fragment(fragment).ignored.into_iter().map(|ignored| (ignored.entry, words::reason(&ignored.reason))).collect()
}

#[test]
fn a_fragment_holds_what_differs_from_the_defaults() {
    let default = Experiment::default();
    assert_eq!(to_fragment(&default, None), "");
    assert_eq!(to_fragment(&default, Some(Backend::Gpu)), "#backend=gpu");
    let patient = Experiment {
        depth: 30,
        batch_norm: true,
        clip: Clip::Norm,
        clip_max: 1e-6,
        clip_p: ClipP::Infinity,
        ..default
    };
    let fragment = to_fragment(&patient, Some(Backend::Cpu));
    assert_eq!(fragment, "#depth=30&batch_norm=true&clip=norm&clip_max=1e-6&clip_p=inf&backend=cpu");
}

#[test]
fn an_address_sets_the_page() {
    let link = from_fragment("#depth=30&activation=relu&batch_norm=true&backend=cpu");
    let expected = Experiment { depth: 30, activation: Activation::Relu, batch_norm: true, ..Experiment::default() };
    assert_eq!((link.experiment, link.backend, link.ignored), (expected, Some(Backend::Cpu), vec![]));
    let nothing = from_fragment("");
    assert_eq!((nothing.experiment, nothing.backend, nothing.ignored), (Experiment::default(), None, vec![]));
}

#[test]
fn a_wrong_entry_is_named_with_its_reason_and_the_others_count() {
    let link = from_fragment("#depth=2000&width=64&deph=3&backend=tpu&noise=NaN");
    assert_eq!(link.experiment, Experiment { width: 64, ..Experiment::default() });
    assert_eq!(link.backend, None);
    let expected = [
        ("depth=2000", "Depth is 2000: it must be a whole number from 1 to 1000."),
        ("deph=3", "There is no setting \"deph\"; the nearest name is \"depth\"."),
        ("backend=tpu", "Backend is \"tpu\": it must be one of cpu or gpu."),
        ("noise=NaN", "Noise is NaN: it must be a number from 0 to 0.5."),
    ];
    let found: Vec<(&str, String)> =
        link.ignored.iter().map(|ignored| (ignored.entry.as_str(), words::reason(&ignored.reason))).collect();
    assert_eq!(found, expected.map(|(entry, reason)| (entry, reason.to_owned())));
}

#[test]
fn entries_that_are_no_entries_are_named_too() {
    assert_eq!(ignored("depth")[0].1, "It has no \"=\" between a setting and its value.");
    assert_eq!(ignored("depth=%zz")[0].1, "It is not valid percent-encoding of UTF-8.");
    assert_eq!(ignored("depth=%ff")[0].1, "It is not valid percent-encoding of UTF-8.");
    assert_eq!(ignored("depth=3&depth=4")[0].1, "\"depth\" stands there twice; the first one counts.");
    assert_eq!(from_fragment("depth=3&depth=4").experiment.depth, 3);
    assert_eq!(ignored("&&#&&").len(), 1);
}

#[test]
fn percent_encoding_is_understood() {
    assert_eq!(from_fragment("#d%65pth=%33%30&noise=0%2e1").experiment.depth, 30);
    assert_eq!(ignored("depth=%E5%8D%81")[0].1, "Depth is \"\u{5341}\": it must be a whole number from 1 to 1000.");
}

proptest! {
    #[test]
    fn a_permalink_brings_everything_back(experiment in any::experiment(), backend in 0..3_usize) {
        let backend = [None, Some(Backend::Cpu), Some(Backend::Gpu)][backend];
        let link = from_fragment(&to_fragment(&experiment, backend));
        prop_assert_eq!(link.ignored, vec![]);
        prop_assert_eq!((link.experiment, link.backend), (experiment, backend));
    }

    #[test]
    fn any_text_at_all_gives_a_valid_experiment(text in any::<String>()) {
        prop_assert_eq!(from_fragment(&text).experiment.validate(), Ok(()));
    }

    #[test]
    fn nearly_right_text_gives_a_valid_experiment(
        text in "#?((depth|noise|clip|seed|backend|residual|%[0-9a-f]{0,2})=?[-0-9a-z.%\u{e9}]{0,6}[&=]?){0,8}",
    ) {
        let link = from_fragment(&text);
        prop_assert_eq!(link.experiment.validate(), Ok(()));
    }
}

//! The address's fragment: what it says, and what it makes of nonsense.

#[path = "experiment/any.rs"]
mod any;

use flatline::experiment::{
    Activation, Backend, Case, Choice, Clip, ClipP, Controls, Experiment, Key, Panel, Permalink, Shade, Speed, Start,
    Story, Tries, TypeSize, Verdicts, ViewSettings, foreign_query, from_address, from_fragment,
};
use flatline::words;
use proptest::prelude::*;

/// On that backend; all else as usual.
fn on(backend: Option<Backend>) -> ViewSettings {
    ViewSettings { backend, ..ViewSettings::default() }
}

/// The fragment of one run.
fn to_fragment(story: &Story, view: ViewSettings) -> String {
    flatline::experiment::to_fragment(story, None, &view)
}

fn ignored(fragment: &str) -> Vec<(String, String)> {
    let ignored = from_fragment(fragment).ignored;
    assert_eq!(ignored.more, 0);
    ignored.named.into_iter().map(|ignored| (ignored.entry, words::reason(&ignored.reason))).collect()
}

#[test]
fn a_fragment_holds_what_differs_from_the_defaults() {
    let default = Experiment::default();
    assert_eq!(to_fragment(&Story::new(default.clone()), on(None)), "");
    assert_eq!(to_fragment(&Story::new(default.clone()), on(Some(Backend::Gpu))), "#backend=gpu");
    let changed = Experiment {
        depth: 30,
        batch_norm: true,
        clip: Clip::Norm,
        clip_max: 1e-6,
        clip_p: ClipP::Infinity,
        ..default
    };
    let fragment = to_fragment(&Story::new(changed), on(Some(Backend::Cpu)));
    assert_eq!(fragment, "#depth=30&batch_norm=true&clip=norm&clip_max=1e-6&clip_p=inf&backend=cpu");
}

#[test]
fn an_address_says_when_remedies_are_tried() {
    let asked = ViewSettings { tries: Tries::Asked, ..ViewSettings::default() };
    assert_eq!(to_fragment(&Story::default(), asked), "#tries=asked");
    assert_eq!(from_fragment("tries=off").view.tries, Tries::Off);
    assert_eq!(from_fragment("depth=3").view.tries, Tries::Auto);
    let wrong = [("tries=never".to_owned(), "Tries is \"never\": it must be one of auto, asked or off.".to_owned())];
    assert_eq!(ignored("tries=never"), wrong);
    assert_eq!(from_fragment("tries=never").view.tries, Tries::Auto);
}

#[test]
fn an_address_sets_the_page() {
    let link = from_fragment("#depth=30&activation=relu&batch_norm=true&backend=cpu");
    let expected = Experiment { depth: 30, activation: Activation::Relu, batch_norm: true, ..Experiment::default() };
    assert_eq!((link.story, link.view), (Story::new(expected), on(Some(Backend::Cpu))));
    assert!(link.ignored.is_empty());
    assert_eq!(from_fragment(""), Permalink::default());
}

#[test]
fn a_wrong_entry_is_named_with_its_reason_and_the_others_count() {
    let link = from_fragment("#depth=2000&width=64&deph=3&backend=tpu&noise=NaN");
    assert_eq!(link.story, Story::new(Experiment { width: 64, ..Experiment::default() }));
    assert_eq!(link.view.backend, None);
    let expected = [
        ("depth=2000", "Depth is 2000: it must be a whole number from 1 to 1000."),
        ("deph=3", "There is no setting \"deph\"; the nearest name is \"depth\"."),
        ("backend=tpu", "Backend is \"tpu\": it must be one of cpu or gpu."),
        ("noise=NaN", "Noise is NaN: it must be a number from 0 to 0.5."),
    ];
    let found: Vec<(&str, String)> =
        link.ignored.named.iter().map(|ignored| (ignored.entry.as_str(), words::reason(&ignored.reason))).collect();
    assert_eq!(found, expected.map(|(entry, reason)| (entry, reason.to_owned())));
}

#[test]
fn entries_that_are_no_entries_are_named_too() {
    assert_eq!(ignored("depth")[0].1, "It has no \"=\" between a setting and its value.");
    assert_eq!(ignored("depth=%zz")[0].1, "It is not valid percent-encoding of UTF-8.");
    assert_eq!(ignored("depth=%ff")[0].1, "It is not valid percent-encoding of UTF-8.");
    assert_eq!(ignored("depth=3&depth=4")[0].1, "\"depth\" stands there twice; the first one counts.");
    assert_eq!(from_fragment("depth=3&depth=4").story.experiment().depth, 3);
    assert_eq!(ignored("&&#&&").len(), 1);
}

#[test]
fn percent_encoding_is_understood() {
    assert_eq!(from_fragment("#d%65pth=%33%30&noise=0%2e1").story.experiment().depth, 30);
    assert_eq!(ignored("depth=%E5%8D%81")[0].1, "Depth is \"\u{5341}\": it must be a whole number from 1 to 1000.");
}

#[test]
fn changes_are_one_entry() {
    let experiment = Experiment { depth: 30, ..Experiment::default() };
    let mut story = Story::new(experiment.clone());
    let norm = Experiment { batch_norm: true, learning_rate: 0.01, ..experiment };
    story.record_change(200, norm.clone()).unwrap();
    story.record_change(300, Experiment { activation: Activation::Relu, batch_norm: false, ..norm }).unwrap();
    let fragment =
        "#depth=30&changes=200:batch_norm=true,learning_rate=0.01;300:activation=relu,batch_norm=false&backend=cpu";
    assert_eq!(to_fragment(&story, on(Some(Backend::Cpu))), fragment);
    assert_eq!(from_fragment(fragment).story, story);
    // Whatever comes first, and however a browser or a mail program wrote it.
    let other = "changes=200%3Abatch_norm=true%2Clearning_rate=1e-2%3B300:batch_norm=false,activation=relu;&depth=30";
    assert_eq!(from_fragment(other).story, story);
}

#[test]
fn a_wrong_change_is_named_with_its_reason_and_the_others_count() {
    let link =
        from_fragment("changes=9:residual=true,residul=false,depth=3;x:clip=norm;4:clip=norm;12:l1=-1,dropout=0.5");
    let found: Vec<(&str, String)> =
        link.ignored.named.iter().map(|ignored| (ignored.entry.as_str(), words::reason(&ignored.reason))).collect();
    let expected = [
        ("9:residul=false", "There is no setting \"residul\"; the nearest name is \"residual\"."),
        ("9:depth=3", "Depth cannot change while a network trains: it needs a new one."),
        ("x:clip=norm", "The step is \"x\": it must be a whole number from 0."),
        ("4:clip=norm", "Step 4 comes after step 9: changes must be in the order of their steps."),
        ("12:l1=-1", "L1 is -1: it must be a number from 0 to 10."),
    ];
    assert_eq!(found, expected.map(|(entry, reason)| (entry, reason.to_owned())));
    let steps: Vec<u64> = link.story.changes().iter().map(|change| change.step).collect();
    assert_eq!(steps, [9, 12]);
    assert_eq!((link.story.settings().residual, link.story.settings().dropout), (true, 0.5));
    assert_eq!(ignored("changes=10")[0].1, "It has no \":\" between a step and what changes there.");
}

#[test]
fn of_many_wrong_entries_five_are_named_and_the_others_counted() {
    let link = from_fragment(&format!("seed=3&{}&width=16", ["x=1"; 1005].join("&")));
    assert_eq!((link.ignored.named.len(), link.ignored.more), (5, 1000));
    assert_eq!((link.story.experiment().seed, link.story.experiment().width), (3, 16));
    let sentence = words::ignored(&link.ignored);
    assert!(
        sentence.starts_with("Ignored in the address: \u{201c}x=1\u{201d}: There is no setting \"x\""),
        "{sentence}"
    );
    assert!(sentence.ends_with(" And 1\u{202f}000 more."), "{sentence}");
}

/// A megabyte of address, in each way that one can be filled.
fn megabytes() -> [String; 6] {
    let many = |piece: &str| piece.repeat((1 << 20) / piece.len());
    [
        many("&a"),
        many("&changes="),
        format!("x={}", many("y")),
        many("%61"),
        format!("changes={}", many("1:a=b;")),
        format!("changes=1:{}", many("abc=1,")),
    ]
}

#[test]
fn a_megabyte_of_address_leaves_little_and_hides_nothing_that_fits() {
    for filling in megabytes() {
        let link = from_fragment(&format!("depth=30&{filling}&backend=cpu"));
        let start = &filling[..30];
        assert!((1..=5).contains(&link.ignored.named.len()), "{start}");
        assert!(link.ignored.named.iter().all(|ignored| ignored.entry.chars().count() <= 41), "{start}");
        assert!(words::ignored(&link.ignored).len() < 2000, "{start}: {}", words::ignored(&link.ignored));
        assert!(link.story.changes().is_empty(), "{start}");
        assert_eq!(link.story.experiment().depth, 30, "{start}");
        let fits = !filling.starts_with("&a");
        assert_eq!(link.view.backend, fits.then_some(Backend::Cpu), "{start}");
    }
}

#[test]
fn entries_are_read_up_to_4_kb_and_changes_up_to_64_kb() {
    let padding = "a".repeat(4096 - "x=&depth=30".len());
    let within = from_fragment(&format!("x={padding}a&depth=30"));
    assert_eq!(within.story.experiment().depth, 30, "the signs between entries do not count");
    let beyond = from_fragment(&format!("x={padding}aa&depth=30"));
    assert_eq!((beyond.story.experiment().depth, beyond.ignored.named.len()), (Experiment::default().depth, 2));
    let reason = words::reason(&beyond.ignored.named[1].reason);
    assert_eq!(reason, "It goes beyond the 4 kB that are read of an address beside its changes.");

    let story = |count: usize| {
        let changes = (1..=count).map(|step| format!("{step:09}:batch_norm={}", step % 2 == 1));
        format!("changes={}&depth=30", changes.collect::<Vec<_>>().join(";"))
    };
    let long = from_fragment(&story(2300));
    assert_eq!((long.story.changes().len(), long.ignored.is_empty()), (2300, true));
    let longer = from_fragment(&story(2500));
    assert_eq!((longer.story.changes().len(), longer.story.experiment().depth), (0, 30), "no half of a story");
    let reason = words::reason(&longer.ignored.named[0].reason);
    assert_eq!(reason, "It goes beyond the 64 kB of changes that an address may hold.");
}

#[test]
fn what_is_written_of_a_story_is_read_again() {
    // Short enough as it stands there, and not when its steps are written out.
    let changes = (1..4000).map(|change| format!("{change}e12:l1={}", change % 2)).collect::<Vec<_>>().join(";");
    let long = from_fragment(&format!("changes={changes}"));
    assert_eq!(from_fragment(&to_fragment(&long.story, on(None))).story, long.story);
    assert_eq!((long.story.changes().len(), long.ignored.named.len()), (0, 1));
}

/// That story with the data and the seed of the experiment.
fn beside(first: &Experiment, story: &Story) -> Story {
    let Experiment { dataset, noise, points, seed, .. } = *first;
    let with = |settings: &Experiment| Experiment { dataset, noise, points, seed, ..settings.clone() };
    let mut shared = Story::new(with(story.experiment()));
    for change in story.changes() {
        shared.record_change(change.step, with(&change.experiment)).expect("as it was");
    }
    shared
}

fn choice<T: Choice + std::fmt::Debug>() -> impl Strategy<Value = T> {
    prop::sample::select(T::ALL)
}

fn view() -> impl Strategy<Value = ViewSettings> {
    let keys = || {
        prop::sample::subsequence(
            flatline::experiment::settings().iter().map(|setting| setting.id).collect::<Vec<_>>(),
            0..4,
        )
    };
    let first = (prop::option::of(choice::<Backend>()), choice::<Tries>(), choice::<Verdicts>(), choice::<Start>());
    let second = (
        prop::option::of(1..u64::MAX),
        prop::option::of(choice::<Speed>()),
        prop::option::of(choice::<Shade>()),
        choice::<TypeSize>(),
    );
    let panels = prop::option::of(prop::sample::subsequence(Panel::ALL, 0..=Panel::ALL.len()));
    let third = (choice::<Controls>(), panels, keys(), keys());
    (first, second, third).prop_map(
        |((backend, tries, verdicts, start), (stop, speed, theme, type_size), (controls, panels, hide, lock))| {
            ViewSettings {
                backend,
                tries,
                verdicts,
                start,
                stop,
                speed,
                theme,
                type_size,
                controls,
                panels,
                hide,
                lock,
            }
        },
    )
}

#[test]
fn an_address_can_name_a_case_and_set_the_rest() {
    let link = from_fragment("seed=3&case=thousand&depth=500");
    let expected = Experiment { depth: 500, seed: 3, ..Case::Thousand.experiment() };
    assert_eq!((link.story.experiment(), link.ignored.is_empty()), (&expected, true));
    assert_eq!(from_address("?case=deep-sigmoid", "").story.experiment().depth, 30);
    let wrong = ignored("case=thousands");
    assert!(wrong[0].1.starts_with("Case is \"thousands\": it must be one of sigmoid, deep-sigmoid,"), "{wrong:?}");
}

#[test]
fn an_address_holds_a_run_beside_the_first() {
    let first = Experiment { depth: 30, ..Experiment::default() };
    let mut versus = Story::new(Experiment { residual: true, depth: 20, ..first.clone() });
    versus.record_change(300, Experiment { clip: Clip::Norm, ..versus.experiment().clone() }).unwrap();
    let fragment = flatline::experiment::to_fragment(&Story::new(first), Some(&versus), &ViewSettings::default());
    assert_eq!(fragment, "#depth=30&versus=depth=20,residual=true;300:clip=norm");
    assert_eq!(from_fragment(&fragment).versus, Some(versus));
    let same = from_fragment("depth=3&versus=");
    assert_eq!(same.versus.as_ref(), Some(&same.story));
    let wrong = [(
        "versus=seed=4".to_owned(),
        "Seed is the same for runs side by side: it stands outside \"versus\".".to_owned(),
    )];
    assert_eq!(ignored("versus=seed=4,l1=1"), wrong);
    assert_eq!(from_fragment("versus=seed=4,l1=1").versus.map(|story| story.experiment().l1), Some(1.0));
}

#[test]
fn a_query_is_read_too_and_what_is_not_ours_is_left_alone() {
    let link = from_address("?utm_source=x&depth=30&width=7&fbclid=9&depht=3", "#width=8&backend=cpu");
    assert_eq!((link.story.experiment().depth, link.story.experiment().width), (30, 8));
    assert!(link.ignored.is_empty());
    assert_eq!(foreign_query("?utm_source=x&depth=30&width=7&a"), "?utm_source=x&a");
    assert_eq!(foreign_query("?depth=30"), "");
    let wrong = from_address("?depth=2000", "");
    assert_eq!(wrong.ignored.named.len(), 1);
}

#[test]
fn an_address_says_how_the_page_is_to_be_shown() {
    let view = from_fragment(
        "start=click&stop=1e3&speed=full&theme=dark&type=large&controls=few&panels=loss,field&hide=depth,seed&lock=clip",
    )
    .view;
    let expected = ViewSettings {
        start: Start::Click,
        stop: Some(1000),
        speed: Some(Speed::Full),
        theme: Some(Shade::Dark),
        type_size: TypeSize::Large,
        controls: Controls::Few,
        panels: Some(vec![Panel::Loss, Panel::Field]),
        hide: vec![Key::Depth, Key::Seed],
        lock: vec![Key::Clip],
        ..ViewSettings::default()
    };
    assert_eq!(view, expected);
    assert!(view.shows(Panel::Loss) && !view.shows(Panel::Data) && ViewSettings::default().shows(Panel::Data));
    assert_eq!(ignored("stop=0")[0].1, "Stop is 0: it must be a whole number from 1.");
    assert_eq!(ignored("hide=dept")[0].1, "There is no setting \"dept\"; the nearest name is \"depth\".");
    // Of a list what is known counts.
    assert_eq!(from_fragment("hide=dept,seed").view.hide, [Key::Seed]);
}

#[test]
fn a_story_of_50_changes_fits_in_2000_characters() {
    let mut story = Story::new(Experiment { depth: 30, learning_rate: 0.03, ..Experiment::default() });
    for change in 1..=50_u64 {
        let now = story.settings().clone();
        let next = match change % 4 {
            0 => Experiment { learning_rate: 0.001 * change as f64, ..now },
            1 => Experiment { batch_norm: !now.batch_norm, ..now },
            2 => Experiment { residual: !now.residual, clip: Clip::Norm, ..now },
            _ => Experiment {
                activation: if now.activation == Activation::Relu { Activation::Tanh } else { Activation::Relu },
                clip: Clip::Off,
                ..now
            },
        };
        story.record_change(100 * change + 7, next).unwrap();
    }
    assert_eq!(story.changes().len(), 50);
    let fragment = to_fragment(&story, ViewSettings { stop: Some(6000), ..ViewSettings::default() });
    assert!(fragment.len() < 2000, "{}", fragment.len());
}

proptest! {
    #[test]
    fn a_permalink_brings_everything_back(story in any::story(), other in any::story(), two in any::<bool>(), view in view()) {
        let versus = two.then(|| beside(story.experiment(), &other));
        let link = from_fragment(&flatline::experiment::to_fragment(&story, versus.as_ref(), &view));
        prop_assert!(link.ignored.is_empty(), "{:?}", link.ignored);
        prop_assert_eq!((link.story, link.versus, link.view), (story, versus, view));
    }

    #[test]
    fn any_text_at_all_gives_a_valid_experiment(text in any::<String>()) {
        prop_assert_eq!(from_fragment(&text).story.validate(), Ok(()));
    }

    #[test]
    fn nearly_right_text_gives_a_valid_experiment(
        text in "#?((depth|noise|clip|seed|backend|residual|changes|versus|hide|stop|%[0-9a-f]{0,2})=?[-0-9a-z.:;,%\u{e9}]{0,6}[&=:;,]?){0,8}",
    ) {
        let link = from_fragment(&text);
        prop_assert_eq!(link.story.validate(), Ok(()));
    }
}

#[test]
fn a_case_by_its_name_holds_at_its_moment_and_another_experiment_does_not() {
    let stop = |text: &str| from_fragment(text).view.stop;
    for case in Case::ALL.iter().copied() {
        assert_eq!(stop(&format!("case={}", case.key())), case.moment().stop());
    }
    assert_eq!(stop("case=batch-norm-explosion&stop=30"), Some(30));
    assert_eq!(stop("case=batch-norm-explosion&residual=true"), None);
    assert_eq!(stop("depth=50&activation=relu&batch_norm=true"), None);
}

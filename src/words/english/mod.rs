//! Every sentence and name that a visitor reads, in one place.

pub mod backend;
pub mod cases;
pub mod command_line;
pub mod diagnosed;
pub mod embed;
mod errors;
pub mod notes;
pub mod report;
pub mod settings;
pub mod share;
pub mod stage;
pub mod strip;
pub mod switches;
pub mod trainer;
pub mod treatment;
pub mod trials;
pub mod update_sum;
pub mod verdict;

pub use errors::*;

use crate::diagnosis::Verdict;
use crate::experiment::{Activation, Experiment, Key, Setting, Value};
use crate::record::{ChangeMark, What};
use crate::vitals::Layer;
use crate::words::format;

pub const TITLE: &str = "Flatline";
pub const CASE: &str = "Case";
pub const OWN_CASE: &str = "Your own";
pub const RUN: &str = "Run";
pub const PAUSE: &str = "Pause";
pub const STEP: &str = "Step";
pub const RESTART: &str = "Restart";
pub const BEGIN_ANEW: &str = "Begin anew";

/// That a reload brings the run back.
pub fn replays(to: u64) -> String {
    format!("Your run is trained again, to step {}, where it was before the reload.", format::count(to))
}

pub const UNDO_HELP: &str = "Brings back the run before the restart, with its weights and all that was measured of it.";

/// On the button that undoes a restart; behind it, where there is room, the step that it goes back to.
pub const UNDO: &str = "Undo";

pub fn undo_to(step: u64) -> String {
    format!("{UNDO}{}", at_step(step))
}

pub fn at_step(step: u64) -> String {
    format!(": step {}", format::count(step))
}

pub const REWIND: &str = "Rewind";
pub const HELP: &str = "?";
pub const CLOSE: &str = "Close";
pub const MORE: &str = "More settings";
/// How it begins, where there is no room for all of it.
pub const MORE_SHORT: &str = "More";
pub const CLIPPING: &str = "Clipping";
pub const RELU: &str = "ReLU";
pub const RESTARTS: &str = "restarts";
pub const REWOUND: &str = "rewound";
pub const START_AGAIN: &str = "Start again";
pub const THEME_SYSTEM: &str = "System";
pub const THEME_LIGHT: &str = "Light";
pub const THEME_DARK: &str = "Dark";
pub const THEME: &str = "Theme";
pub const LARGE_TYPE: &str = "Large type";
pub const COMPUTED_ON: &str = "Computed on";

pub const CHARTS: &str = "Charts over time";
pub const LOG: &str = "log";
pub const LINEAR: &str = "linear";
pub const HELD_OUT: &str = "held-out";
pub const LOSS_AXIS: &str = "Axis of the loss";
pub const LOSS_CHART: &str = "Chart of the loss over time";

pub const LAYER: &str = "layer";
pub const HEAD: &str = "head";
pub const STEPS: &str = "steps";
pub const NOT_A_NUMBER: &str = "NaN";
pub const GRADIENT_NOW: &str = "Gradient";
/// Beside the gradient of now.
pub const GRADIENT_TIME: &str = "Over time";
pub const UPDATE: &str = "Update";
pub const ACTIVATIONS: &str = "Activations";
pub const SATURATED: &str = "Saturated";
/// Under the columns' titles, while no layer is pointed at.
pub const UPDATE_NOTE: &str = "of its size";
pub const ACTIVATION_NOTE: &str = "mean \u{b1} std";
pub const SATURATED_NOTE: &str = "%, dead in ink";
pub const LEARNED_VIEW: &str = "What it has learned";
pub const LEARNED_NOTHING: &str = "It has learned nothing yet";
pub const DIGITS_VIEW: &str = "What it reads";
pub const DATA_CHART: &str = "The training data";
/// Of the training loss under the field, and behind it where there is room.
pub const BATCH_LOSS: &str = "batch loss";
pub const LOSS_STARTS: &str = ", where the gradient starts";
/// Where there is no trainer, and nothing was measured.
pub const NO_TRAINER: &str = "No trainer runs, so nothing is measured.";
/// One that needs more memory than there is.
pub const NO_NETWORK: &str = "This network was not built, so nothing is measured.";
pub const RIGHT: &str = "right";
pub const HELPS_TAB: &str = "What helps";
pub const LAYERS_TAB: &str = "Layer by layer";

/// The share that a compared run has right, behind its loss.
pub fn and_right(right: &str) -> String {
    format!("\u{b7} {right} {RIGHT}")
}

/// What the network answers, of a step that is past.
pub fn learned_at(flat: bool, step: u64) -> String {
    let view = if flat { LEARNED_VIEW } else { DIGITS_VIEW };
    format!("{view}, step {}", format::count(step))
}

/// What the charts are called where they cannot be seen; no control has such a name.
pub const GRADIENT_CHART: &str = "Chart of the gradient's size by layer";
pub const HEAT_CHART: &str = "Heat map of the gradient by layer and time";
pub const UPDATE_CHART: &str = "Chart of the relative size of the update by layer";
pub const ACTIVATION_CHART: &str = "Chart of the mean and spread of what each layer passes on";
pub const SATURATED_CHART: &str = "Chart of saturated and dead units by layer";

pub const GRADIENT_HELP: &str =
    "The size (Frobenius norm) of the loss's gradient for each layer's weight matrix, before clipping.";
pub const HEAT_HELP: &str = "Each layer's gradient as a multiple of the last hidden layer's, step by step: blue has vanished on the way back, vermilion has grown.";
pub const UPDATE_HELP: &str =
    "How far a step moves each weight matrix, as a fraction of its own size. About 10\u{207b}\u{b3} is healthy.";
pub const ACTIVATION_HELP: &str =
    "Mean of each layer's activations over the batch, with one standard deviation to each side.";
pub const SATURATED_HELP: &str =
    "Share of activations on the flat part of their function (bar), and of units that are 0 on the whole batch (ink).";
pub const BOUNDARY_HELP: &str =
    "The stronger the colour, the surer the network is of that class; the line is where it cannot decide.";
pub const DIGITS_HELP: &str = "Held-out images with what the network takes them for; a cross marks a wrong answer.";
pub const LOSS_HELP: &str = "Cross-entropy of the training batch in nats; dashed: of the held-out points.";
pub const ACCURACY_HELP: &str = "Share of the batch that is classified correctly; dashed: of the held-out points.";

/// The keys, for the list that "?" opens.
pub const KEYS: [(&str, &str); 11] = [
    ("Space", "run or pause"),
    ("\u{2192}", "train one step"),
    ("Shift \u{2190} \u{2192}", "back and forth by a checkpoint"),
    ("R", "restart with new weights from the same seed"),
    ("1 2 3 4", "BatchNorm, ReLU, ResNet, Clipping on or off"),
    ("[ ]", "the layer before, the layer after"),
    ("D", "layer by layer"),
    ("L", "large type, as for a projector"),
    ("\u{2191} \u{2193}", "in a field: one step up or down (Page Up, Page Down: to the next mark)"),
    ("Double click", "on a slider: back to its default"),
    ("?", "this list"),
];
pub const KEYS_TITLE: &str = "Keys";
pub const LETTER_KEYS: &str = "Letters and digits are keys";

pub const RELU_HELP: &str =
    "Makes ReLU the activation: its slope is 1 wherever a unit is on, so the gradient is not shrunk on its way back.";
pub const CLIPPING_HELP: &str = "Cuts a gradient that is too large before it changes the weights.";
pub const CASE_HELP: &str = "Settings in which something goes wrong that is worth seeing.";
pub const AT_STEP: &str = "step";
pub const STATE_HELP: &str =
    "Whether it trains. A GPU's programs are compiled when a network first needs them; then it goes on by itself.";
/// While the browser is asked for an adapter.
pub const STATE_ASKING: &str = "starting";
/// While the trainer's code is on its way.
pub const STATE_LOADING: &str = "loading";
pub const STATE_RUNNING: &str = "running";
pub const STATE_PAUSED: &str = "paused";
pub const STATE_DIVERGED: &str = "diverged";
pub const STATE_FAILED: &str = "failed";
/// While it does not get on.
pub const STATE_HANGING: &str = "no answer";
pub const SETTINGS: &str = "Settings";
pub const LAYERS: &str = "Layers";
pub const VERDICT: &str = "Verdict";
pub const REMEDIES: &str = "What brings it back, from new weights, with the mean loss of steps 361 to 400:";
/// The foot, while nothing is pointed at.
pub const MEASURED: &str = "Nothing is simulated.";
pub const TRAINING: &str = "Training";

pub const COMPARED_RUN: &str = "Run";
pub const COMPARE: &str = "Compare";
pub const COMPARE_HELP: &str = "Puts a copy of this network beside it, weights and all; what you set next is set in the copy, B, and both train on in step.";
pub const COMPARED_RUN_HELP: &str =
    "Whose settings these are, and whose layers the charts show. Data and seed are the same for all.";
pub const FROM_START_HELP: &str =
    "Draws the weights of all from the same seed again, so that they differ from the first step on.";
pub const KEEP_HELP: &str = "Ends the comparison; the chosen network goes on alone.";

pub const SPEED: &str = "Speed";
pub const SPEED_HELP: &str = "The most steps a second: slow enough to follow, or as fast as this machine trains.";

pub const ONE_LAYER: &str = "Layer";
pub const LAYER_HELP: &str =
    "Where one layer's values lie on its activation's curve. Click a layer in a chart to choose it.";
pub const DISTRIBUTION_CHART: &str = "Histograms of what goes into the layer's activation and what comes out";
pub const GOING_IN: &str = "going into the activation";
pub const BEFORE_AND_AFTER: &str = "before (grey) and after BatchNorm";
pub const COMING_OUT: &str = "coming out";
pub const FLAT: &str = "saturated";

pub const UPDATE_SUM_TAB: &str = "Update sum";
pub const UPDATE_SUM: &str = "sum(After \u{2212} Before)";
pub const UPDATE_SUM_HELP: &str =
    "A check that articles recommend: the sum over the first layer's weights of what the last step added to them.";
pub const UPDATE_SUM_SAYS: &str = "The check's verdict";
pub const VANISHING_BELOW: &str = "Vanishing below";
pub const EXPLODING_ABOVE: &str = "Exploding above";
/// The columns of the update sum's listing.
pub const LISTING: [&str; 4] = ["step", "loss", "accuracy", "sum"];
pub const CASE_TAB: &str = "Case";
pub const MEASURE_EVERY: &str = "Measure layers every";
pub const MEASURE_HELP: &str = "How often each layer is measured. Every step shows the most; rarer costs less time.";
pub const SHARPNESS: &str = "Sharpness";
pub const SHARPNESS_HELP: &str = "Measures how sharply the loss bends at most, wherever layers are measured. Times the learning \
    rate it is among the evidence: above 2, steps of SGD overshoot and the loss is thrown up; of momentum above 3.8.";

/// What the network says of a point.
pub fn probability_at(x: f64, y: f64, probability: f64) -> String {
    format!("({x:.2}, {y:.2}): class 1 at {}", format::percent(probability))
}

/// How often one digit is read as another, of all of its kind.
pub fn read_as(actual: usize, predicted: usize, count: u32, of: u32) -> String {
    format!("{actual} read as {predicted}: {count} of {of}")
}

/// What the network reads in one image.
pub fn reads(label: u32, predicted: u32, probability: f64) -> String {
    format!("{label} read as {predicted}, {}", format::percent(probability))
}

/// That what a link's author has locked stayed as it was.
pub fn locked(keys: &[Key]) -> String {
    let names: Vec<&str> = keys.iter().map(|key| settings::name(*key)).collect();
    let are = if names.len() == 1 { "is" } else { "are" };
    format!(
        "{} {are} locked by the author of this view. \u{201c}{SHOW_ALL}\u{201d} unlocks everything.",
        names.join(" and ")
    )
}

/// How many controls are hidden, and how many locked, in short and in a sentence; none of neither.
pub fn withheld(hidden: usize, locked: usize) -> Option<(String, String)> {
    let (short, said) = match (hidden, locked) {
        (0, 0) => return None,
        (hidden, 0) => (format!("{hidden} hidden"), format!("{} hidden", controls(hidden))),
        (0, locked) => (format!("{locked} locked"), format!("{} locked", controls(locked))),
        (hidden, locked) => {
            (format!("{} withheld", hidden + locked), format!("{} hidden and {locked} locked", controls(hidden)))
        }
    };
    Some((short, format!("{said} by the author.")))
}

fn controls(count: usize) -> String {
    if count == 1 { "1 control".to_owned() } else { format!("{count} controls") }
}

/// In a control's place, where it cannot be changed.
pub const LOCKED: &str = "locked";
/// On the button that shows and unlocks all.
pub const SHOW_ALL: &str = "Show all";

/// The most steps a second.
pub fn speed(most: Option<u32>) -> String {
    most.map_or_else(|| "full speed".to_owned(), |steps| format!("{steps} / s"))
}

/// Under the title of the gradients: how often they are measured.
pub fn gradient_note(every_steps: u32) -> String {
    format!("size, every {}", every(every_steps))
}

/// How often layers are measured, in steps.
pub fn every(steps: u32) -> String {
    if steps == 1 { "step".to_owned() } else { format!("{steps} steps") }
}

/// The name of the run at that place in the list: A, B, ..., Z, then numbers.
pub fn run_name(place: usize) -> String {
    match u8::try_from(place) {
        Ok(place) if place < 26 => char::from(b'A' + place).to_string(),
        _ => (place + 1).to_string(),
    }
}

/// How the runs after the first differ from it, by what changes in each.
pub fn differences(changes: &[String]) -> String {
    let each = changes.iter().enumerate().map(|(index, changes)| {
        let (name, first) = (run_name(index + 1), run_name(0));
        match changes.as_str() {
            "" => format!("{name} equals {first} so far: change something in {name}."),
            changes => format!("{name}: {changes}"),
        }
    });
    each.collect::<Vec<_>>().join(" ")
}

/// The button that starts all runs anew.
pub fn restart_all(runs: usize) -> &'static str {
    if runs == 2 { "Restart both" } else { "Restart all" }
}

/// A change of one run among several.
pub fn mark_of_run(place: usize, mark: &ChangeMark) -> String {
    format!("{}: {}", run_name(place), mark_of(mark))
}

/// The button that ends the comparison.
pub fn keep(name: &str) -> String {
    format!("Keep only {name}")
}

/// `of 10`, behind a layer's number.
pub fn of_layers(depth: usize) -> String {
    format!("of {depth}")
}

/// What there is to see in a layer, in a sentence.
pub fn layer_said(batch_norm: bool, activation: Activation, saturated: f64) -> String {
    let share = format!("{:.0} %", saturated * 100.0);
    let name = activation.name();
    match (batch_norm, saturated) {
        _ if activation == Activation::Linear => "A straight line: no value is on a flat part.".to_owned(),
        (true, ..0.5) => format!("BatchNorm moves the values to where {name} is steep: {share} lie on its flat parts."),
        (false, ..0.5) => format!("{share} of the values lie on the flat parts of {name}."),
        (true, _) => format!("Even after BatchNorm {share} lie on the flat parts of {name}."),
        _ => format!("{share} of the values lie on the flat parts of {name}, where hardly any gradient passes."),
    }
}

/// `0.5: 3.1 %`: the share of values that lie about there.
pub fn share_at(value: &str, share: f64) -> String {
    format!("{value}: {:.1} %", share * 100.0)
}

/// The share after BatchNorm, behind the one before.
pub fn share_after(share: f64) -> String {
    format!("after {:.1} %", share * 100.0)
}

/// The activation's slope under the pointer.
pub fn slope(slope: &str) -> String {
    format!("slope {slope}")
}

/// A bound that cannot be one.
pub fn bad_bound(name: &str, found: &str) -> String {
    format!("{name}: \u{201c}{found}\u{201d} is not a number above 0; the bound stays as it was.")
}

/// `0.01 of the last hidden layer's`.
pub fn times_last(ratio: &str) -> String {
    format!("{ratio} of the last hidden layer's")
}

/// How large the network is.
pub fn parameters(count: &str) -> String {
    format!("{count} parameters")
}

/// A sentence that stands behind another one, without the beginning that both have before a colon.
pub fn not_again(sentence: &str, behind: &str) -> String {
    let begins = |text: &str| text.split_once(": ").map(|(head, _)| head.to_owned());
    match sentence.split_once(": ") {
        Some((head, tail)) if begins(behind).as_deref() == Some(head) => capitalised(tail),
        _ => sentence.to_owned(),
    }
}

/// The tab's title: `▼ Vanishing · Flatline`.
pub fn title(verdict: Option<Verdict>) -> String {
    match verdict {
        Some(verdict) => format!("{} {} \u{b7} {TITLE}", verdict.shape(), verdict::name(verdict)),
        None => TITLE.to_owned(),
    }
}

/// The name of the loss that guessing has; `even`: all classes are as frequent.
pub fn guessing(classes: usize, even: bool) -> &'static str {
    match classes {
        _ if !even => "class shares",
        0..=2 => "coin toss, ln 2",
        10 => "guessing, ln 10",
        _ => "guessing",
    }
}

/// The name of a slider's mark, as short as can be.
pub fn mark(value: f64) -> String {
    if value != 0.0 && !(0.01..10_000.0).contains(&value) {
        format::power_of_ten(value.log10().round() as i32)
    } else {
        format!("{value}")
    }
}

/// `layer 3` or `the head`.
pub fn layer(layer: Layer) -> String {
    match layer {
        Layer::Hidden(number) => format!("layer {number}"),
        Layer::Head => "the head".to_owned(),
    }
}

/// `diverged at step 12, layer 3`.
pub fn diverged_at(step: u64, at: Layer) -> String {
    format!("diverged at step {}, {}", format::count(step), layer(at))
}

/// What a mark on a chart says: `rewound`, or what became of the settings that changed.
pub fn mark_of(mark: &ChangeMark) -> String {
    match &mark.what {
        What::Changed { from } => changes(from, &mark.experiment),
        What::Rewound => REWOUND.to_owned(),
    }
}

/// `BatchNorm, Learning rate 0.01`: what became of the settings that changed.
pub fn changes(old: &Experiment, new: &Experiment) -> String {
    let names: Vec<String> = old.changes(new).into_iter().map(|setting| change(setting, setting.get(new))).collect();
    names.join(", ")
}

fn change(setting: &Setting, value: Value) -> String {
    let name = settings::name(setting.id);
    match value {
        Value::Switch(true) => name.to_owned(),
        Value::Switch(false) => format!("{name} off"),
        Value::Choice(key) => {
            let option = settings::option(setting.id, key);
            // An activation or an optimizer is known by its own name; `Off` and `By norm` are not.
            if matches!(setting.id, Key::Activation | Key::Optimizer | Key::Dataset) {
                option.to_owned()
            } else {
                format!("{name} {}", option.to_ascii_lowercase())
            }
        }
        Value::Integer(_) | Value::Real(_) => format!("{name} {value}"),
    }
}

pub const DISMISS: &str = "Dismiss";
pub const DETAILS: &str = "Details";
pub const RELOAD: &str = "Reload";
pub const TRAIN_IT: &str = "Train it";

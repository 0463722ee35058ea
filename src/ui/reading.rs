//! A first reading of the vital signs: how the patient is, in a word, a sentence and a few numbers.
//! A pure function of one record, and the only place in the page that judges.

use super::format::{number, short};
use super::record::Record;
use super::words;
use crate::experiment::Choice;
use crate::vitals::Vitals;

/// How the patient is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// Too few steps to say.
    Unknown,
    Learning,
    Learned,
    /// The loss lies where a coin toss would, and the first layer's gradient is lost on its way back.
    Vanishing,
    /// The gradient or the loss has grown out of all proportion.
    Exploding,
    /// The loss lies where a coin toss would, for no reason that shows in the gradients.
    NotLearning,
    Diverged,
}

impl Condition {
    pub fn word(self) -> &'static str {
        match self {
            Condition::Unknown => "Measuring",
            Condition::Learning => "Learning",
            Condition::Learned => "Learned",
            Condition::Vanishing => "Vanishing",
            Condition::Exploding => "Exploding",
            Condition::NotLearning => "Not learning",
            Condition::Diverged => "Diverged",
        }
    }

    /// Its name in style sheets and tests.
    pub fn key(self) -> &'static str {
        match self {
            Condition::Unknown => "unknown",
            Condition::Learning => "learning",
            Condition::Learned => "learned",
            Condition::Vanishing => "vanishing",
            Condition::Exploding => "exploding",
            Condition::NotLearning => "not-learning",
            Condition::Diverged => "diverged",
        }
    }

    /// The line over the switches.
    pub fn invitation(self) -> &'static str {
        match self {
            Condition::Unknown => words::WATCHING,
            Condition::Learning => words::LEARNING,
            Condition::Learned => words::LEARNED,
            Condition::Diverged => words::DIVERGED,
            Condition::Vanishing | Condition::Exploding | Condition::NotLearning => words::NOT_LEARNING,
        }
    }
}

/// One number that the verdict rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    pub name: String,
    pub value: String,
}

/// The whole verdict.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    pub condition: Condition,
    pub sentence: String,
    pub evidence: Vec<Evidence>,
}

/// Steps before anything is said.
const PATIENCE: u64 = 20;
/// Steps over which the loss is averaged.
const WINDOW: usize = 20;
/// First over last gradient below which it has vanished, and above which it has exploded.
const VANISHED: f32 = 1e-3;
const EXPLODED: f32 = 1e3;

/// Reads the record.
pub fn read(record: &Record) -> Reading {
    let condition = condition(record);
    Reading { condition, sentence: sentence(condition, record), evidence: evidence(record) }
}

fn condition(record: &Record) -> Condition {
    if record.divergence.is_some() {
        return Condition::Diverged;
    }
    let (Some(loss), before) = (mean(record, 0, |vitals| vitals.loss), mean(record, WINDOW, |vitals| vitals.loss))
    else {
        return Condition::Unknown;
    };
    let coin_toss = record.coin_toss() as f32;
    let ratio = gradient_ratio(record);
    let total = mean(record, 0, |vitals| vitals.gradient_norm);
    if loss > 4.0 * coin_toss || total.is_some_and(|norm| norm > EXPLODED) {
        return Condition::Exploding;
    }
    if record.step() < PATIENCE {
        return Condition::Unknown;
    }
    let falls = before.is_some_and(|before| loss < before - 0.01 * coin_toss);
    if loss < 0.15 * coin_toss {
        Condition::Learned
    } else if loss < 0.95 * coin_toss || falls {
        Condition::Learning
    } else if ratio.is_some_and(|ratio| ratio < VANISHED) {
        Condition::Vanishing
    } else {
        Condition::NotLearning
    }
}

/// The mean over a window that ends `ago` steps before the last one; none where it is not finite or there is no step.
fn mean(record: &Record, ago: usize, value: fn(&Vitals) -> f32) -> Option<f32> {
    let window = record.recent.iter().rev().skip(ago).take(WINDOW);
    let count = window.len();
    let mean = window.map(value).sum::<f32>() / count as f32;
    (count > 0 && mean.is_finite()).then_some(mean)
}

/// The first weight matrix's gradient over the last one's; 0 where the first has none at all.
fn gradient_ratio(record: &Record) -> Option<f32> {
    let (_, layers) = record.latest_layers.as_ref()?;
    let (first, last) = (layers.weight_gradient_norms.first()?, layers.weight_gradient_norms.last()?);
    match (*first, *last) {
        (0.0, _) => Some(0.0),
        (first, last) => (last > 0.0 && first.is_finite() && last.is_finite()).then(|| first / last),
    }
}

fn first_update(record: &Record) -> Option<f64> {
    let (_, layers) = record.latest_layers.as_ref()?;
    layers.update_ratios.first().map(|ratio| f64::from(*ratio)).filter(|ratio| ratio.is_finite())
}

fn sentence(condition: Condition, record: &Record) -> String {
    let depth = record.experiment.depth;
    let update = first_update(record).map(|update| format!("Layer 1 moves by {} of its size a step", short(update)));
    let loss = mean(record, 0, |vitals| vitals.loss).map_or(String::new(), |loss| number(f64::from(loss)));
    match (condition, record.divergence) {
        (Condition::Diverged, Some(divergence)) => {
            let place = words::diverged_at(divergence.step, divergence.layer);
            let way = if record.checkpoints.is_empty() { "Restart." } else { "Restart, or rewind to a healthy step." };
            format!("The loss is no longer a number: {place}. {way}")
        }
        (Condition::Vanishing, _) => match update {
            Some(update) => {
                let activation = record.experiment.activation.label();
                let layers = if depth == 1 { "layer" } else { "layers" };
                format!("{update}: its gradient vanished on the way back through {depth} {activation} {layers}.")
            }
            None => format!("The gradient vanished on its way back through {depth} layers."),
        },
        (Condition::Exploding, _) => {
            format!(
                "The loss is {loss} and the gradient's size {}: each step throws the weights further.",
                total(record)
            )
        }
        (Condition::NotLearning, _) => match update {
            Some(update) => format!("{update}, yet the loss stays where guessing would leave it."),
            None => "The loss stays where guessing would leave it.".to_owned(),
        },
        (Condition::Learning, _) => match update {
            Some(update) => format!("The loss is down to {loss}. {update}."),
            None => format!("The loss is down to {loss}."),
        },
        (Condition::Learned, _) => format!("The loss is down to {loss}: it tells the classes apart."),
        _ => "The first steps are being measured.".to_owned(),
    }
}

fn total(record: &Record) -> String {
    mean(record, 0, |vitals| vitals.gradient_norm).map_or("unknown".to_owned(), |norm| short(f64::from(norm)))
}

fn evidence(record: &Record) -> Vec<Evidence> {
    let mut evidence = Vec::new();
    let mut add = |name: &str, value: Option<f64>| {
        let value = value.map_or("\u{2013}".to_owned(), short);
        evidence.push(Evidence { name: name.to_owned(), value });
    };
    let layers = record.latest_layers.as_ref().map(|(_, layers)| layers);
    let norms = layers.map(|layers| layers.weight_gradient_norms.as_slice()).unwrap_or_default();
    add("Layer 1 gradient", norms.first().map(|norm| f64::from(*norm)));
    add("First / last gradient", gradient_ratio(record).map(f64::from));
    add("Layer 1 update", first_update(record));
    let latest = record.latest();
    add("All gradients", latest.map(|vitals| f64::from(vitals.gradient_norm)));
    if let Some(clipped) = latest.and_then(|vitals| vitals.clipped_gradient_norm) {
        add("All, clipped", Some(f64::from(clipped)));
    }
    evidence
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Experiment;
    use crate::session::{Event, Layer, Patient};
    use crate::ui::record::Book;
    use crate::vitals::LayerVitals;

    fn after(steps: u64, loss: impl Fn(u64) -> f32, first_gradient: f32) -> Book {
        let mut book = Book::default();
        let (patient, run) = (Patient::A, 1);
        let experiment = Experiment::default();
        book.receive(Event::Started {
            patient,
            run,
            experiment,
            features: 2,
            classes: 2,
            parameters: 1,
            points: vec![],
        });
        let vitals = |step| Vitals {
            step,
            loss: loss(step),
            layers: Some(LayerVitals {
                weight_gradient_norms: vec![first_gradient, 0.1],
                update_ratios: vec![first_gradient * 0.1, 0.01],
                ..LayerVitals::default()
            }),
            ..Vitals::default()
        };
        book.receive(Event::Measured { patient, run, vitals: (1..=steps).map(vitals).collect() });
        book
    }

    fn condition_of(book: &Book) -> Condition {
        read(book.of(Patient::A).expect("a record")).condition
    }

    #[test]
    fn a_flat_loss_with_a_lost_gradient_is_vanishing() {
        let book = after(60, |_| 0.694, 1e-9);
        let reading = read(book.of(Patient::A).expect("a record"));
        assert_eq!(reading.condition, Condition::Vanishing);
        assert!(
            reading.sentence.starts_with("Layer 1 moves by 1.0 × 10⁻¹⁰ of its size a step"),
            "{}",
            reading.sentence
        );
    }

    #[test]
    fn a_falling_loss_is_learning_and_a_low_one_has_learned() {
        assert_eq!(condition_of(&after(60, |step| 0.7 - 0.005 * step as f32, 0.1)), Condition::Learning);
        assert_eq!(condition_of(&after(60, |_| 0.02, 0.1)), Condition::Learned);
        assert_eq!(condition_of(&after(60, |_| 0.7, 0.1)), Condition::NotLearning);
        assert_eq!(condition_of(&after(5, |_| 0.7, 0.1)), Condition::Unknown);
        assert_eq!(condition_of(&after(2, |_| 8e4, 0.1)), Condition::Exploding);
    }

    #[test]
    fn nothing_counts_after_a_divergence() {
        let mut book = after(60, |_| 0.02, 0.1);
        book.receive(Event::Diverged { patient: Patient::A, run: 1, step: 61, layer: Layer::Hidden(3), vitals: None });
        let reading = read(book.of(Patient::A).expect("a record"));
        assert_eq!(reading.condition, Condition::Diverged);
        assert!(reading.sentence.contains("diverged at step 61, layer 3"));
    }
}

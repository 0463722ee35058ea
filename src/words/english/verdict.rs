//! What is said of a diagnosis.

use super::{diverged_at, layer};
use crate::diagnosis::{Diagnosis, Evidence, FADED, Indicator, Indicators, LOST, LayerExtreme, Verdict};
use crate::experiment::{Activation, Experiment};
use crate::words::format::{count, number, percent, power_of_ten, short};

/// The name of a verdict.
pub fn name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Measuring => "Measuring",
        Verdict::Learning => "Learning",
        Verdict::Learned => "Learned",
        Verdict::Memorised => "By heart",
        Verdict::AtItsBest => "At its best",
        Verdict::Vanishing => "Vanishing",
        Verdict::Exploding => "Exploding",
        Verdict::Diverged => "Diverged",
        Verdict::Saturated => "Saturated",
        Verdict::DyingRelu => "Dying ReLU",
        Verdict::TooSlow => "Too slow",
        Verdict::TooNoisy => "Too noisy",
        Verdict::Stuck => "Stuck",
    }
}

/// What a visitor is invited to do about it: the line over the switches.
pub fn invitation(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Measuring => "A real network trains in this page.",
        Verdict::Learning => "It is learning. Switch something off?",
        Verdict::Learned => "It has learned. Make it deeper?",
        Verdict::Memorised => "It knows its rows by heart. Give it less, or hold it back?",
        Verdict::AtItsBest => "This network can do no better. Give it more?",
        Verdict::Diverged => "It diverged. Try a remedy.",
        Verdict::Vanishing
        | Verdict::Exploding
        | Verdict::Saturated
        | Verdict::DyingRelu
        | Verdict::TooSlow
        | Verdict::TooNoisy
        | Verdict::Stuck => "It is not learning. Switch something on.",
    }
}

/// What the verdict rests on, and what stands behind that, in two sentences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentences {
    /// Short enough to be a headline.
    pub claim: String,
    /// Empty where there is no more to say.
    pub detail: String,
}

impl Sentences {
    fn new(claim: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { claim: claim.into(), detail: detail.into() }
    }
}

/// Both sentences in one line.
pub fn sentence(diagnosis: &Diagnosis) -> String {
    let Sentences { claim, detail } = sentences(diagnosis);
    format!("{claim} {detail}").trim_end().to_owned()
}

/// The sentences of a text of several.
pub fn each_sentence(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(". ").map(str::trim).filter(|sentence| !sentence.is_empty())
}

/// What the verdict rests on. Each claim is a number of the diagnosis' indicators.
pub fn sentences(diagnosis: &Diagnosis) -> Sentences {
    let indicators = &diagnosis.indicators;
    let loss = indicators.latest_loss.map_or_else(unknown, number);
    // What it has been for a while.
    let usual = indicators.loss.map_or_else(unknown, number);
    match diagnosis.verdict {
        Verdict::Measuring if indicators.step == 0 => Sentences::new("Nothing is measured yet.", ""),
        Verdict::Measuring if indicators.steps == 0 => {
            Sentences::new(format!("Nothing is measured yet after step {}.", count(indicators.step)), "")
        }
        Verdict::Measuring if indicators.steps < 10 => Sentences::new("The first steps are being measured.", ""),
        Verdict::Measuring => Sentences::new(format!("The loss is {loss} so far: wait a little."), ""),
        Verdict::Learning => learning(diagnosis, &loss),
        Verdict::Learned => {
            let guess = number(indicators.guess);
            let claim = match (indicators.best_loss, indicators.latest_loss) {
                // A step or two may throw what has been learned.
                (Some(best), Some(latest)) if latest > THROWN * indicators.guess.max(best) => {
                    format!("The loss was down to {}, and is {loss} now.", number(best))
                }
                _ => format!("The loss is down to {loss}."),
            };
            Sentences::new(claim, format!("Guessing would leave it at {guess}."))
        }
        Verdict::Memorised => Sentences::new(
            format!(
                "It learns its rows by heart: the held-out loss has risen to {}.",
                indicators.held_out.map_or_else(unknown, number)
            ),
            format!(
                "It was {} at best; on the rows that it trains on the loss is {loss}.",
                indicators.best_held_out.map_or_else(unknown, number)
            ),
        ),
        Verdict::AtItsBest if diagnosis.experiment.activation == Activation::Linear => Sentences::new(
            "Linear layers, however many, draw one straight line.",
            format!("Every layer learns; the loss stays at {usual}."),
        ),
        Verdict::AtItsBest => Sentences::new(
            format!("The loss has stayed at {usual} for {} steps: a minimum.", count(indicators.flat_for)),
            "The gradient reaches every layer; this network can do no better.",
        ),
        Verdict::Vanishing => vanishing(diagnosis),
        Verdict::Exploding => exploding(diagnosis, &loss),
        Verdict::Diverged => {
            let place = diagnosis.divergence.map_or_else(unknown, |(step, at)| diverged_at(step, at));
            Sentences::new(
                format!("The loss is no longer a number: {place}."),
                "NaN weights stay NaN: rewind, or start again.",
            )
        }
        Verdict::Saturated => Sentences::new(
            format!(
                "{} lie where {} is flat.",
                share(indicators.saturated, "activations"),
                diagnosis.experiment.activation.name()
            ),
            "There its slope, and so the gradient, is next to nothing.",
        ),
        Verdict::DyingRelu => Sentences::new(
            format!("{} are 0 for every point.", share(indicators.dead, "units")),
            "No gradient passes a unit that is 0, so none of them recovers.",
        ),
        Verdict::TooSlow => too_slow(diagnosis, &loss),
        Verdict::TooNoisy => Sentences::new(
            format!("The loss jumps around {usual} and does not fall."),
            format!("From one measurement to the next it changes by {}.", indicators.jump.map_or_else(unknown, number)),
        ),
        Verdict::Stuck => Sentences::new(
            format!(
                "The loss has stayed at {usual} for {} steps, where guessing would leave it.",
                count(indicators.flat_for)
            ),
            "Every layer moves all the same.",
        ),
    }
}

fn learning(diagnosis: &Diagnosis, loss: &str) -> Sentences {
    let indicators = &diagnosis.indicators;
    let claim = match indicators.earlier_loss {
        Some(earlier) if indicators.falls && earlier > indicators.latest_loss.unwrap_or(earlier) => {
            format!("The loss falls: {loss}, from {} twenty steps ago.", number(earlier))
        }
        _ if indicators.falls => format!("The loss falls, and is {loss} now."),
        _ => format!("The loss is {loss} now."),
    };
    let depth = diagnosis.experiment.depth;
    let detail = match indicators.gradient_ratio {
        Some(ratio) if depth > 1 && ratio >= 0.1 => {
            let reference = indicators.reference.map_or_else(unknown, layer);
            format!("The gradient reaches layer 1: it gets {} what {reference} gets.", times(ratio))
        }
        _ => format!("Guessing would leave it at {}.", number(indicators.guess)),
    };
    Sentences::new(claim, detail)
}

/// Of the loss of guessing: above it, what has been learned is not there now.
const THROWN: f64 = 0.3;

/// A share of next to nothing, which is of another batch when it is read: a power of ten that is above both.
fn below(ratio: f64) -> String {
    format!("less than {}", power_of_ten(ratio.log10().ceil() as i32 + 1))
}

/// A share, or where it is one or more how many times.
fn times(ratio: f64) -> String {
    if ratio >= 1.0 { format!("{} times", short(ratio)) } else { format!("{} of", short(ratio)) }
}

pub(super) fn unknown() -> String {
    "unknown".to_owned()
}

/// A healthy update is about 1e-3 of a layer's size: one that is less than this says by itself that nothing arrives.
const VANISHED: f64 = 1e-4;

fn vanishing(diagnosis: &Diagnosis) -> Sentences {
    let Indicators { signal_left, gradient_ratio, first_gradient, first_update, .. } = diagnosis.indicators;
    let way = layers(&diagnosis.experiment);
    let reference = diagnosis.indicators.reference.map_or_else(unknown, layer);
    let faded = |left| format!("The signal dies on its way forward: {} of it is left after {way}.", short(left));
    let claim = match (signal_left, gradient_ratio) {
        (Some(left), _) if left < LOST => faded(left),
        (_, Some(0.0)) => "No gradient reaches layer 1.".to_owned(),
        (_, Some(ratio)) if ratio < LOST => {
            format!("The gradient dies on its way back: layer 1 gets {} of what {reference} gets.", below(ratio))
        }
        (Some(left), _) if left < FADED => faded(left),
        (_, Some(ratio)) if ratio < 0.1 => {
            format!("Little of the gradient reaches layer 1: it gets {} of what {reference} gets.", short(ratio))
        }
        _ => first_gradient.map_or_else(
            || "The gradient dies on its way back.".to_owned(),
            |gradient| format!("Next to no gradient arrives: layer 1's is {}.", short(gradient)),
        ),
    };
    let decays = diagnosis.experiment.weight_decay != 0.0 || diagnosis.experiment.l1 != 0.0;
    let detail = match first_update {
        Some(update) if (f64::MIN_POSITIVE..VANISHED).contains(&update) && !decays => {
            format!("Each step changes layer 1 by {} of its size; about 10\u{207b}\u{b3} is healthy.", short(update))
        }
        _ => format!("It has to pass {way}."),
    };
    Sentences::new(claim, detail)
}

/// `10 sigmoids`, `20 ReLU layers`.
fn layers(experiment: &Experiment) -> String {
    let (depth, activation) = (experiment.depth, experiment.activation);
    let plural = if depth == 1 { "" } else { "s" };
    match activation {
        Activation::Sigmoid => format!("{depth} sigmoid{plural}"),
        _ => format!("{depth} {} layer{plural}", activation.name()),
    }
}

fn exploding(diagnosis: &Diagnosis, loss: &str) -> Sentences {
    let indicators = &diagnosis.indicators;
    let total = indicators.total_gradient.map_or_else(unknown, short);
    match (indicators.largest_update, indicators.peak_gradient) {
        (Some(update), _) if update > 1.0 => Sentences::new(
            format!("One step moves a layer by {} times its own size.", short(update)),
            format!("The norm of all gradients is {total}, the loss {loss}."),
        ),
        (_, Some((step, peak))) if indicators.loss.is_some_and(|loss| loss < 4.0 * indicators.guess) => Sentences::new(
            format!("At step {} one gradient threw the weights; the loss is {loss}.", count(step)),
            format!("The norm of all gradients was {} then.", short(peak)),
        ),
        _ => Sentences::new(
            format!("The loss is {loss}: each step throws the weights further."),
            format!("The norm of all gradients is {total}."),
        ),
    }
}

fn too_slow(diagnosis: &Diagnosis, loss: &str) -> Sentences {
    let indicators = &diagnosis.indicators;
    match (indicators.median_update, indicators.first_update) {
        (Some(typical), Some(first)) if first < 0.1 * typical => Sentences::new(
            format!("Little gradient comes as far as layer 1: a step changes it by {} of its size.", short(first)),
            format!("A typical layer changes by {}.", short(typical)),
        ),
        (Some(typical), _) => Sentences::new(
            format!("The steps are short: a typical layer changes by {} of its size.", short(typical)),
            format!("About 10\u{207b}\u{b3} is healthy. The loss is {loss}."),
        ),
        _ => Sentences::new(format!("The steps are too short to get anywhere; the loss is {loss}."), ""),
    }
}

/// `97.0 % of the activations in layer 3`.
fn share(worst: Option<LayerExtreme>, of: &str) -> String {
    match worst {
        Some(worst) => format!("{} of the {of} in {}", percent(worst.most), layer(worst.layer)),
        None => format!("Most {of}"),
    }
}

/// The name of a number of the evidence.
pub fn indicator(indicator: Indicator) -> &'static str {
    match indicator {
        Indicator::FirstGradient => "Layer 1 gradient",
        Indicator::GradientRatio => "First / last hidden",
        Indicator::FirstUpdate => "Layer 1 update",
        Indicator::TotalGradient => "All gradients",
        Indicator::ClippedGradient => "All, clipped",
        Indicator::PeakGradient => "All, at most",
        Indicator::MedianUpdate => "Typical update",
        Indicator::Saturated => "Saturated",
        Indicator::Dead => "Dead",
        Indicator::Loss => "Loss",
        Indicator::HeldOut => "Held-out loss",
        Indicator::Jump => "Jump of the loss",
        Indicator::Sharpness => "Sharpness \u{d7} rate",
    }
}

/// The value of a number of the evidence; a dash where there is none.
pub fn value(evidence: &Evidence) -> String {
    let Some(value) = evidence.value else { return "\u{2013}".to_owned() };
    let text = if evidence.indicator.is_share() { percent(value) } else { short(value) };
    match (evidence.layer, evidence.edge) {
        (Some(at), _) => format!("{text}, {}", layer(at)),
        (None, Some(edge)) => format!("{text}, edge: {edge}"),
        (None, None) => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::{Thresholds, Watched, diagnose};
    use crate::experiment::Optimizer;
    use crate::record::Record;
    use crate::vitals::{Layer, LayerVitals, RowsSummary, Vitals};
    use crate::words::update_sum;

    /// The diagnosis of a network whose every step measured the same.
    fn diagnosis(experiment: &Experiment, steps: u64, vitals: Vitals, layers: LayerVitals) -> Diagnosis {
        let record = Record::new(experiment.clone(), RowsSummary::balanced(2, 2, 500), 0, Vec::new());
        let (mut run, layers) = (Watched::new(record), Some(layers));
        (1..=steps).for_each(|step| run.measured(Vitals { step, layers: layers.clone(), ..vitals.clone() }));
        diagnose(&run, &Thresholds::default())
    }

    fn flatlined(depth: usize) -> Diagnosis {
        let experiment = Experiment { depth, ..Experiment::default() };
        let layers = LayerVitals {
            weight_gradient_norms: vec![1.3e-8, 0.08],
            update_ratios: vec![2e-9, 1e-4, 6e-3],
            activation_means: vec![0.5, 0.5],
            activation_stds: vec![0.2, 0.1],
            activation_spreads: vec![0.2, 0.1],
            saturated_fractions: vec![0.0, 0.0],
            dead_fractions: vec![0.0, 0.0],
        };
        diagnosis(&experiment, 60, Vitals { loss: 0.694, gradient_norm: 0.085, ..Vitals::default() }, layers)
    }

    #[test]
    fn a_flatline_says_how_little_layer_1_moves_and_why() {
        let flatlined = flatlined(10);
        assert_eq!(flatlined.verdict, Verdict::Vanishing);
        assert_eq!(
            sentence(&flatlined),
            "Next to no gradient arrives: layer 1's is 1.3 × 10⁻⁸. Each step changes layer 1 by 2.0 × 10⁻⁹ of its size; about 10⁻³ is healthy."
        );
        let evidence: Vec<String> = flatlined
            .evidence
            .iter()
            .map(|evidence| format!("{}: {}", indicator(evidence.indicator), value(evidence)))
            .collect();
        assert_eq!(evidence[0], "Layer 1 gradient: 1.3 × 10⁻⁸");
        assert_eq!(evidence[2], "Layer 1 update: 2.0 × 10⁻⁹");
        assert_eq!(update_sum::says(flatlined.update_sum.verdict), "vanishing");
    }

    #[test]
    fn of_a_network_that_was_just_taken_back_nothing_is_claimed() {
        let experiment = Experiment::default();
        let record = Record::new(experiment.clone(), RowsSummary::balanced(2, 2, 500), 0, Vec::new());
        let mut run = Watched::new(record);
        let said = |run: &Watched| sentence(&diagnose(run, &Thresholds::default()));
        assert_eq!(said(&run), "Nothing is measured yet.");
        (1..=220).for_each(|step| run.measured(Vitals { step, loss: 0.01, ..Vitals::default() }));
        run.rewound(210);
        assert_eq!(said(&run), "Nothing is measured yet after step 210.");
        run.measured(Vitals { step: 211, loss: 0.01, ..Vitals::default() });
        assert_eq!(said(&run), "The first steps are being measured.");
    }

    #[test]
    fn what_dies_is_what_the_drawing_shows_to_die() {
        let said = |gradient: f32, std: f32| {
            let layers = LayerVitals {
                weight_gradient_norms: vec![gradient, 1.0, 1.0],
                update_ratios: vec![1e-7; 3],
                activation_means: vec![0.5; 2],
                activation_stds: vec![0.2, std],
                ..LayerVitals::default()
            };
            let vitals = Vitals { loss: 0.694, gradient_norm: 1.0, ..Vitals::default() };
            let mut found = diagnosis(&Experiment::default(), 60, vitals, layers);
            found.verdict = Verdict::Vanishing;
            sentences(&found).claim
        };
        assert_eq!(
            said(1e-5, 0.2),
            "The gradient dies on its way back: layer 1 gets less than 10⁻⁴ of what layer 2 gets."
        );
        assert_eq!(said(0.03, 0.2), "Little of the gradient reaches layer 1: it gets 0.0300 of what layer 2 gets.");
        assert_eq!(said(0.03, 2e-3), "The signal dies on its way forward: 0.0100 of it is left after 10 sigmoids.");
    }

    #[test]
    fn sharpness_stands_beside_its_edge_where_it_is_measured_and_there_is_one() {
        let said = |optimizer, sharpness| {
            let experiment = Experiment { optimizer, ..Experiment::default() };
            let vitals = Vitals { loss: 0.7, sharpness, ..Vitals::default() };
            let evidence = diagnosis(&experiment, 60, vitals, LayerVitals::default()).evidence;
            let its = evidence.iter().find(|one| one.indicator == Indicator::Sharpness)?;
            Some(format!("{}: {}", indicator(its.indicator), value(its)))
        };
        assert_eq!(said(Optimizer::Sgd, Some(18.2)).as_deref(), Some("Sharpness × rate: 1.82, edge: 2"));
        assert_eq!(said(Optimizer::Momentum, Some(18.2)).as_deref(), Some("Sharpness × rate: 1.82, edge: 3.8"));
        assert_eq!(said(Optimizer::Adam, Some(18.2)), None);
        assert_eq!(said(Optimizer::Sgd, None), None);
    }

    #[test]
    fn a_text_is_its_sentences() {
        let text = "The loss is 0.693. Each step changes layer 1 by 3 \u{d7} 10\u{207b}\u{b9}\u{2070} of its size.";
        assert_eq!(each_sentence(text).collect::<Vec<_>>().join(" "), text);
        assert_eq!(each_sentence(text).next(), Some("The loss is 0.693."));
        assert_eq!(each_sentence("").count(), 0);
    }

    #[test]
    fn layers_are_named_as_people_count_them() {
        assert_eq!(
            value(&Evidence {
                indicator: Indicator::Dead,
                value: Some(1.0),
                layer: Some(Layer::Hidden(3)),
                edge: None
            }),
            "100 %, layer 3"
        );
        assert_eq!(layers(&Experiment { depth: 1, ..Experiment::default() }), "1 sigmoid");
        assert_eq!(
            layers(&Experiment { depth: 20, activation: Activation::Relu, ..Experiment::default() }),
            "20 ReLU layers"
        );
    }
}

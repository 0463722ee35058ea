//! What is written on the drawn network, and said of it.

use crate::words::format::{count, power_of_ten};

pub const LAYERS: &str = "Layers";
pub const FORWARD: &str = "Forward";
pub const BACKWARD: &str = "Backward";
/// What the rows show, beside them.
pub const LAYERS_SHOW: &str = "bars: what enters; shaded: where it is flat; head: the output layer";
/// The same, where there is room for a line more.
pub const LAYERS_SHOW_UNITS: &str =
    "bars: what enters; lines: unit by unit; shaded: where it is flat; head: the output layer";
/// Where they are too many for a plate each.
pub const LAYERS_SHOW_MERGED: &str = "line: mean output; band: \u{b1} its std; in full at the pointer";
pub const FORWARD_SHOWS: &str = "how far apart the layers hold the points; the data is 1";
/// Of networks that are drawn one over the other.
pub const PAIR_SHOWS: &str = "over the layers the signal forward, under them the gradient back";
pub const BACKWARD_SHOWS: &str = "by layer, the last is 1";
pub const OVER_TIME: &str = "Gradient over time";
pub const NOW_ON_TOP: &str = "top: now";
/// On the ribbons of a network that is not there yet.
pub const FORETOLD: &str = "predicted by mean field theory";
pub const NOT_FORETOLD: &str = "BatchNorm: seen once it is built";
pub const HEAD: &str = "head";
pub const HELP: &str = "A column is a layer, and the last, the head, is the output layer: point at one for its numbers. The \
    signal goes from the data to the right, the gradient from the loss to the left.";
pub const ALL_NUMBERS: &str = "All numbers, layer by layer";

/// Over the table of a network that has diverged.
pub fn at_the_crash(step: u64) -> String {
    format!("At the crash; gradients and moves are of step {}, the last at which they were numbers.", count(step))
}

/// The table's columns, after the layer's own.
pub const COLUMNS: [&str; 7] = [
    "gradient / last layer's",
    "spread / data's",
    "moves a step, of its size",
    "mean output",
    "std of outputs",
    "saturated",
    "dead",
];

/// How far apart points are held, over how far apart the data is; at `rounding` and below, no more is known.
pub fn spread_ratio(log: f64, rounding: f64) -> String {
    if log > rounding || log == f64::NEG_INFINITY { ratio(log) } else { format!("\u{2264} {}", ratio(rounding)) }
}

/// A ratio as a ribbon says it, from its log10: `0.20`, `8.7`, `68`, `2 × 10⁻⁶`.
pub fn ratio(log: f64) -> String {
    // More than a float32 holds.
    if log >= 38.0 {
        return "\u{221e}".to_owned();
    }
    if log == f64::NEG_INFINITY {
        return "0".to_owned();
    }
    let value = 10f64.powf(log);
    if (0.095..9.95).contains(&value) {
        let decimals = if value < 0.995 { 2 } else { 1 };
        return format!("{value:.decimals$}");
    }
    if (9.95..999.5).contains(&value) {
        return format!("{value:.0}");
    }
    if (0.0095..0.095).contains(&value) {
        return format!("{value:.2}");
    }
    let exponent = log.floor() as i32;
    let digit = 10f64.powf(log - f64::from(exponent)).round() as i32;
    match digit {
        1 => power_of_ten(exponent),
        10.. => power_of_ten(exponent + 1),
        _ => format!("{digit} \u{d7} {}", power_of_ten(exponent)),
    }
}

/// At the reach; `layer` and `depth` count from 1, and the head is none.
pub fn reaches(layer: Option<usize>, depth: usize) -> String {
    match layer {
        Some(layer) => format!("The gradient reaches layer {layer} of {depth}"),
        None => "The gradient reaches no layer but the head".to_owned(),
    }
}

/// The same, where there is little room.
pub fn reaches_short(layer: Option<usize>, depth: usize) -> String {
    match layer {
        Some(layer) => format!("reaches {layer} of {depth}"),
        None => "reaches the head only".to_owned(),
    }
}

/// Where a ribbon is torn; the layer counts from 1, the head is none.
pub fn not_a_number(layer: Option<usize>) -> String {
    match layer {
        Some(layer) => format!("layer {layer}: not a number"),
        None => "head: not a number".to_owned(),
    }
}

/// Of a step that moved a matrix by so many times its size, above 1.
pub fn moved(times: f64) -> String {
    format!("a step {} times the weights", ratio(times.log10()))
}

/// The read-out's first line; `layer` counts from 1, none is the head.
pub fn layer_of(layer: Option<usize>, depth: usize) -> String {
    match layer {
        Some(layer) => format!("Layer {layer} of {depth}"),
        None => "The output layer, the head".to_owned(),
    }
}

/// A gradient over that of a layer, counted from 1; over the largest where there is no such layer.
pub fn gradient(ratio: &str, layer: Option<usize>) -> String {
    match layer {
        Some(layer) => format!("gradient {ratio} \u{d7} layer {layer}\u{2019}s"),
        None => format!("gradient {ratio} \u{d7} the largest"),
    }
}

/// How far apart the points are in the layer, over how far apart they are in the data.
pub fn spread(ratio: &str) -> String {
    format!("spread {ratio} \u{d7} the data\u{2019}s")
}

/// How far a step moves the layer's weights, as a share of their size.
pub fn moves(ratio: &str) -> String {
    format!("moves by {ratio} a step")
}

/// Shares of 0..1.
pub fn saturated_and_dead(saturated: f64, dead: f64) -> String {
    format!("saturated {:.0} %, dead {:.0} %", saturated * 100.0, dead * 100.0)
}

pub const GRADIENT_ZERO: &str = "no gradient";
pub const GRADIENT_NAN: &str = "gradient: not a number";

/// Forward and backward in sentences, for who hears the page; layers count from 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    pub depth: usize,
    /// log10 of the spread in the first and in the last hidden layer over the data's, -infinity where it is 0.
    pub spread: Option<(f64, f64)>,
    /// The first layer whose outputs are no numbers.
    pub not_a_number: Option<usize>,
    /// The layer that the gradient reaches.
    pub reach: Option<usize>,
    /// What the first layer gets of the last hidden layer's gradient.
    pub first: Option<String>,
}

/// `10 layers. Forward: spread falls from 0.20 at layer 1 to 4 × 10⁻⁷ at layer 10. Backward: …`
pub fn network(said: &Said) -> String {
    let Said { depth, spread, not_a_number, reach, first } = said;
    let mut text = match depth {
        1 => "One layer.".to_owned(),
        _ => format!("{} layers.", count(*depth as u64)),
    };
    if let Some(layer) = not_a_number {
        text += &format!(" Forward: layer {layer} holds no numbers.");
    } else if let Some((at_first, at_last)) = *spread {
        let (first, last) = (ratio(at_first), ratio(at_last));
        text += &match at_last - at_first {
            _ if *depth == 1 => format!(" Forward: spread {first}."),
            ..-0.3 => format!(" Forward: spread falls from {first} at layer 1 to {last} at layer {depth}."),
            0.3.. => format!(" Forward: spread grows from {first} at layer 1 to {last} at layer {depth}."),
            _ => format!(" Forward: spread stays near {last}."),
        };
    }
    match (reach, first) {
        (Some(reach), Some(first)) => {
            text += &format!(" Backward: the gradient reaches layer {reach}; layer 1 gets {first}.");
        }
        (None, Some(_)) => text += " Backward: the gradient is lost at once.",
        (_, None) => {}
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_as_short_as_they_can_be() {
        let of = |value: f64| ratio(value.log10());
        assert_eq!([0.2, 1.0, 8.7, 68.2].map(of), ["0.20", "1.0", "8.7", "68"]);
        assert_eq!([2e-6, 1e-4, 9.7e-5, 3e20].map(of), ["2 × 10⁻⁶", "10⁻⁴", "10⁻⁴", "3 × 10²⁰"]);
        assert_eq!(ratio(f64::NEG_INFINITY), "0");
        assert_eq!([0.03, 999.9, 9.97].map(of), ["0.03", "10³", "10"]);
    }

    #[test]
    fn what_is_said_of_a_network_is_whole_sentences() {
        let said = Said {
            depth: 10,
            spread: Some((0.2f64.log10(), 4e-7f64.log10())),
            not_a_number: None,
            reach: Some(6),
            first: Some("2 × 10⁻⁶".to_owned()),
        };
        assert_eq!(
            network(&said),
            "10 layers. Forward: spread falls from 0.20 at layer 1 to 4 × 10⁻⁷ at layer 10. Backward: the gradient reaches \
             layer 6; layer 1 gets 2 × 10⁻⁶."
        );
    }
}

//! The activation: by its name, or by its curve.

use leptos::prelude::*;

use super::choice::ChoiceControl;
use crate::experiment::{Activation, Choice, Control, Key, Value};
use crate::ui::actions::When;
use crate::ui::effect::memo;
use crate::ui::store::Store;
use crate::ui::view::{Built, built};
use crate::words;

/// The size of a curve's picture, in CSS pixels of a page that is not scaled.
const WIDTH: f64 = 28.0;
const HEIGHT: f64 = 23.0;
/// What is left free around the curve.
const EDGE: f64 = 4.0;
/// The inputs that the picture shows, to each side of 0.
const REACH: f64 = 4.0;

/// A choice by name, and under it the curves.
#[component]
pub fn ActivationControl() -> Built {
    let store = Store::here();
    let setting = Key::Activation.setting();
    let Control::Choice { options } = setting.control else { return Built::default() };
    let chosen = memo(move || store.wanted.with(|wanted| wanted.activation));
    // Which of them helped a copy.
    let helped = memo(move || {
        let alone = |changes: &[(Key, Value)]| match changes {
            [(Key::Activation, Value::Choice(option))] => Some(*option),
            _ => None,
        };
        store.trials.shown.with(|shown| {
            let helped = shown.as_ref().map(|shown| shown.helped.as_slice()).unwrap_or_default();
            helped.iter().filter_map(|row| alone(&row.treatment.changes)).collect::<Vec<&str>>()
        })
    });
    let curve = move |&activation: &Activation| {
        let name = words::settings::option(Key::Activation, activation.key());
        let helps = move || helped.with(|helped| helped.contains(&activation.key()));
        built! {
            <button
                class="curve"
                aria-label=name
                title=move || if helps() { words::switches::helped_a_copy(name) } else { name.to_owned() }
                aria-pressed=move || (chosen.get() == activation).to_string()
                class:helped=helps
                on:click=move |_| store.change(When::Now, |wanted| wanted.activation = activation)
            >
                <svg viewBox=format!("0 0 {WIDTH} {HEIGHT}") aria-hidden="true">
                    <polyline points=points(activation) />
                </svg>
            </button>
        }
    };
    built! {
        <div class="activation">
            <ChoiceControl setting=setting options=options />
            <div class="curves">{Activation::ALL.iter().map(curve)}</div>
        </div>
    }
}

/// The activation's curve over its picture, as SVG takes it.
fn points(activation: Activation) -> String {
    const PIECES: usize = 24;
    let at = |piece: usize| (piece as f64 / PIECES as f64 * 2.0 - 1.0) * REACH;
    let values: Vec<f64> = (0..=PIECES).map(|piece| activation.value(at(piece))).collect();
    let (low, high) = values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(*v), h.max(*v)));
    let place = |(piece, value): (usize, &f64)| {
        let x = EDGE + piece as f64 / PIECES as f64 * (WIDTH - 2.0 * EDGE);
        let y = HEIGHT - EDGE - (value - low) / (high - low).max(1e-12) * (HEIGHT - 2.0 * EDGE);
        format!("{x:.1},{y:.1}")
    };
    values.iter().enumerate().map(place).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_fills_its_picture() {
        let relu = points(Activation::Relu);
        assert!(relu.starts_with("4.0,19.0 ") && relu.ends_with(" 24.0,4.0"), "{relu}");
        assert!(points(Activation::Sigmoid).contains("14.0,11.5"), "half way at 0");
    }
}

//! A trial's loss over its steps, as small as a word, over that of the copy of which nothing was changed.

use leptos::prelude::*;

use crate::ui::view::{Built, built};

/// Its size, in the units of a CSS pixel.
const WIDTH: f64 = 78.0;
const HEIGHT: f64 = 24.0;
/// Room for the lines' own width.
const EDGE: f64 = 1.5;
/// Less than a decade is not stretched over the whole height: no noise shall look like a cliff.
const LEAST_RATIO: f64 = 3.0;

/// Two curves on one logarithmic axis that holds both, each over its own steps from its beginning.
#[component]
pub fn Spark(curve: Vec<(u64, f32)>, control: Vec<(u64, f32)>) -> Built {
    let [curve, control] = lines([&curve, &control]);
    built! {
        <svg class="spark" viewBox=format!("0 0 {WIDTH} {HEIGHT}") width=WIDTH height=HEIGHT aria-hidden="true">
            <polyline class="control" points=control />
            <polyline class="treated" points=curve />
        </svg>
    }
}

/// The points of each line, as SVG takes them; of what is not above 0 and finite there is none.
fn lines(curves: [&[(u64, f32)]; 2]) -> [String; 2] {
    let logs = curves.map(|curve| {
        let from = curve.first().map_or(0, |(step, _)| *step);
        let points = curve.iter().filter(|(_, loss)| loss.is_finite() && *loss > 0.0);
        points.map(|(step, loss)| ((*step - from) as f64, f64::from(*loss).ln())).collect::<Vec<_>>()
    });
    let all = logs.iter().flatten();
    let last = all.clone().fold(1.0, |last, (step, _)| step.max(last));
    let (low, high) =
        all.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), (_, loss)| (loss.min(low), loss.max(high)));
    let range = (high - low).max(LEAST_RATIO.ln());
    logs.map(|points| {
        let place = |(step, loss): &(f64, f64)| {
            let x = EDGE + step / last * (WIDTH - 2.0 * EDGE);
            let y = EDGE + (high - loss) / range * (HEIGHT - 2.0 * EDGE);
            format!("{x:.1},{y:.1}")
        };
        points.iter().map(place).collect::<Vec<_>>().join(" ")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_lie_on_one_axis_and_fall_downwards() {
        let [tried, control] = lines([&[(50, 1.0), (60, 0.1), (70, 0.01)], &[(0, 1.0), (10, 1.0), (20, 1.0)]]);
        assert_eq!(tried, "1.5,1.5 39.0,12.0 76.5,22.5");
        assert_eq!(control, "1.5,1.5 39.0,1.5 76.5,1.5");
    }

    #[test]
    fn what_ended_early_is_shorter_and_what_is_no_number_is_not_there() {
        let [tried, control] = lines([&[(0, 1.0), (10, f32::NAN)], &[(0, 0.9), (30, 0.9)]]);
        assert_eq!(tried, "1.5,1.5");
        assert!(control.ends_with("76.5,3.5"), "{control}: hardly lower, hardly seen");
        assert_eq!(lines([&[], &[]]), ["", ""]);
    }
}

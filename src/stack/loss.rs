//! Cross-entropy, accuracy, and the slope that the backward pass begins with.
//!
//! In float64, by the `libm` crate: its exponential and its logarithm are the same to the last bit on every machine, which
//! those of the machines' own libraries are not.

/// What a batch's logits say, beside its labels.
#[derive(Clone, Debug, PartialEq)]
pub struct Loss {
    /// Cross-entropy in nats, mean over the rows; not finite where a logit is not.
    pub cross_entropy: f32,
    /// The fraction of rows whose largest logit (of equal ones the first) is the label's, 0..1.
    pub accuracy: f32,
}

/// The loss of `logits`, `[rows, classes]`, for a label (from 0) a row. `slope` is shown the probabilities of each row, to
/// make of them what it likes; see [`loss_and_slope`].
fn over_rows(logits: &[f32], labels: &[i32], mut slope: impl FnMut(usize, &[f64])) -> Loss {
    let classes = logits.len() / labels.len();
    let mut probabilities = vec![0.0; classes];
    let (mut total, mut right) = (0.0, 0_usize);
    for (row, (logits, label)) in logits.chunks_exact(classes).zip(labels).enumerate() {
        let label = *label as usize;
        let largest = (0..classes).fold(0, |best, class| if logits[class] > logits[best] { class } else { best });
        // What is subtracted from all of them keeps the exponential in range, and changes nothing else.
        let shift = f64::from(logits[largest]);
        // Over all but the largest, whose exponential is 1: so a row that is all but sure keeps its loss.
        let mut others = 0.0;
        for (class, (probability, logit)) in probabilities.iter_mut().zip(logits).enumerate() {
            *probability = if class == largest { 1.0 } else { libm::exp(f64::from(*logit) - shift) };
            others += if class == largest { 0.0 } else { *probability };
        }
        total += libm::log1p(others) - (f64::from(logits[label]) - shift);
        right += usize::from(largest == label);
        probabilities.iter_mut().for_each(|probability| *probability /= 1.0 + others);
        slope(row, &probabilities);
    }
    let rows = labels.len() as f64;
    Loss { cross_entropy: (total / rows) as f32, accuracy: (right as f64 / rows) as f32 }
}

/// The loss of `logits`, `[rows, classes]`, for a label (from 0) a row.
pub fn loss(logits: &[f32], labels: &[i32]) -> Loss {
    over_rows(logits, labels, |_, _| {})
}

/// The same, and the slope of the cross-entropy by the logits, `[rows, classes]`.
pub fn loss_and_slope(logits: &[f32], labels: &[i32]) -> (Loss, Vec<f32>) {
    let share = 1.0 / labels.len() as f64;
    let mut slopes = Vec::with_capacity(logits.len());
    let loss = over_rows(logits, labels, |row, probabilities| {
        let label = labels[row] as usize;
        let of = |(class, probability): (usize, &f64)| (probability - f64::from(u8::from(class == label))) * share;
        slopes.extend(probabilities.iter().enumerate().map(|each| of(each) as f32));
    });
    (loss, slopes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOGITS: [f32; 9] = [1.0, 3.0, -2.0, 0.5, 0.5, 0.5, 40.0, 90.0, -1e30];
    const LABELS: [i32; 3] = [1, 0, 0];

    #[test]
    fn it_is_the_mean_of_what_each_row_s_label_is_unexpected_by() {
        let first = (1.0 + (-2.0_f64).exp() + (-5.0_f64).exp()).ln();
        let expected = (first + 3.0_f64.ln() + 50.0) / 3.0;
        let loss = loss(&LOGITS, &LABELS);
        assert!((f64::from(loss.cross_entropy) - expected).abs() < 1e-6 * expected);
        // Of the three equal logits the first counts.
        assert_eq!(loss.accuracy, 2.0 / 3.0);
        assert_eq!(loss_and_slope(&LOGITS, &LABELS).0, loss);
    }

    #[test]
    fn the_slope_is_that_of_the_loss() {
        let (logits, labels) = ([0.3, -0.2, 1.4, 0.9, 0.1, -1.0], [2, 1]);
        let (_, slope) = loss_and_slope(&logits, &labels);
        let cross_entropy = |logits: &[f32]| f64::from(loss(logits, &labels).cross_entropy);
        for at in 0..logits.len() {
            let [mut more, mut less] = [logits; 2];
            more[at] += 0.01;
            less[at] -= 0.01;
            let expected = (cross_entropy(&more) - cross_entropy(&less)) / 0.02;
            assert!((f64::from(slope[at]) - expected).abs() < 1e-4, "{at}: {} is not {expected}", slope[at]);
        }
    }

    #[test]
    fn a_sure_row_keeps_a_loss_and_a_broken_one_has_none() {
        // A probability this near 1 is 1 in any float, and its logarithm 0.
        let sure = loss(&[60.0, 0.0], &[0]).cross_entropy;
        assert!((f64::from(sure) - libm::exp(-60.0)).abs() < 1e-6 * f64::from(sure));
        for broken in [[f32::NAN, 0.0], [0.0, f32::NAN], [f32::INFINITY, 0.0], [f32::NEG_INFINITY; 2]] {
            assert!(!loss(&broken, &[0]).cross_entropy.is_finite(), "{broken:?}");
        }
        assert_eq!(loss(&[f32::NEG_INFINITY, 0.0], &[0]).cross_entropy, f32::INFINITY);
    }
}

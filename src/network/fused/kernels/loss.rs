//! Cross-entropy, accuracy and the loss's slope by the logits, in one dispatch.

use cubecl::prelude::*;

/// Invocations of the one workgroup.
pub const UNITS: usize = 64;

/// `logits` and `slopes` are `[rows, classes]`, `labels` `[rows]`, `means` is the mean loss, then the accuracy.
#[cube(launch_unchecked)]
pub fn cross_entropy(
    logits: &[f32],
    labels: &[i32],
    slopes: &mut [f32],
    means: &mut [f32],
    rows: usize,
    classes: usize,
) {
    let mut shared = Shared::<[f32]>::new_slice(comptime!(2 * UNITS));
    let unit = UNIT_POS as usize;
    let share = 1.0f32 / f32::cast_from(rows as u32);
    let mut loss = 0.0f32;
    let mut right = 0.0f32;
    let mut row = unit;
    while row < rows {
        let first = row * classes;
        let label = labels[row] as u32 as usize;
        let mut largest = logits[first];
        let mut best = 0usize.runtime();
        for class in 1..classes {
            let logit = logits[first + class];
            if logit > largest {
                largest = logit;
                best = class;
            }
        }
        // Less the largest, so that no power overflows.
        let mut total = 0.0f32;
        for class in 0..classes {
            total += (logits[first + class] - largest).exp();
        }
        for class in 0..classes {
            let wanted = select(class == label, 1.0f32, 0.0f32);
            slopes[first + class] = ((logits[first + class] - largest).exp() / total - wanted) * share;
        }
        loss += total.ln() + (largest - logits[first + label]);
        right += select(best == label, 1.0f32, 0.0f32);
        row += UNITS;
    }
    shared[unit] = loss;
    shared[UNITS + unit] = right;
    sync_cube();
    if unit < 2 {
        let mut sum = 0.0f32;
        for other in 0..UNITS {
            sum += shared[unit * UNITS + other];
        }
        means[unit] = sum * share;
    }
}

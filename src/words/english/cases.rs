//! What the cases are called, what there is to see in each, and what mends it. The losses are means over the last tenth
//! of the steps of a PyTorch run; ln 2 = 0.693 is a coin toss.

use crate::experiment::Case;

/// The name in the list of cases.
pub fn title(case: Case) -> &'static str {
    match case {
        Case::Sigmoid => "Sigmoid flatline",
        Case::DeepSigmoid => "Deeper flatline",
        Case::SmallInit => "Init too small",
        Case::LargeInit => "Init too large",
        Case::HardExplosion => "Hard explosion",
        Case::BatchNormExplosion => "BatchNorm's own explosion",
        Case::ResidualExplosion => "Residual is not enough",
        Case::Thousand => "A thousand layers",
    }
}

/// One sentence on what there is to see.
pub fn summary(case: Case) -> &'static str {
    match case {
        Case::Sigmoid => {
            "Ten sigmoids leave the first layer a gradient of about 10\u{207b}\u{2078}, and the loss lies flat at 0.69, a coin toss."
        }
        Case::DeepSigmoid => {
            "Thirty sigmoids leave the first layer a gradient of about 10\u{207b}\u{b2}\u{2070}, far below what a weight can feel."
        }
        Case::SmallInit => {
            "Weights half as large as they should be halve the signal at each of twenty ReLU layers, and nothing is left to learn from."
        }
        Case::LargeInit => {
            "Weights one and a half times too large grow the signal at each of ten ReLU layers, and the loss is no number within five steps."
        }
        Case::HardExplosion => {
            "Weights twice too large over twenty ReLU layers: the first loss is above 100,000, and the second step has none."
        }
        Case::BatchNormExplosion => {
            "Fifty layers of BatchNorm keep the signal steady but multiply the gradient on its way back, to about 1,000 at the first layer."
        }
        Case::ResidualExplosion => {
            "Fifty residual blocks each add to the signal, so that the first loss is in the millions and the second no number."
        }
        Case::Thousand => {
            "With BatchNorm and residual connections together even a thousand layers learn: from 0.72 to 0.22 in 30 steps."
        }
    }
}

/// What to look at at its moment: what is so, and after a colon where one sees it.
pub fn look(case: Case) -> &'static str {
    match case {
        Case::Sigmoid => "The gradient dies on its way back: the lower ribbon thins from right to left.",
        Case::DeepSigmoid => "The gradient is lost within ten layers: left of the dot next to none arrives.",
        Case::SmallInit => "The signal dies on its way forward: the upper ribbon thins from left to right.",
        Case::LargeInit => "The loss grows over a hundredfold a step: see it climb to the cross.",
        Case::HardExplosion => "One step was enough: it threw the weights so far that the signal is torn.",
        Case::BatchNormExplosion => {
            "The gradient grows on its way back: layer 1 gets over a thousand times what layer 50 gets."
        }
        Case::ResidualExplosion => "The signal adds up from block to block: the loss begins in the millions.",
        Case::Thousand => "A thousand layers, and it learns: the gradient's dot stands at layer 1.",
    }
}

/// What brings it back, or what it shows, with the loss that was measured after it.
pub fn remedies(case: Case) -> &'static str {
    match case {
        Case::Sigmoid => "BatchNorm: 0.05. Tanh: 0.001. ReLU: 0.0005. ResNet: 0.07.",
        Case::DeepSigmoid => {
            "ResNet: 0.011. BatchNorm: 0.09. ReLU only with new weights: these were drawn for sigmoid."
        }
        Case::SmallInit => "Init scale 1, or live: ResNet: 0.0003. BatchNorm: 0.03.",
        Case::LargeInit => "Clipping at norm 1: 0.07. Learning rate 0.01: 0.08. Adam at 0.01: 0.0001. BatchNorm: 0.02.",
        Case::HardExplosion => "Clipping at norm 20 ends at 0.69: alive, but not learning.",
        Case::BatchNormExplosion => "ResNet as well: 0.017.",
        Case::ResidualExplosion => {
            "BatchNorm as well: 0.017. Residual scale 0.14, which is 1 over the root of 50: 0.03."
        }
        Case::Thousand => "None needed: switch one of the two off to see what it does.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Choice;

    #[test]
    fn what_to_look_at_has_a_beginning_that_stands_by_itself_on_a_small_screen() {
        for case in Case::ALL.iter().copied() {
            let beginning = look(case).split_once(": ").map(|(beginning, _)| beginning.len());
            assert!(beginning.is_some_and(|letters| letters <= 42), "{case:?}");
        }
    }
}

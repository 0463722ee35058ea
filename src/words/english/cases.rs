//! What the cases are called, what there is to see in each, and what mends it. ln 2 = 0.693 is a coin toss.

use super::treatment;
use super::trials::reached;
use crate::experiment::{Case, Remedy};
use crate::trials::{Start, Treatment};

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
            "Weights twice too large over twenty ReLU layers: the first loss is above 100,000, and the second is no number."
        }
        Case::BatchNormExplosion => {
            "Fifty layers of BatchNorm keep the signal steady but multiply the gradient on its way back, to about 1,000 at the first layer."
        }
        Case::ResidualExplosion => {
            "Fifty residual blocks each add to the signal, so that the first loss is in the millions and the second no number."
        }
        Case::Thousand => {
            "With BatchNorm and residual connections together even a thousand layers learn: from 0.68 to 0.15 in 30 steps."
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
        Case::HardExplosion => "One step threw the weights too far: the signal is torn.",
        Case::BatchNormExplosion => {
            "The gradient grows on its way back: layer 1 gets over a thousand times what layer 50 gets."
        }
        Case::ResidualExplosion => "The signal adds up from block to block: the loss begins in the millions.",
        Case::Thousand => "A thousand layers, and it learns: the gradient reaches the first.",
    }
}

/// What brings it back, each with the loss that was measured after it, and what is to be said of that.
pub fn remedies(case: Case) -> String {
    let experiment = case.experiment();
    let said = |remedy: &Remedy| {
        let mut then = experiment.clone();
        (remedy.change)(&mut then);
        let name = treatment::label(&Treatment::between(Start::Here, &experiment, &then), &experiment, None);
        format!("{name}: {}. ", reached(Some(remedy.loss)))
    };
    let all: String = case.remedies().iter().map(said).collect();
    let more = match case {
        Case::DeepSigmoid => "ReLU only with new weights: these were drawn for sigmoid.",
        Case::HardExplosion => "Alive, but not learning.",
        Case::ResidualExplosion => "0.14 is 1 over the root of 50.",
        Case::Thousand => "None needed: switch one of the two off to see what it does.",
        Case::Sigmoid | Case::SmallInit | Case::LargeInit | Case::BatchNormExplosion => "",
    };
    format!("{all}{more}").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Choice;

    #[test]
    fn each_remedy_of_a_case_is_named_with_its_loss() {
        assert_eq!(
            remedies(Case::Sigmoid),
            "BatchNorm: 0.07. Tanh: 9.1 \u{d7} 10\u{207b}\u{2074}. ReLU: 3.0 \u{d7} 10\u{207b}\u{2074}. ResNet: 0.05."
        );
        for case in Case::ALL.iter().copied() {
            let said = remedies(case);
            let losses =
                case.remedies().iter().filter(|remedy| said.contains(&format!(": {}.", reached(Some(remedy.loss)))));
            assert_eq!(losses.count(), case.remedies().len(), "{said}");
            assert!(said.ends_with('.'), "{said}");
        }
    }
}

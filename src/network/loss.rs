//! Cross-entropy and accuracy, in burn's own operations.

use burn::tensor::{Int, Tensor, activation};

/// Cross-entropy in nats, mean over the rows, `[1]`. `logits` is `[rows, classes]`, `labels` `[rows, 1]`.
pub fn cross_entropy(logits: Tensor<2>, labels: Tensor<2, Int>) -> Tensor<1> {
    -activation::log_softmax(logits, 1).gather(1, labels).mean()
}

/// The fraction of rows whose largest logit is the label's, 0..1, `[1]`.
pub fn accuracy(logits: Tensor<2>, labels: Tensor<2, Int>) -> Tensor<1> {
    logits.argmax(1).equal(labels).float().mean()
}

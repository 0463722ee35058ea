//! What was found of the rows before the first step.

use serde::{Deserialize, Serialize};

/// The rows that a network trains on.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct RowsSummary {
    /// Numbers in a row.
    pub features: usize,
    /// How many rows each class has; as long as there are classes.
    pub class_counts: Vec<u32>,
    /// The root mean square over features of the biased standard deviation over rows: how far apart the rows are, as
    /// [`super::LayerVitals::activation_spreads`] says it of a layer.
    pub spread: f64,
    /// What is unusual about them.
    pub notes: Vec<RowsNote>,
}

/// Something about the rows that can keep a network from learning, or makes its loss easy to misread.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum RowsNote {
    /// So many classes have no row; `first` is the first of them.
    EmptyClasses { count: usize, first: usize },
    /// The class with the most rows has this share of them, 0..1.
    Imbalanced { class: usize, share: f64 },
    /// So many features are the same in all rows; `first` is the first of them, from 1.
    ConstantFeatures { count: usize, first: usize },
    /// A feature, from 1, that lies far from 0 or spreads far more than others: its mean and its standard deviation.
    Unscaled { feature: usize, mean: f64, deviation: f64 },
    /// So many rows are equal to one before them in every feature.
    DuplicateRows { count: usize },
    /// So many rows have the features of one before them and another label.
    Contradictions { count: usize },
}

impl RowsNote {
    /// Its name in files and tests.
    pub fn key(&self) -> &'static str {
        match self {
            RowsNote::EmptyClasses { .. } => "empty-classes",
            RowsNote::Imbalanced { .. } => "imbalanced",
            RowsNote::ConstantFeatures { .. } => "constant-features",
            RowsNote::Unscaled { .. } => "unscaled",
            RowsNote::DuplicateRows { .. } => "duplicate-rows",
            RowsNote::Contradictions { .. } => "contradictions",
        }
    }
}

impl RowsSummary {
    /// Rows of which nothing is to be said: as many of each class as of the others, and standardised.
    pub fn balanced(features: usize, classes: usize, rows: usize) -> Self {
        let class_counts = vec![(rows / classes.max(1)) as u32; classes];
        Self { features, class_counts, spread: 1.0, notes: Vec::new() }
    }

    /// Classes to tell apart.
    pub fn classes(&self) -> usize {
        self.class_counts.len()
    }

    /// Rows to train on.
    pub fn rows(&self) -> usize {
        self.class_counts.iter().map(|count| *count as usize).sum()
    }

    /// The loss of a network that knows how frequent each class is and nothing else: the entropy of the labels' shares, in
    /// nats. ln of the number of classes where all are as frequent.
    pub fn guessing(&self) -> f64 {
        let rows = self.rows() as f64;
        let of = |count: &u32| f64::from(*count) / rows;
        let shares = self.class_counts.iter().filter(|count| **count > 0).map(of);
        shares.map(|share| -share * share.ln()).sum()
    }

    /// Whether every feature is the same in all rows, so that there is nothing to learn from.
    pub fn all_constant(&self) -> bool {
        let all = |note: &RowsNote| matches!(note, RowsNote::ConstantFeatures { count, .. } if *count == self.features);
        self.notes.iter().any(all)
    }

    /// Whether all classes are as frequent, so that guessing is no better than a fair coin or die.
    pub fn is_even(&self) -> bool {
        (self.guessing() - (self.classes().max(1) as f64).ln()).abs() < 1e-3
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guessing_is_the_entropy_of_the_shares() {
        assert!((RowsSummary::balanced(2, 10, 1000).guessing() - 10f64.ln()).abs() < 1e-12);
        let uneven = RowsSummary { class_counts: vec![880, 120, 0], ..RowsSummary::default() };
        assert!((uneven.guessing() - 0.3669).abs() < 1e-4, "{}", uneven.guessing());
        assert!(!uneven.is_even() && RowsSummary::balanced(2, 2, 500).is_even());
        let one = RowsSummary { class_counts: vec![5, 0], ..RowsSummary::default() };
        assert_eq!(one.guessing(), 0.0);
    }
}

//! The datasets: all that is known of each one, beside where its rows come from (`data/`).

use super::Experiment;
use crate::choice;

choice! {
    /// The data that the network learns.
    Dataset {
        Circles = "circles";
        Xor = "xor";
        Gaussians = "gaussians";
        Spirals = "spirals";
        Digits = "digits";
    }
}

/// What is known of a dataset without building it.
struct Facts {
    /// Numbers in a row.
    features: usize,
    /// Classes to tell apart.
    classes: usize,
    /// Pixels along each edge where a row is a square image.
    image_side: Option<usize>,
    source: Source,
}

/// Where a dataset's rows come from.
enum Source {
    /// Drawn anew for each experiment, as many as it says, with the noise that it says.
    Generated,
    /// So many rows, whatever the experiment says: to train on, and held out.
    Stored { train: usize, held_out: usize },
}

impl Dataset {
    fn facts(self) -> Facts {
        match self {
            Dataset::Circles | Dataset::Xor | Dataset::Gaussians | Dataset::Spirals => {
                Facts { features: 2, classes: 2, image_side: None, source: Source::Generated }
            }
            // 1797 images of 8 x 8 pixels, four fifths to train on.
            Dataset::Digits => {
                let source = Source::Stored { train: 1437, held_out: 360 };
                Facts { features: 64, classes: 10, image_side: Some(8), source }
            }
        }
    }

    /// Rows to train on.
    pub fn rows(self, experiment: &Experiment) -> usize {
        match self.facts().source {
            Source::Generated => experiment.points,
            Source::Stored { train, .. } => train,
        }
    }

    /// Rows that are held out.
    pub fn held_out_rows(self, experiment: &Experiment) -> usize {
        match self.facts().source {
            Source::Generated => experiment.points / 5,
            Source::Stored { held_out, .. } => held_out,
        }
    }

    /// Numbers in a row.
    pub fn features(self) -> usize {
        self.facts().features
    }

    /// Classes to tell apart.
    pub fn classes(self) -> usize {
        self.facts().classes
    }

    /// Pixels along each edge where a row is a square image, row by row; none where it is no image.
    pub fn image_side(self) -> Option<usize> {
        self.facts().image_side
    }

    /// Whether its rows are drawn for each experiment, so that `points` and `noise` have an effect.
    pub fn is_generated(self) -> bool {
        match self.facts().source {
            Source::Generated => true,
            Source::Stored { .. } => false,
        }
    }
}

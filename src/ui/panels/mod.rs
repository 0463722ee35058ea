//! The parts of the page, from the bar at the top to the line at the foot.

mod blame;
mod compared_runs;
mod copy_link;
mod foot;
mod help;
mod layers;
mod notices;
mod remedies;
mod settings;
mod top_bar;
mod update_sum;
mod verdict;
mod view;

pub use compared_runs::ComparedRuns;
use foot::why_backend;
pub use foot::{Foot, help_of};
pub use help::Help;
pub use layers::Layers;
pub use notices::Notices;
pub use settings::Settings;
pub use top_bar::TopBar;
pub use verdict::Verdict;
pub use view::WhatItLearned;

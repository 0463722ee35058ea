//! What the user asked for: settings, their ranges, the cases, the permalink.

mod activation;
mod cases;
mod choice;
mod dataset;
mod gain;
mod ignored;
mod invalid;
mod json;
mod nearest;
mod number;
mod optimizer;
mod options;
mod permalink;
mod scale;
mod settings;
mod story;
mod table;
mod value;
mod work;

pub use activation::{Activation, LEAKY_SLOPE, SATURATED_BELOW, SELU_ALPHA, SELU_SCALE};
pub use cases::{Case, Moment, Remedy};
pub use choice::Choice;
pub use dataset::Dataset;
pub use gain::gain;
pub use ignored::{Ignored, IgnoredEntries, Reason};
pub use invalid::{Found, Invalid};
pub use json::{JsonError, Needed};
pub use number::{parse_number, two_digits};
pub use optimizer::{MOMENTUM, Optimizer};
pub use options::{Clip, ClipP, InitScheme};
pub use permalink::{
    Backend, Controls, Panel, Permalink, Shade, Speed, Start, Tries, TypeSize, VIEW, Verdicts, ViewEntry, ViewSettings,
    ViewValue, foreign_query, from_address, from_fragment, to_fragment,
};
pub use scale::Scale;
pub use settings::{Control, Setting};
pub use story::{Change, ChangeError, Story};
pub use table::{Experiment, Key, setting, settings};
pub use value::Value;
pub use work::work;

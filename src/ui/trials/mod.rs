//! What helps the chosen run, and what is to blame, as the page finds it out: copies are trained by the document's pool, and
//! what came of them is shown as it comes in.
//!
//! When trials begin and end is decided in [`course`]; [`work`] feeds the pool; [`shown`] is what the panel shows. What has to
//! do with the page's state is in [`act`] and [`blamed`].

mod act;
mod arrange;
mod badge;
mod blamed;
mod course;
mod csv;
mod exposed;
mod ghost;
mod shown;
mod state;
mod work;

pub use badge::{Badge, Role, Tried, best_of};
pub use exposed::expose;
pub use ghost::Ghost;
pub use shown::{Age, Row, Shown};
pub use state::{BlameShown, PageTrials};

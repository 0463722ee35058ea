//! A reload brings the run back by its story: it is trained again, as fast as it can be, to where it was.

mod act;
mod left;

pub use left::{Goal, bring_back};

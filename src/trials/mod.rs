//! What helps, and what is to blame, found by training copies.
//!
//! [`Trials`] are of an ill run: from a snapshot of it one copy is trained for each treatment that could make sense, and one, the
//! control, that changes nothing; each on the same batches. A [`Blame`] is of its settings: the same experiment from step 0, one
//! setting changed at a time towards its usual value.
//!
//! Nothing here trains: both hand out jobs for a pool of trainers, one after the other, and take the results in.

mod blame;
mod candidates;
mod jobs;
mod look;
mod outcome;
mod patient;
mod treatment;
mod trial_set;

pub use blame::{Blame, Suspect};
pub use jobs::Jobs;
pub use outcome::{Outcome, WhyNot};
pub use patient::{Patient, State};
pub use treatment::{Start, Treatment};
pub use trial_set::{Control, Edge, Trial, Trials};

//! What was found of the settings, as a file: a row for each setting and seed. No browser in it.

use crate::experiment::Value;
use crate::trials::{Blame, Suspect};

const HEADER: &str = "setting,from,to,seed,loss,steps\n";

/// `setting,from,to,seed,loss,steps`, the experiment as it is first, with no setting; of what is not through nothing is there.
/// A run that diverged has `nan` as its loss.
pub fn csv(blame: &Blame) -> String {
    let mut text = HEADER.to_owned();
    for (index, arm) in blame.arms().iter().enumerate() {
        let what = if index == 0 { ",,".to_owned() } else { changed(arm) };
        for (place, outcome) in arm.outcomes.iter().enumerate() {
            if let Some(outcome) = outcome {
                let seed = Blame::seed(&arm.experiment, place as u64);
                let loss = outcome.loss.map_or_else(|| "nan".to_owned(), |loss| loss.to_string());
                text.push_str(&format!("{what},{seed},{loss},{}\n", outcome.steps));
            }
        }
    }
    text
}

/// `depth,30,6`, as in an address.
fn changed(arm: &Suspect) -> String {
    let value = |value: Value| value.to_string();
    format!("{},{},{}", arm.setting.setting().key, value(arm.from), value(arm.to))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Experiment;
    use crate::session::{JobId, JobResult};

    #[test]
    fn a_row_for_each_setting_and_seed_that_is_through() {
        let experiment = Experiment { seed: 7, depth: 30, ..Experiment::default() };
        let mut blame = Blame::new(&experiment, 500, 2, None);
        let mut number = 0;
        while let Some(job) = blame.next_job(JobId(number)) {
            let loss = if job.story.experiment().depth < 30 { 0.125 } else { 0.75 };
            let result = JobResult {
                from: 0,
                losses: vec![0.7; 300],
                probe: vec![(300, loss)],
                above_edge_since: None,
                last: None,
                divergence: None,
                snapshot: None,
            };
            blame.hear(JobId(number), Ok(result));
            number += 1;
            if number > 18 {
                break;
            }
        }
        let text = csv(&blame);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[..2], ["setting,from,to,seed,loss,steps", ",,,7,0.75,300"]);
        assert!(lines.contains(&"depth,30,6,7,0.125,300"), "{text}");
        assert!(lines.iter().all(|line| line.split(',').count() == 6));
        assert_eq!(lines.len(), 1 + number as usize);
    }
}

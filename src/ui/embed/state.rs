//! A run as a text that an embedding page keeps, and gives back. No browser in it.

use super::patch::all_understood;
use crate::experiment::{Found, Permalink, Start, Story, ViewSettings, from_fragment, to_fragment};
use crate::words;

/// What the text begins with: the version of what follows.
const VERSION: &str = "1:";

/// The text of a run, of one beside it, and of how they are shown.
pub fn write(story: &Story, versus: Option<&Story>, view: &ViewSettings) -> String {
    format!("{VERSION}{}", to_fragment(story, versus, view).trim_start_matches('#'))
}

/// How a run is to be shown so that it comes to rest at that step again, where it rests.
pub fn resting_at(step: u64, view: ViewSettings) -> ViewSettings {
    match step {
        0 if view.start == Start::Visible => ViewSettings { start: Start::Click, stop: None, ..view },
        0 => ViewSettings { stop: None, ..view },
        step => ViewSettings { stop: Some(step), ..view },
    }
}

/// Reads it.
///
/// # Errors
/// A sentence that says what is wrong with it.
pub fn read(state: &str) -> Result<Permalink, String> {
    let Some(fragment) = state.strip_prefix(VERSION) else {
        return Err(words::embed::state(&Found::typed(state)));
    };
    let link = from_fragment(fragment);
    all_understood(&link.ignored)?;
    Ok(link)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Experiment;

    #[test]
    fn a_state_gives_back_the_run_with_its_changes() {
        let mut story = Story::new(Experiment { depth: 30, ..Experiment::default() });
        let after = Experiment { batch_norm: true, ..story.experiment().clone() };
        story.record_change(200, after).expect("hot");
        let state = write(&story, None, &ViewSettings::default());
        assert_eq!(state, "1:depth=30&changes=200:batch_norm=true");
        assert_eq!(read(&state).map(|link| link.story), Ok(story.clone()));
        let resting = write(&story, None, &resting_at(300, ViewSettings::default()));
        assert_eq!(resting, format!("{state}&stop=300"));
        assert_eq!(write(&Story::default(), None, &resting_at(0, ViewSettings::default())), "1:start=click");
        assert_eq!(read("1:").map(|link| link.story), Ok(Story::default()));
    }

    #[test]
    fn what_is_no_state_is_refused() {
        for state in ["", "depth=30", "2:depth=30", "0"] {
            assert!(read(state).unwrap_err().starts_with("The state is "), "{state}");
        }
        assert!(read("1:depth=0").unwrap_err().starts_with("Depth is 0:"));
    }
}

//! A remedy as an embedding page names it: `batch_norm`, `relu`, `learning_rate=0.01`, `rewind+residual`, `restart`. No
//! browser in it.

use super::patch::patched;
use super::plain::Plain;
use crate::experiment::{Clip, Control, Experiment, ViewSettings, setting};
use crate::trials::{Start, Treatment};
use crate::ui::trials::Role;
use crate::words;

/// What a name stands for, done to these settings.
///
/// # Errors
/// A sentence that says what in it is unknown or wrong.
pub fn read(name: &str, now: &Experiment) -> Result<Treatment, String> {
    let mut start = Start::Here;
    let mut patch: Vec<(String, Plain)> = Vec::new();
    let mut set = |key: &str, value: Plain| patch.push((key.to_owned(), value));
    for part in name.split('+').map(str::trim) {
        match (part, part.split_once('=')) {
            (_, Some((key, value))) => set(key.trim(), Plain::Text(value.trim().to_owned())),
            ("rewind", None) => start = Start::Back,
            ("restart", None) => start = Start::Anew,
            (key, None) if key == Role::Relu.key() => set("activation", Plain::Text("relu".to_owned())),
            (key, None) if key == Role::Clipping.key() => {
                if now.clip == Clip::Off {
                    set("clip", Plain::Text("norm".to_owned()));
                }
            }
            (key, None) if setting(key).is_some_and(|setting| setting.control == Control::Switch) => {
                set(key, Plain::Switch(true));
            }
            _ => return Err(words::embed::no_remedy(name)),
        }
    }
    let then = patched(now, &ViewSettings::default(), &patch)?;
    Ok(Treatment::between(start, now, then.story.experiment()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remedy_is_named_by_its_switches_and_settings() {
        let now = Experiment::default();
        for (name, key, start) in [
            ("batch_norm", "batch_norm", Start::Here),
            ("relu", "activation", Start::Here),
            ("clipping", "clip", Start::Here),
            ("learning_rate=0.01", "learning_rate", Start::Here),
            ("rewind", "rewind", Start::Back),
            ("rewind + batch_norm + learning_rate=0.01", "rewind+batch_norm+learning_rate", Start::Back),
            ("restart", "restart", Start::Anew),
            ("depth=2", "depth", Start::Anew),
        ] {
            let treatment = read(name, &now).expect(name);
            assert_eq!((treatment.key().as_str(), treatment.start), (key, start), "{name}");
        }
    }

    #[test]
    fn what_is_no_remedy_is_said() {
        let said = |name: &str| read(name, &Experiment::default()).unwrap_err();
        for name in ["", "pills", "batch_norm+", "optimizer", "rewind+pills"] {
            assert!(said(name).starts_with("There is no remedy"), "{name}");
        }
        assert!(said("learning_rate=fast").starts_with("Learning rate is \"fast\":"));
        assert!(said("tries=off+pill=1").starts_with("There is no setting"));
    }
}

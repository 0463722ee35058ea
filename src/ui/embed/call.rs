//! What an embedding page may ask for, and what it must give with it. No browser in it.

use super::plain::Plain;
use crate::experiment::Found;
use crate::words::embed as said;

/// The most steps that are taken at one call.
pub const MOST_STEPS: u64 = 10_000;

/// One method with what it was given.
#[derive(Clone, Debug, PartialEq)]
pub enum Call {
    /// What the page is.
    Ready,
    /// Changes settings: those keys, to those values.
    Set(Vec<(String, Plain)>),
    Run,
    Pause,
    /// So many steps, 1..=10,000.
    Step(u64),
    /// To the latest checkpoint at or before that step.
    Rewind(u64),
    Apply(String),
    GetState,
    SetState(String),
    Screenshot,
    /// Not to train until let go, whatever the visitor wants: pages of one article take turns.
    Hold(bool),
}

/// The methods' names.
const METHODS: [&str; 11] =
    ["ready", "set", "run", "pause", "step", "rewind", "apply", "getState", "setState", "screenshot", "hold"];

impl Call {
    /// Reads a call.
    ///
    /// # Errors
    /// A sentence that says what is wrong with it.
    pub fn read(method: &str, given: &[Plain]) -> Result<Self, String> {
        let first = given.first().unwrap_or(&Plain::Nothing);
        let wrong = |say: fn(&Found) -> String| Err(say(&first.found()));
        Ok(match (method, first) {
            ("ready", _) => Call::Ready,
            ("set", Plain::Object(patch)) => Call::Set(patch.clone()),
            ("set", _) => return wrong(said::patch),
            ("run", _) => Call::Run,
            ("pause", _) => Call::Pause,
            ("step", Plain::Nothing) => Call::Step(1),
            ("step", count) => match count.whole().filter(|count| (1..=MOST_STEPS).contains(count)) {
                Some(count) => Call::Step(count),
                None => return Err(said::steps(&count.found(), MOST_STEPS)),
            },
            ("rewind", step) => match step.whole() {
                Some(step) => Call::Rewind(step),
                None => return wrong(said::step),
            },
            ("apply", Plain::Text(remedy)) => Call::Apply(remedy.clone()),
            ("apply", _) => return wrong(said::remedy),
            ("getState", _) => Call::GetState,
            ("setState", Plain::Text(state)) => Call::SetState(state.clone()),
            ("setState", _) => return wrong(said::state),
            ("screenshot", _) => Call::Screenshot,
            ("hold", Plain::Switch(held)) => Call::Hold(*held),
            ("hold", _) => return wrong(said::held),
            (name, _) => return Err(said::no_method(name, &METHODS)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Plain {
        Plain::Text(text.to_owned())
    }

    #[test]
    fn each_method_is_known_and_every_other_is_named() {
        for name in METHODS {
            let said = Call::read(name, &[]).err().unwrap_or_default();
            assert!(!said.starts_with("There is no method"), "{name}: {said}");
        }
        let said = Call::read("toString", &[]).unwrap_err();
        assert!(said.starts_with("There is no method \"toString\"") && said.contains("getState"), "{said}");
    }

    #[test]
    fn what_a_method_is_given_is_read_or_refused_by_a_sentence() {
        assert_eq!(Call::read("step", &[]), Ok(Call::Step(1)));
        assert_eq!(Call::read("step", &[Plain::Number(30.0), Plain::List]), Ok(Call::Step(30)));
        assert_eq!(Call::read("rewind", &[text("40")]), Ok(Call::Rewind(40)));
        assert_eq!(Call::read("hold", &[Plain::Switch(true)]), Ok(Call::Hold(true)));
        let wrong = |method: &str, given: Plain| Call::read(method, &[given]).unwrap_err();
        assert_eq!(
            wrong("step", Plain::Number(0.5)),
            "The number of steps is 0.5: it must be a whole number from 1 to 10000."
        );
        assert_eq!(wrong("rewind", Plain::Nothing), "The step is missing: it must be a whole number from 0.");
        assert_eq!(
            wrong("set", Plain::List),
            "The patch is a list: it must be an object with settings and their values."
        );
        assert!(wrong("step", Plain::Number(10_001.0)).contains("10001"));
        assert!(wrong("apply", Plain::Switch(true)).starts_with("The remedy is true"));
        assert!(wrong("setState", Plain::Object(Vec::new())).starts_with("The state is an object"));
    }
}

//! Settings that an embedding page changes, read as those of an address. No browser in it.

use super::plain::Plain;
use crate::experiment::{
    Experiment, IgnoredEntries, Invalid, Permalink, Story, ViewSettings, from_fragment, setting, to_fragment,
};
use crate::words;

/// What a link says that had these entries in place of its own.
///
/// # Errors
/// What is wrong with them, in the sentences that an address gets.
pub fn patched(now: &Experiment, view: &ViewSettings, patch: &[(String, Plain)]) -> Result<Permalink, String> {
    let before = to_fragment(&Story::new(now.clone()), None, view);
    let kept = before.trim_start_matches('#').split('&').filter(|entry| {
        let key = entry.split('=').next().unwrap_or_default();
        patch.iter().all(|(other, _)| other != key)
    });
    let mut entries: Vec<String> = kept.map(str::to_owned).collect();
    for (key, value) in patch {
        let text = match (value.text(), setting(key)) {
            (Some(text), _) => text,
            (None, Some(setting)) => return Err(words::invalid(&Invalid { key: setting.id, found: value.found() })),
            (None, None) => String::new(),
        };
        entries.push(format!("{}={}", encoded(key), encoded(&text)));
    }
    let link = from_fragment(&entries.join("&"));
    all_understood(&link.ignored)?;
    if link.story.changes().is_empty() && link.versus.is_none() {
        Ok(link)
    } else {
        Err(words::embed::STORY_IN_PATCH.to_owned())
    }
}

/// That nothing was ignored.
///
/// # Errors
/// Why, where something was, in a sentence each.
pub fn all_understood(ignored: &IgnoredEntries) -> Result<(), String> {
    let reasons: Vec<String> = ignored.named.iter().map(|entry| words::reason(&entry.reason)).collect();
    if reasons.is_empty() { Ok(()) } else { Err(reasons.join(" ")) }
}

/// The text with what has a meaning in a fragment percent-encoded.
fn encoded(text: &str) -> String {
    text.replace('%', "%25").replace('&', "%26").replace('=', "%3D").replace('#', "%23")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::{Activation, Tries};

    fn patched_by(patch: &[(&str, Plain)]) -> Result<Permalink, String> {
        let now = Experiment { depth: 30, activation: Activation::Relu, ..Experiment::default() };
        let view = ViewSettings { tries: Tries::Off, ..ViewSettings::default() };
        let patch: Vec<(String, Plain)> = patch.iter().map(|(key, value)| (key.to_string(), value.clone())).collect();
        patched(&now, &view, &patch)
    }

    fn text(text: &str) -> Plain {
        Plain::Text(text.to_owned())
    }

    #[test]
    fn a_patch_changes_what_it_names_and_nothing_else() {
        let link = patched_by(&[
            ("depth", Plain::Number(50.0)),
            ("batch_norm", Plain::Switch(true)),
            ("learning_rate", Plain::Number(1e-6)),
            ("width", text("16")),
        ]);
        let then = Experiment {
            depth: 50,
            batch_norm: true,
            learning_rate: 1e-6,
            width: 16,
            activation: Activation::Relu,
            ..Experiment::default()
        };
        let link = link.expect("all of it makes sense");
        assert_eq!((link.story.experiment(), link.view.tries), (&then, Tries::Off));
        let back = patched_by(&[("depth", Plain::Number(10.0)), ("tries", text("auto"))]).expect("sense");
        assert_eq!((back.story.experiment().depth, back.view.tries), (10, Tries::Auto), "a default is a value too");
        assert_eq!(patched_by(&[]).map(|link| link.story.experiment().depth), Ok(30));
    }

    #[test]
    fn what_is_wrong_is_said_as_of_an_address_and_all_of_it() {
        let said = |patch: &[(&str, Plain)]| patched_by(patch).unwrap_err();
        assert_eq!(
            said(&[("depth", Plain::Number(2000.0))]),
            "Depth is 2000: it must be a whole number from 1 to 1000."
        );
        assert!(said(&[("dpeth", Plain::Number(5.0))]).contains("the nearest name is \"depth\""));
        assert!(said(&[("depth", Plain::List)]).starts_with("Depth is a list:"));
        assert!(said(&[("depth", Plain::Nothing)]).starts_with("Depth is missing:"));
        assert!(said(&[("depth", Plain::Number(f64::NAN))]).starts_with("Depth is NaN:"));
        assert!(said(&[("activation", text("relu&depth=5"))]).starts_with("Activation is \"relu&depth=5\":"));
        assert!(said(&[("depth=5&width", Plain::Number(5.0))]).starts_with("There is no setting"));
        assert!(said(&[("changes", text("5:batch_norm=true"))]).contains("setState"));
        let both = said(&[("depth", Plain::Number(0.0)), ("width", Plain::Number(0.0))]);
        assert!(both.contains("Depth is 0") && both.contains("Width is 0"));
    }
}

//! Files of before settings were flat: `"clip": {"kind": "norm", "max": 5, "p": "2"}`.

use std::borrow::Cow;

use serde_json::{Map, Value};

/// What was within `clip`, and what it is called now.
const CLIP: [(&str, &str); 3] = [("kind", "clip"), ("max", "clip_max"), ("p", "clip_p")];

/// The text with such a `clip` as three flat settings; any other text as it is.
pub(super) fn flattened(text: &str) -> Cow<'_, str> {
    let Ok(Value::Object(mut file)) = serde_json::from_str(text) else { return Cow::Borrowed(text) };
    let inside = file.get_mut("experiment").and_then(Value::as_object_mut).is_some_and(flatten);
    if flatten(&mut file) || inside { Cow::Owned(Value::Object(file).to_string()) } else { Cow::Borrowed(text) }
}

/// Whether there was something to change.
fn flatten(settings: &mut Map<String, Value>) -> bool {
    let Some(Value::Object(clip)) = settings.get("clip") else { return false };
    let known = |key: &String| CLIP.iter().any(|(old, _)| key == old);
    if !clip.contains_key("kind") || !clip.keys().all(known) {
        return false;
    }
    let clip = clip.clone();
    for (old, new) in CLIP {
        if let Some(value) = clip.get(old) {
            settings.insert(new.to_owned(), value.clone());
        }
    }
    true
}

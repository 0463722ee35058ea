//! An experiment as an address's fragment, such as `#depth=30&activation=sigmoid&batch_norm=true&backend=cpu`.

use super::invalid::{Invalid, quoted, shortened};
use super::nearest::nearest;
use super::settings::one_of;
use super::{Choice, Experiment, setting, settings};
use crate::choice;

choice! {
    /// What the network is computed on.
    Backend {
        Cpu = "cpu", "CPU";
        Gpu = "gpu", "WebGPU";
    }
}

/// The key under which a fragment names the backend.
const BACKEND: &str = "backend";

/// What a fragment says.
#[derive(Clone, Debug, PartialEq)]
pub struct Permalink {
    /// The default experiment, changed by every entry that could be read.
    pub experiment: Experiment,
    /// The backend asked for, if one was.
    pub backend: Option<Backend>,
    /// The entries that could not be read, in order; each left its setting as it was.
    pub ignored: Vec<Ignored>,
}

/// An entry of a fragment that changed nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignored {
    /// The entry as it stands in the address, cut where it is very long.
    pub entry: String,
    /// A sentence that says why.
    pub reason: String,
}

/// What differs from the defaults, as a fragment with its `#`; empty where nothing does.
pub fn to_fragment(experiment: &Experiment, backend: Option<Backend>) -> String {
    let entries = Experiment::default()
        .changes(experiment)
        .into_iter()
        .map(|setting| format!("{}={}", setting.key, setting.get(experiment)))
        .chain(backend.map(|backend| format!("{BACKEND}={}", backend.key())));
    let fragment = entries.collect::<Vec<_>>().join("&");
    if fragment.is_empty() { fragment } else { format!("#{fragment}") }
}

/// Reads a fragment, with or without its `#`. Anything at all can be read; what makes no sense is listed.
pub fn from_fragment(fragment: &str) -> Permalink {
    let mut link = Permalink { experiment: Experiment::default(), backend: None, ignored: Vec::new() };
    let mut given = Vec::new();
    for entry in fragment.trim_start_matches('#').split('&').filter(|entry| !entry.is_empty()) {
        if let Err(reason) = link.read(entry, &mut given) {
            link.ignored.push(Ignored { entry: shortened(entry), reason });
        }
    }
    link
}

impl Permalink {
    /// Reads one entry; `given` are the keys of those before it. Or says why it cannot.
    fn read(&mut self, entry: &str, given: &mut Vec<&'static str>) -> Result<(), String> {
        let (key, text) = entry.split_once('=').ok_or("It has no \"=\" between a setting and its value.")?;
        let encoding = "It is not valid percent-encoding of UTF-8.";
        let key = percent_decoded(key).ok_or(encoding)?;
        let text = percent_decoded(text).ok_or(encoding)?;
        let key = known(&key).ok_or_else(|| unknown(&key))?;
        if given.contains(&key) {
            return Err(format!("\"{key}\" stands there twice; the first one counts."));
        }
        given.push(key);
        match setting(key) {
            Some(setting) => setting
                .parse(&text)
                .and_then(|value| setting.set(&mut self.experiment, value))
                .map_err(|invalid| invalid.to_string()),
            None => {
                self.backend = Some(backend(&text)?);
                Ok(())
            }
        }
    }
}

fn keys() -> impl Iterator<Item = &'static str> {
    settings().iter().map(|setting| setting.key).chain([BACKEND])
}

fn known(key: &str) -> Option<&'static str> {
    keys().find(|known| *known == key)
}

fn unknown(key: &str) -> String {
    let known = nearest(key, keys()).unwrap_or(BACKEND);
    format!("There is no setting \"{}\"; the nearest name is \"{known}\".", shortened(key))
}

fn backend(text: &str) -> Result<Backend, String> {
    Backend::from_key(text.trim()).ok_or_else(|| {
        let allowed = one_of(Backend::NAMES.iter().map(|backend| backend.key));
        let invalid = Invalid { field: "Backend".to_owned(), found: quoted(text), allowed };
        invalid.to_string()
    })
}

/// The text with every `%41` turned into its byte; None where a `%` is not followed by two hexadecimal digits,
/// or the bytes are not UTF-8.
fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(if byte == b'%' { hexadecimal(rest.next()?)? * 16 + hexadecimal(rest.next()?)? } else { byte });
    }
    String::from_utf8(bytes).ok()
}

fn hexadecimal(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).map(|value| value as u8)
}

//! An experiment as an address's fragment, such as `#depth=30&activation=sigmoid&batch_norm=true&backend=cpu`.

use super::invalid::shortened;
use super::nearest::nearest;
use super::{Choice, Experiment, Found, Invalid, setting, settings};
use crate::choice;

choice! {
    /// What the network is computed on.
    Backend {
        Cpu = "cpu";
        Gpu = "gpu";
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
    pub reason: Reason,
}

/// Why an entry changed nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// There is no `=` between a key and its value.
    NoValue,
    /// It is not valid percent-encoding of UTF-8.
    Encoding,
    /// A key that nothing has, and the known one that is most like it.
    Unknown { key: String, nearest: &'static str },
    /// The key stood there before; the first one counts.
    Duplicate { key: &'static str },
    /// A value that its setting cannot take.
    Invalid(Invalid),
    /// No backend has this key.
    Backend { found: Found },
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
    /// Reads one entry; `given` are the keys of those before it. Or tells why it cannot.
    fn read(&mut self, entry: &str, given: &mut Vec<&'static str>) -> Result<(), Reason> {
        let (key, text) = entry.split_once('=').ok_or(Reason::NoValue)?;
        let key = percent_decoded(key).ok_or(Reason::Encoding)?;
        let text = percent_decoded(text).ok_or(Reason::Encoding)?;
        let key = known(&key)?;
        if given.contains(&key) {
            return Err(Reason::Duplicate { key });
        }
        given.push(key);
        match setting(key) {
            Some(setting) => {
                let value = setting.parse(&text).map_err(Reason::Invalid)?;
                setting.set(&mut self.experiment, value).map_err(Reason::Invalid)
            }
            None => {
                let backend = Backend::from_key(text.trim());
                self.backend = Some(backend.ok_or_else(|| Reason::Backend { found: Found::typed(&text) })?);
                Ok(())
            }
        }
    }
}

/// The key that a fragment may hold, by its name.
fn known(key: &str) -> Result<&'static str, Reason> {
    let keys = || settings().iter().map(|setting| setting.key).chain([BACKEND]);
    keys()
        .find(|known| *known == key)
        .ok_or_else(|| Reason::Unknown { key: shortened(key), nearest: nearest(key, keys()).unwrap_or(BACKEND) })
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

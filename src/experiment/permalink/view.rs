//! How a link's story is to be shown, whatever it is: one row for each entry of an address that is no setting.

use super::super::ignored::Reason;
use super::super::nearest::nearest;
use super::super::value::whole_from;
use super::super::{Choice, Found, Key, setting, settings};
use crate::choice;

choice! {
    /// What the network is computed on.
    Backend {
        Cpu = "cpu";
        Gpu = "gpu";
    }
}

choice! {
    /// When remedies of an ill run are tried on copies of it.
    Tries {
        /// As soon as it is ill.
        Auto = "auto";
        /// When the visitor asks.
        Asked = "asked";
        /// Never, nor is it offered: whoever is asked to predict must not be told.
        Off = "off";
    }
}

choice! {
    /// Whether the page says how the run is.
    Verdicts {
        On = "on";
        /// Neither word nor sentence, nor the case's name: whoever is asked to predict must not be told.
        Off = "off";
    }
}

choice! {
    /// When the network begins to train.
    Start {
        /// When somebody sees it.
        Visible = "visible";
        /// When the visitor says so.
        Click = "click";
        /// Not by the visitor: a page around it may start it.
        Never = "never";
    }
}

choice! {
    /// The most steps a second.
    Speed {
        Ten = "10";
        Fifty = "50";
        TwoHundred = "200";
        Thousand = "1000";
        /// As many as there can be.
        Full = "full";
    }
}

impl Speed {
    /// In steps a second; none for as many as there can be.
    pub fn most(self) -> Option<u32> {
        match self {
            Speed::Ten => Some(10),
            Speed::Fifty => Some(50),
            Speed::TwoHundred => Some(200),
            Speed::Thousand => Some(1000),
            Speed::Full => None,
        }
    }
}

choice! {
    /// Light or dark, whatever the visitor's system says.
    Shade {
        Light = "light";
        Dark = "dark";
    }
}

choice! {
    /// How large the type is.
    TypeSize {
        Usual = "usual";
        /// For a projector, laid out for it where there is room.
        Large = "large";
    }
}

choice! {
    /// How much there is to set.
    Controls {
        All = "all";
        /// Run and Pause, the four switches, depth and init scale.
        Few = "few";
        /// Run and Pause.
        None = "none";
    }
}

choice! {
    /// A part of the page that a link can leave out. The network and the verdict are always there.
    Panel {
        Top = "top";
        Data = "data";
        Field = "field";
        Switches = "switches";
        Settings = "settings";
        Loss = "loss";
        Foot = "foot";
    }
}

/// How a link's story is to be shown, whatever it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewSettings {
    /// The backend asked for, if one was.
    pub backend: Option<Backend>,
    pub tries: Tries,
    pub verdicts: Verdicts,
    pub start: Start,
    /// The step at which the run holds by itself, once; at least 1.
    pub stop: Option<u64>,
    /// The speed asked for, if one was.
    pub speed: Option<Speed>,
    pub theme: Option<Shade>,
    /// As the visitor has it where it is the usual one.
    pub type_size: TypeSize,
    pub controls: Controls,
    /// The parts that are shown beside network and verdict, each once; all of them where nothing is said.
    pub panels: Option<Vec<Panel>>,
    /// Settings whose controls are not shown, each once.
    pub hide: Vec<Key>,
    /// Settings whose controls are shown and cannot be changed, each once.
    pub lock: Vec<Key>,
}

impl Default for ViewSettings {
    fn default() -> Self {
        Self {
            backend: None,
            tries: Tries::Auto,
            verdicts: Verdicts::On,
            start: Start::Visible,
            stop: None,
            speed: None,
            theme: None,
            type_size: TypeSize::Usual,
            controls: Controls::All,
            panels: None,
            hide: Vec::new(),
            lock: Vec::new(),
        }
    }
}

impl ViewSettings {
    /// Whether that part is shown.
    pub fn shows(&self, panel: Panel) -> bool {
        self.panels.as_ref().is_none_or(|panels| panels.contains(&panel))
    }
}

/// What an entry's value can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ViewValue {
    OneOf(&'static [&'static str]),
    /// A whole number from 1.
    Step,
    /// Names of those, with commas between.
    Panels,
    /// Keys of settings, with commas between.
    Settings,
}

/// One row of the table: an entry, and what it sets.
pub struct ViewEntry {
    /// What it is called in an address.
    pub key: &'static str,
    pub value: ViewValue,
    /// Its text; none where it says what is so without it.
    get: fn(&ViewSettings) -> Option<String>,
    /// Takes a text; of a list what it knows. What is wrong with it changes nothing.
    set: fn(&mut ViewSettings, &str) -> Result<(), Reason>,
}

/// All entries, in the order in which they are written.
pub static VIEW: [ViewEntry; 12] = [
    ViewEntry {
        key: "backend",
        value: ViewValue::OneOf(Backend::KEYS),
        get: |view| view.backend.map(text),
        set: |view, text| set_choice("backend", text, |backend| view.backend = Some(backend)),
    },
    ViewEntry {
        key: "tries",
        value: ViewValue::OneOf(Tries::KEYS),
        get: |view| differs(view.tries, Tries::Auto),
        set: |view, text| set_choice("tries", text, |tries| view.tries = tries),
    },
    ViewEntry {
        key: "verdict",
        value: ViewValue::OneOf(Verdicts::KEYS),
        get: |view| differs(view.verdicts, Verdicts::On),
        set: |view, text| set_choice("verdict", text, |verdicts| view.verdicts = verdicts),
    },
    ViewEntry {
        key: "start",
        value: ViewValue::OneOf(Start::KEYS),
        get: |view| differs(view.start, Start::Visible),
        set: |view, text| set_choice("start", text, |start| view.start = start),
    },
    ViewEntry {
        key: "stop",
        value: ViewValue::Step,
        get: |view| view.stop.map(|step| step.to_string()),
        set: |view, text| {
            let step = whole_from(text).filter(|step| *step > 0);
            view.stop = Some(step.ok_or_else(|| wrong("stop", text))?);
            Ok(())
        },
    },
    ViewEntry {
        key: "speed",
        value: ViewValue::OneOf(Speed::KEYS),
        get: |view| view.speed.map(text),
        set: |view, text| set_choice("speed", text, |speed| view.speed = Some(speed)),
    },
    ViewEntry {
        key: "theme",
        value: ViewValue::OneOf(Shade::KEYS),
        get: |view| view.theme.map(text),
        set: |view, text| set_choice("theme", text, |shade| view.theme = Some(shade)),
    },
    ViewEntry {
        key: "type",
        value: ViewValue::OneOf(TypeSize::KEYS),
        get: |view| differs(view.type_size, TypeSize::Usual),
        set: |view, text| set_choice("type", text, |size| view.type_size = size),
    },
    ViewEntry {
        key: "controls",
        value: ViewValue::OneOf(Controls::KEYS),
        get: |view| differs(view.controls, Controls::All),
        set: |view, text| set_choice("controls", text, |controls| view.controls = controls),
    },
    ViewEntry {
        key: "panels",
        value: ViewValue::Panels,
        get: |view| view.panels.as_ref().map(|panels| listed(panels.iter().map(|panel| panel.key()))),
        set: |view, text| {
            take_names(view.panels.get_or_insert_default(), text, |name| {
                Panel::from_key(name).ok_or_else(|| unknown(name, Panel::KEYS.iter().copied(), "field"))
            })
        },
    },
    ViewEntry {
        key: "hide",
        value: ViewValue::Settings,
        get: |view| get_keys(&view.hide),
        set: |view, text| set_keys(&mut view.hide, text),
    },
    ViewEntry {
        key: "lock",
        value: ViewValue::Settings,
        get: |view| get_keys(&view.lock),
        set: |view, text| set_keys(&mut view.lock, text),
    },
];

impl ViewEntry {
    /// The row of that key.
    pub fn of(key: &str) -> Option<&'static Self> {
        VIEW.iter().find(|entry| entry.key == key)
    }

    /// As it stands in an address, `key=value`; none where it says what is so without it.
    pub(super) fn written(&self, view: &ViewSettings) -> Option<String> {
        (self.get)(view).map(|value| format!("{}={value}", self.key))
    }

    /// Takes its value of an address.
    pub(super) fn read(&self, view: &mut ViewSettings, text: &str) -> Result<(), Reason> {
        (self.set)(view, text.trim())
    }
}

fn text(choice: impl Choice) -> String {
    choice.key().to_owned()
}

fn differs<T: Choice>(choice: T, usual: T) -> Option<String> {
    (choice != usual).then(|| text(choice))
}

fn wrong(key: &'static str, text: &str) -> Reason {
    Reason::View { key, found: Found::typed(text) }
}

fn set_choice<T: Choice>(key: &'static str, text: &str, set: impl FnOnce(T)) -> Result<(), Reason> {
    T::from_key(text).map(set).ok_or_else(|| wrong(key, text))
}

fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<Vec<_>>().join(",")
}

/// Takes each name of a list, once; what is wrong with the first that is none.
fn take_names<T: PartialEq>(
    list: &mut Vec<T>,
    text: &str,
    read: impl Fn(&str) -> Result<T, Reason>,
) -> Result<(), Reason> {
    let mut first = Ok(());
    for name in text.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        match read(name) {
            Ok(one) if list.contains(&one) => {}
            Ok(one) => list.push(one),
            Err(wrong) => first = first.and(Err(wrong)),
        }
    }
    first
}

fn get_keys(list: &[Key]) -> Option<String> {
    (!list.is_empty()).then(|| listed(list.iter().map(|key| key.setting().key)))
}

fn set_keys(list: &mut Vec<Key>, text: &str) -> Result<(), Reason> {
    take_names(list, text, |name| {
        let known = settings().iter().map(|setting| setting.key);
        setting(name).map(|setting| setting.id).ok_or_else(|| unknown(name, known, "depth"))
    })
}

fn unknown(name: &str, known: impl Iterator<Item = &'static str>, any: &'static str) -> Reason {
    Reason::Unknown { key: super::super::invalid::shortened(name), nearest: nearest(name, known).unwrap_or(any) }
}

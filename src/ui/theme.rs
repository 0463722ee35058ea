//! Light and dark, and the colours that charts take from the style sheet.

use leptos::prelude::*;
use leptos_use::use_preferred_dark;

use super::page::Page;
use crate::ui::effect::effect;
use crate::words;

/// The visitor's choice; `System` follows the system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    System,
    Light,
    Dark,
}

impl Theme {
    pub const ALL: [Theme; 3] = [Theme::System, Theme::Light, Theme::Dark];
    const KEY: &'static str = "theme";

    pub fn label(self) -> &'static str {
        match self {
            Theme::System => words::THEME_SYSTEM,
            Theme::Light => words::THEME_LIGHT,
            Theme::Dark => words::THEME_DARK,
        }
    }

    fn recall(page: Page) -> Self {
        match page.recall(Self::KEY).as_deref() {
            Some("light") => Theme::Light,
            Some("dark") => Theme::Dark,
            _ => Theme::System,
        }
    }

    fn remember(self, page: Page) {
        match self {
            Theme::System => page.forget(Self::KEY),
            Theme::Light => page.remember(Self::KEY, "light"),
            Theme::Dark => page.remember(Self::KEY, "dark"),
        }
    }

    /// The one after it, for a button that goes round.
    pub fn next(self) -> Self {
        Self::ALL[(self as usize + 1) % Self::ALL.len()]
    }
}

/// Under which the page remembers that the type is large.
const TYPE: &str = "type";
/// What the style sheet knows it by.
const DATA_TYPE: &str = "data-type";

/// A colour by its red, green and blue.
pub type Rgb = [u8; 3];

/// The colours of the style sheet, as charts draw with them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Palette {
    pub paper: Rgb,
    pub ink: Rgb,
    pub grey: Rgb,
    pub line: Rgb,
    /// The ends and the middle of the scale from vanishing to exploding.
    pub cold: Rgb,
    pub neutral: Rgb,
    pub warm: Rgb,
    /// Of the two classes of 2-D data.
    pub class_a: Rgb,
    pub class_b: Rgb,
    /// Learning, and what helps.
    pub good: Rgb,
    /// What lies under everything, and a thin rule on it.
    pub ground: Rgb,
    pub rule: Rgb,
    /// A layer's plate, where its activation is flat, and the bars on it.
    pub plate: Rgb,
    pub flat: Rgb,
    pub bars: Rgb,
    /// Around a ribbon.
    pub outline: Rgb,
    /// Exploding, and a text on it.
    pub hot: Rgb,
    pub on_hot: Rgb,
    /// What flows through a layer, from 10^-6 to 10^6 of its source: at the decades of `FLOW_STOPS`.
    pub flow: [Rgb; 5],
    /// Of the runs that are compared, by their place in the list; beyond the last it begins again.
    runs: Vec<Rgb>,
    /// The page's fonts, as a style sheet names them.
    pub font: String,
}

impl Palette {
    fn read(page: Page) -> Self {
        let style = window().get_computed_style(&page.themed()).ok().flatten();
        let text = |name| style.as_ref().and_then(|style| style.get_property_value(name).ok()).unwrap_or_default();
        let colour = |name| parse(text(name).trim()).unwrap_or([128; 3]);
        Self {
            paper: colour("--paper"),
            ink: colour("--ink"),
            grey: colour("--grey"),
            line: colour("--line"),
            cold: colour("--cold"),
            neutral: colour("--neutral"),
            warm: colour("--warm"),
            class_a: colour("--class-a"),
            class_b: colour("--class-b"),
            good: colour("--good"),
            ground: colour("--ground"),
            rule: colour("--rule"),
            plate: colour("--plate"),
            flat: colour("--flat"),
            bars: colour("--bars"),
            outline: colour("--outline"),
            hot: colour("--hot"),
            on_hot: colour("--on-hot"),
            flow: ["--flow-1", "--flow-2", "--flow-3", "--flow-4", "--flow-5"].map(colour),
            runs: RUN_COLOURS.into_iter().map(colour).collect(),
            font: text("font-family"),
        }
    }

    /// The colour of the run at that place in the list.
    pub fn run(&self, place: usize) -> Rgb {
        self.runs.get(place % self.runs.len().max(1)).copied().unwrap_or(self.ink)
    }

    /// The colour of log10 of a ratio to the source; within ten times it is neutral.
    pub fn flow(&self, log: f64) -> Rgb {
        let [ends, steep, even] = FLOW_STOPS;
        let side = if log < 0.0 { [1, 0] } else { [3, 4] };
        let way = |from: f64, to: f64| ((log.abs() - from) / (to - from)).clamp(0.0, 1.0) as f32;
        match log.abs() {
            size if size <= even => self.flow[2],
            size if size <= steep => mix(self.flow[2], self.flow[side[0]], way(even, steep)),
            _ => mix(self.flow[side[0]], self.flow[side[1]], way(steep, ends)),
        }
    }

    /// The colour of log10(gradient / last layer's gradient): `cold` at -6 and less, `warm` at 6 and more.
    pub fn diverging(&self, log_ratio: f32) -> Rgb {
        let end = if log_ratio < 0.0 { self.cold } else { self.warm };
        // The root makes the first decades, where most networks live, visible.
        mix(self.neutral, end, (log_ratio.abs() / 6.0).min(1.0).powf(0.7))
    }
}

/// The decades, to either side of 1, at which the colours of a flow are: of its ends, of where it is half lost, and up to where
/// it is neutral.
const FLOW_STOPS: [f64; 3] = [6.0, 3.5, 1.0];

/// The style sheet's names of the runs' colours.
const RUN_COLOURS: [&str; 4] = ["--run-1", "--run-2", "--run-3", "--run-4"];

/// The style sheet's name of the colour of the run at that place in the list.
pub fn run_colour(place: usize) -> &'static str {
    RUN_COLOURS[place % RUN_COLOURS.len()]
}

/// A colour between two, `0..=1` of the way.
pub fn mix(from: Rgb, to: Rgb, way: f32) -> Rgb {
    std::array::from_fn(|index| {
        let (from, to) = (f32::from(from[index]), f32::from(to[index]));
        (from + (to - from) * way).round() as u8
    })
}

/// `#rrggbb`.
pub fn css([red, green, blue]: Rgb) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

fn parse(text: &str) -> Option<Rgb> {
    let digits = text.strip_prefix('#')?;
    let number = u32::from_str_radix(digits, 16).ok()?;
    match digits.len() {
        6 => Some([(number >> 16) as u8, (number >> 8) as u8, number as u8]),
        // A minifier may have shortened it.
        3 => Some([(number >> 8 & 15) as u8 * 17, (number >> 4 & 15) as u8 * 17, (number & 15) as u8 * 17]),
        _ => None,
    }
}

/// The theme of the page, to be had from the context.
#[derive(Clone, Copy)]
pub struct PageTheme {
    pub theme: RwSignal<Theme>,
    /// Whether the type is large, as for a projector.
    pub large: RwSignal<bool>,
    pub palette: RwSignal<Palette>,
}

impl PageTheme {
    /// Puts the theme on the page, and keeps it there when the system's or the visitor's changes.
    pub fn provide(page: Page) -> Self {
        let own = Self {
            theme: RwSignal::new(Theme::recall(page)),
            large: RwSignal::new(page.recall(TYPE).is_some()),
            palette: RwSignal::new(Palette::read(page)),
        };
        let system_is_dark = use_preferred_dark();
        effect(move || {
            let theme = own.theme.get();
            let dark = theme == Theme::Dark || theme == Theme::System && system_is_dark.get();
            // Only a wrong name could be refused.
            let _ = page.themed().set_attribute("data-theme", if dark { "dark" } else { "light" });
            let _ = page.themed().set_attribute(DATA_TYPE, if own.large.get() { "large" } else { "usual" });
            own.palette.set(Palette::read(page));
        });
        provide_context(own);
        own
    }

    pub fn here() -> Self {
        expect_context()
    }

    /// The visitor wants the type large, or as it is usually.
    pub fn toggle_type(self, page: Page) {
        self.large.update(|large| *large = !*large);
        if self.large.get_untracked() { page.remember(TYPE, "large") } else { page.forget(TYPE) }
    }

    /// The visitor wants the next one.
    pub fn choose_next(self, page: Page) {
        let next = self.theme.get_untracked().next();
        self.theme.set(next);
        next.remember(page);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_long_and_short() {
        assert_eq!(parse("#0072b2"), Some([0, 0x72, 0xb2]));
        assert_eq!(parse("#fff"), Some([255; 3]));
        assert_eq!(parse("red"), None);
        assert_eq!(css([0, 0x72, 0xb2]), "#0072b2");
    }

    fn palette() -> Palette {
        Palette {
            paper: [255; 3],
            ink: [0; 3],
            grey: [100; 3],
            line: [200; 3],
            cold: [0, 0, 200],
            neutral: [230; 3],
            warm: [200, 0, 0],
            class_a: [1; 3],
            class_b: [2; 3],
            good: [0, 100, 0],
            ground: [255; 3],
            rule: [200; 3],
            plate: [240; 3],
            flat: [220; 3],
            bars: [100; 3],
            outline: [130; 3],
            hot: [200, 60, 0],
            on_hot: [255; 3],
            flow: [[0, 0, 200], [90, 150, 200], [210; 3], [240, 160, 110], [200, 70, 0]],
            runs: vec![[0; 3]],
            font: String::new(),
        }
    }

    #[test]
    fn a_flow_is_neutral_within_ten_times_and_has_its_stops() {
        let palette = palette();
        assert_eq!([-1.0, 0.0, 1.0].map(|log| palette.flow(log)), [palette.flow[2]; 3]);
        let stops = [-9.0, -6.0, -3.5, 3.5, 6.0].map(|log| palette.flow(log));
        let [lost, fading, _, growing, blown] = palette.flow;
        assert_eq!(stops, [lost, lost, fading, growing, blown]);
    }

    #[test]
    fn the_scale_is_neutral_at_one_and_ends_at_six_decades() {
        let palette = palette();
        assert_eq!(palette.diverging(0.0), palette.neutral);
        assert_eq!(palette.diverging(-7.0), palette.cold);
        assert_eq!(palette.diverging(f32::INFINITY), palette.warm);
    }
}

//! What is said where something leads out of the page.

use crate::experiment::{Activation, Controls, Panel, Start};
use crate::words::format;

pub const SHARE: &str = "Share";
pub const LINK: &str = "Link";
pub const EMBED: &str = "Embed";
pub const WHAT: &str = "What it brings";
pub const COPY_LINK: &str = "Copy link";
pub const COPY: &str = "Copy";
pub const COPIED: &str = "Copied";
pub const NOT_COPIED: &str =
    "The browser does not let this page copy. It is selected: press Ctrl C (on a Mac \u{2318} C).";
pub const CONTROLS: &str = "Controls";
pub const STARTS: &str = "It trains";
pub const PASTE: &str = "For";
pub const PARTS: &str = "Beside the network";
pub const SNIPPET: &str = "What to paste";
pub const PREVIEW: &str = "Preview";
pub const FIGURE: &str = "A deep network that trains in this page";
pub const OPEN: &str = "Open this network in Flatline";
/// On the link that leads from a frame to the page itself.
pub const OPEN_TAB: &str = "Open in a tab of its own";

pub const PICTURE: &str = "Picture";
pub const COPY_IMAGE: &str = "Copy image";
pub const SAVE_PNG: &str = "Save PNG";
pub const SAVE_SVG: &str = "Save SVG";
pub const IMAGE_NOT_COPIED: &str = "The browser does not let this page copy an image: save it.";
pub const LOSS: &str = "loss";
/// Beside the name, at the picture's foot.
pub const ASKS: &str = "why does my network not learn, and what brings it back?";
pub const LIVE: &str = "Trained live in the browser.";

pub const LIVE_THEN: &str = "trained live in the browser";

/// `10 Sigmoid layers`
pub fn network(depth: usize, activation: Activation) -> String {
    let layers = if depth == 1 { "layer" } else { "layers" };
    format!("{} {} {layers}", format::count(depth as u64), activation.name())
}

/// What a picture is called whose run is well after a change.
pub fn brought_back(change: &str) -> String {
    format!("{change} brought it back.")
}

/// What a link brings: its name, and more of it.
pub fn what(settings: bool, both: bool, changes: usize) -> (&'static str, String) {
    let again = match changes {
        0 => "replayed from its first step".to_owned(),
        1 => "replayed from its first step, with the change you made".to_owned(),
        changes => format!("replayed from its first step, with the {changes} changes you made"),
    };
    match (settings, both) {
        (true, _) => ("These settings", "a new network".to_owned()),
        (false, true) => ("Both runs", "replayed side by side".to_owned()),
        (false, false) => ("This run", again),
    }
}

pub fn stop_at(step: u64) -> String {
    format!("Hold at step {}", format::count(step))
}

pub fn controls(controls: Controls) -> &'static str {
    match controls {
        Controls::All => "all",
        Controls::Few => "few: switches, depth, init scale",
        Controls::None => "none but Run and Pause",
    }
}

pub fn starts(start: Start) -> &'static str {
    match start {
        Start::Visible => "as soon as it is seen",
        Start::Click => "at a click on Run",
        Start::Never => "when the page around it says so",
    }
}

pub fn panel(panel: Panel) -> &'static str {
    match panel {
        Panel::Top => "title bar",
        Panel::Data => "data",
        Panel::Field => "what it has learned",
        Panel::Switches => "switches",
        Panel::Settings => "settings",
        Panel::Loss => "loss",
        Panel::Foot => "foot line",
    }
}

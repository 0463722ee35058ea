//! The parts of the page, from the bar at the top to the drawer under the foot.

mod blame;
mod compared_runs;
mod data;
mod drawer;
mod foot;
mod headline;
mod help;
mod layer_detail;
mod layers;
mod networks;
mod notices;
mod outcome;
mod remedies;
mod row_titles;
mod settings;
mod switches;
mod top_bar;
mod transport;
mod update_sum;

use compared_runs::ComparedRuns;
pub use data::Data;
pub use drawer::{Drawer, DrawerTabs, OpenTab, Tab};
pub use foot::{Foot, Withheld, help_of};
pub use headline::Headline;
pub use help::Help;
use layer_detail::LayerDetail;
use layers::Layers;
pub use networks::Networks;
pub use notices::{Notices, lost_sentence, sentence};
pub use outcome::Outcome;
pub use row_titles::RowTitles;
pub use settings::Settings;
pub use switches::Switches;
pub use top_bar::TopBar;
pub use transport::Transport;

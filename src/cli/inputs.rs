//! What a command is given: a story, and perhaps rows and parameters of somebody's own.

use std::path::Path;

use super::failure::{Failure, FileProblem};
use super::{InputArguments, input, parameters, say};
use crate::data::{self, Data, Table};
use crate::experiment::{Experiment, Story};
use crate::network::Initial;
use crate::network::parameters::{NamedTensor, Shape};
use crate::words::command_line as said;

/// All of it, read and checked.
pub struct Inputs {
    pub story: Story,
    /// As the experiment has them trained on.
    pub data: Data,
    /// A user's own rows as they are in his file; none where the experiment says what the rows are.
    pub rows: Option<Data>,
    /// A user's own weights; none where they are to be drawn.
    pub initial: Option<Initial>,
}

impl Inputs {
    /// Reads the files. `held_out`: the share of a user's own rows that is not trained on.
    ///
    /// # Errors
    /// The first thing that is wrong with them.
    pub fn read(arguments: &InputArguments, held_out: f64) -> Result<Self, Failure> {
        let story = story(&arguments.story, arguments.data.is_some())?;
        let experiment = story.experiment();
        let mut rows = match &arguments.data {
            Some(path) => Some(user_rows(path)?).map(|table| data::hold_out(&table, held_out, experiment.seed)),
            None => None,
        };
        let mut data = match &rows {
            Some(rows) => data::prepared(experiment, rows.clone()),
            None => data::build(experiment).map_err(Failure::Data)?,
        };
        let mut initial = None;
        if let Some(path) = &arguments.parameters {
            let (weights, classes) = weights(path, experiment, &data.train)?;
            for data in std::iter::once(&mut data).chain(&mut rows) {
                (data.train.classes, data.held_out.classes) = (classes, classes);
            }
            initial = Some(weights);
        }
        Ok(Self { story, data, rows, initial })
    }
}

/// Reads the story. On a user's own rows features are not standardised where the file does not say so.
fn story(path: &Path, own_rows: bool) -> Result<Story, Failure> {
    let text = input::text(path, input::MOST_OF_STORY)?;
    let read = if own_rows { Story::from_json_with_rows(&text) } else { Story::from_json(&text) };
    read.map_err(|error| Failure::file(path, FileProblem::Json(error)))
}

/// Reads the rows, and says how they were understood.
fn user_rows(path: &Path) -> Result<Table, Failure> {
    let text = input::text(path, input::MOST_OF_TABLE)?;
    let csv = data::from_csv(&text).map_err(|error| Failure::file(path, FileProblem::Data(error)))?;
    let said = said::file(&path.display().to_string(), &said::understood(&csv));
    say(&said::by_flatline(&said));
    Ok(csv.table)
}

/// Reads the parameters, and how many classes there are: a head with more than the data show is taken at its word.
fn weights(path: &Path, experiment: &Experiment, train: &Table) -> Result<(Initial, usize), Failure> {
    let named: Vec<NamedTensor> = parameters::read(path)?;
    let head = named.iter().find(|tensor| tensor.name == "head.weight");
    let classes = head.and_then(|head| head.shape.first().copied()).unwrap_or(0).max(train.classes);
    let shape = Shape::of(experiment, train.features, classes);
    let initial =
        Initial::from_named(&named, shape).map_err(|error| Failure::file(path, FileProblem::Parameters(error)))?;
    Ok((initial, classes))
}

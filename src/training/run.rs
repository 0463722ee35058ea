//! A network with its data, trained some steps at a time.

use std::sync::Arc;

use burn::tensor::{Device, Tensor, TensorData};

use super::backend::OpenDevice;
use super::error::TrainingError;
use super::measure::{self, StepMeasurements};
use super::optimizer::Optimizer;
use super::sharpness::PowerIteration;
use super::snapshot::{Snapshot, SnapshotError};
use super::step::{Batch, train};
use super::view;
use crate::data::{Batches, Data, Table, held_out_ink, spread};
use crate::experiment::Experiment;
use crate::network::parameters::Shape;
use crate::network::{Architecture, Engine, EngineKind, Initial, Network, Plan, init, plan};
use crate::random::{Stream, stream};
use crate::vitals::{
    Distribution, Evaluation, Layer, LayerVitals, Measuring, PLATE_ROWS, PROBE, PlateRange, Plates, View, Vitals,
};

/// A step whose loss is NaN or infinite.
#[derive(Clone, Debug, PartialEq)]
pub struct Divergence {
    /// The step that could not be taken.
    pub step: u64,
    /// The first layer that held a NaN or an infinity in it.
    pub layer: Layer,
    /// What that step measured, layer by layer too, as far as it is a number.
    pub vitals: Vitals,
}

/// Steps that were taken, and the divergence that ended them.
#[derive(Clone, Debug, PartialEq)]
pub struct Advance {
    /// Oldest first, every loss finite.
    pub vitals: Vec<Vitals>,
    pub divergence: Option<Divergence>,
}

/// A training run.
pub struct Run {
    experiment: Experiment,
    data: Data,
    /// The held-out images as they are drawn, where the data are images.
    ink: Option<Vec<f32>>,
    device: OpenDevice,
    engine: Arc<dyn Engine>,
    /// The training rows that the probe is made of, on the device.
    probe: Batch,
    /// Where the search for the sharpness stands; none before the first. No part of the state: whatever network comes next,
    /// it goes on from there.
    sharpness: Option<PowerIteration>,
    /// The engine that was asked for, whatever the plan says.
    fixed: Option<EngineKind>,
    state: Snapshot,
}

impl Run {
    /// A new run. `initial`: the parameters to start from, else drawn from the experiment's seed.
    pub fn new(experiment: Experiment, data: Data, initial: Option<Initial>, device: &OpenDevice) -> Self {
        let initial = initial.unwrap_or_else(|| init::draw(&experiment, data.train.features, data.train.classes));
        let mut network = Network::new(&initial, &device.device);
        network.set_batch_norm(experiment.batch_norm);
        let batches = Batches::new(experiment.seed, data.train.rows());
        let init_settings = experiment.clone();
        let state = Snapshot { network, optimizer: Optimizer::default(), batches, step: 0, init_settings };
        Self::at(experiment, data, device, state)
    }

    /// A run that goes on from a snapshot, which is on that device, with these settings.
    ///
    /// # Errors
    /// When the snapshot's network has another shape than the experiment and the data ask for, or its batches another
    /// number of rows.
    pub fn resume(
        experiment: Experiment,
        data: Data,
        snapshot: Snapshot,
        device: &OpenDevice,
    ) -> Result<Self, SnapshotError> {
        let run = Self::at(experiment, data, device, snapshot);
        run.state.check(run.shape(), run.data.train.rows())?;
        Ok(run)
    }

    fn at(experiment: Experiment, data: Data, device: &OpenDevice, state: Snapshot) -> Self {
        let ink = if data.held_out.rows() > 0 { held_out_ink(&experiment) } else { None };
        let engine = plan_of(&experiment, &data, device).engine.open();
        let probe = gather(&data.train, &spread(data.train.rows(), probe_rows(&experiment)), &device.device);
        Self { experiment, data, ink, device: device.clone(), engine, probe, sharpness: None, fixed: None, state }
    }

    /// The same run, computed by this engine whatever the plan says: to hold one engine to another.
    pub fn by(mut self, engine: EngineKind) -> Self {
        self.fixed = Some(engine);
        self.open_engine();
        self
    }

    /// What runs this network as it is set now, and what memory it takes.
    pub fn plan(&self) -> Plan {
        plan_of(&self.experiment, &self.data, &self.device)
    }

    /// Another batch size or norm may be for another engine.
    fn open_engine(&mut self) {
        let kind = self.fixed.unwrap_or(self.plan().engine);
        if kind != self.engine.kind() {
            self.engine = kind.open();
        }
    }

    pub fn experiment(&self) -> &Experiment {
        &self.experiment
    }

    pub fn data(&self) -> &Data {
        &self.data
    }

    /// The state after the last step. A clone of it is a checkpoint.
    pub fn snapshot(&self) -> &Snapshot {
        &self.state
    }

    /// Steps trained.
    pub fn step(&self) -> u64 {
        self.state.step
    }

    /// The settings that the initial weights were drawn for.
    pub fn init_settings(&self) -> &Experiment {
        &self.state.init_settings
    }

    /// The shape of the network under the settings of now.
    pub fn shape(&self) -> Shape {
        Shape::of(&self.experiment, self.data.train.features, self.data.train.classes)
    }

    /// Applies hot settings: the network keeps its weights. Cold settings are the caller's to tell apart.
    pub fn change(&mut self, experiment: Experiment) {
        self.experiment = experiment;
        self.open_engine();
    }

    /// Goes back to a checkpoint; the settings of now stay.
    pub fn restore(&mut self, snapshot: Snapshot) {
        self.state = snapshot;
    }

    /// Another run of the same data that goes on from a snapshot of this one, with other settings.
    pub fn branch(&self, snapshot: Snapshot, experiment: Experiment) -> Self {
        let mut branch = Self {
            experiment,
            data: self.data.clone(),
            ink: self.ink.clone(),
            device: self.device.clone(),
            engine: self.engine.clone(),
            probe: self.probe.clone(),
            sharpness: self.sharpness.clone(),
            fixed: self.fixed,
            state: snapshot,
        };
        branch.open_engine();
        branch
    }

    /// Trains up to `steps` steps and reads what they measured in one transfer.
    ///
    /// A loss that is not finite ends it: the state is then the one before that step.
    ///
    /// # Errors
    /// When the device fails.
    pub async fn advance(&mut self, steps: usize, measuring: &Measuring) -> Result<Advance, TrainingError> {
        let start = self.state.clone();
        let mut measured = Vec::with_capacity(steps);
        for _ in 0..steps {
            measured.push(self.take_step(measuring));
        }
        let mut vitals = measure::read(measured).await?;
        // Of a network that is no longer one the search leads nowhere: the next one begins anew.
        if vitals.iter().any(|vitals| vitals.sharpness.is_some_and(|sharpness| !sharpness.is_finite())) {
            self.sharpness = None;
        }
        let healthy = vitals.iter().take_while(|vitals| vitals.loss.is_finite()).count();
        if healthy == vitals.len() {
            return Ok(Advance { vitals, divergence: None });
        }
        // The steps before the bad one again, to stand where it began.
        self.state = start;
        for _ in 0..healthy {
            self.take_step(&Measuring::default());
        }
        let mut failed = vitals.swap_remove(healthy);
        vitals.truncate(healthy);
        if failed.layers.is_none() {
            failed.layers = self.layers_of_next_step().await?;
        }
        let layer = self.first_layer_not_finite().await?;
        Ok(Advance { vitals, divergence: Some(Divergence { step: failed.step, layer, vitals: failed }) })
    }

    /// What the next step measures layer by layer; the state stays as it is.
    async fn layers_of_next_step(&mut self) -> Result<Option<LayerVitals>, TrainingError> {
        let here = self.state.clone();
        let measured = self.take_step(&Measuring { layers_every: 1, ..Measuring::default() });
        self.state = here;
        Ok(measure::read(vec![measured]).await?.pop().and_then(|vitals| vitals.layers))
    }

    /// Loss and accuracy on the held-out set in evaluation mode; none where nothing is held out.
    ///
    /// # Errors
    /// When the device fails.
    pub async fn evaluate_held_out(&self) -> Result<Option<Evaluation>, TrainingError> {
        match self.evaluation(&self.data.held_out) {
            Some((loss, accuracy)) => {
                let values = view::read(Tensor::cat(vec![loss, accuracy], 0)).await?;
                Ok(Some(Evaluation { loss: values[0], accuracy: values[1] }))
            }
            None => Ok(None),
        }
    }

    /// Loss on the training set in evaluation mode.
    ///
    /// # Errors
    /// When the device fails.
    pub async fn evaluation_loss(&self) -> Result<f32, TrainingError> {
        match self.evaluation(&self.data.train) {
            Some((loss, _)) => Ok(view::read(loss).await?[0]),
            None => Ok(f32::NAN),
        }
    }

    /// What the network answers: the boundary on a `side` x `side` grid, or held-out images.
    ///
    /// # Errors
    /// When the device fails.
    pub async fn view(&self, side: usize) -> Result<Option<View>, TrainingError> {
        if self.data.train.features == 2 {
            let logits = self.answer(view::grid(side, &self.device.device));
            return view::boundary(logits, side).await.map(Some);
        }
        let held_out = &self.data.held_out;
        match &self.ink {
            Some(ink) => {
                let logits = self.answer(view::inputs(held_out.inputs.clone(), held_out.features, &self.device.device));
                Ok(Some(view::images(logits, held_out, ink).await?))
            }
            None => Ok(None),
        }
    }

    /// Where the values of one hidden layer (from 0) lie, on the batch that comes next; none where there is no such layer.
    ///
    /// # Errors
    /// When the device fails.
    pub async fn distribution(&self, layer: usize) -> Result<Option<Distribution>, TrainingError> {
        let batch = self.next_batch(&mut self.state.batches.clone());
        let architecture = Architecture::of(&self.experiment);
        match self.engine.layer(&self.network(), &architecture, batch.inputs, layer) {
            Some(values) => view::distribution(values, layer).await.map(Some),
            None => Ok(None),
        }
    }

    /// The plates of some hidden layers, on the batch that comes next; none where none are asked for.
    ///
    /// The pass is of the whole batch, as a step's is: norms need it, and it takes the kernels that training has compiled.
    ///
    /// # Errors
    /// When the device fails.
    pub async fn plates(&self, range: PlateRange) -> Result<Option<Plates>, TrainingError> {
        let layers = range.layers(self.experiment.depth);
        if layers.is_empty() {
            return Ok(None);
        }
        let batch = self.next_batch(&mut self.state.batches.clone());
        let (architecture, first) = (Architecture::of(&self.experiment), layers.start);
        let rows = batch.rows().min(PLATE_ROWS);
        let values = self.engine.normalised(&self.network(), &architecture, batch.inputs, layers, rows);
        view::plates(values, first).await.map(Some)
    }

    /// The logits of these inputs in evaluation mode.
    fn answer(&self, inputs: Tensor<2>) -> Tensor<2> {
        self.engine.evaluate(&self.network(), &Architecture::of(&self.experiment), inputs)
    }

    /// The network as the next step finds it: with fresh norms, or without, where that has been changed.
    fn network(&self) -> Network {
        let mut network = self.state.network.clone();
        network.set_batch_norm(self.experiment.batch_norm);
        network
    }

    fn take_step(&mut self, measuring: &Measuring) -> StepMeasurements {
        self.state.network.set_batch_norm(self.experiment.batch_norm);
        let due = |every: u32, step: u64| step.is_multiple_of(u64::from(every.max(1)));
        let mut batches = self.state.batches.clone();
        let batch = self.next_batch(&mut batches);
        self.state.batches = batches;
        let step = self.state.step + 1;
        let layers = due(measuring.layers_every, step) || step == 1;
        let probe_steps = measuring.probe_steps(self.probe.rows(), self.experiment.batch_size);
        let probe = (due(probe_steps, step) || step == 1).then(|| self.probe());
        let sharpness = (measuring.sharpness && layers).then(|| self.measure_sharpness());
        let mut measurements = train(&mut self.state, &self.experiment, self.engine.as_ref(), batch, layers);
        if let Some((loss, accuracy, signs)) = probe {
            measurements.add_probe(loss, accuracy, signs);
        }
        if due(measuring.held_out_every, step)
            && let Some((loss, accuracy)) = self.evaluation(&self.data.held_out)
        {
            measurements.add_held_out(loss, accuracy);
        }
        if let Some(sharpness) = sharpness {
            measurements.add_sharpness(sharpness);
        }
        measurements
    }

    /// Loss, accuracy and signs of each layer on the probe, in training mode and without dropout.
    fn probe(&self) -> (Tensor<1>, Tensor<1>, [Tensor<1>; 5]) {
        let architecture = Architecture::of(&self.experiment);
        let pass = self.engine.forward(&self.state.network, &architecture, self.probe.inputs.clone(), None);
        let (loss, accuracy) = self.engine.loss(pass.logits(), self.probe.labels.clone());
        (loss, accuracy, pass.signs())
    }

    /// The sharpness on the probe, after one more step of the search for it.
    fn measure_sharpness(&mut self) -> Tensor<1> {
        let (engine, network) = (self.engine.as_ref(), &self.state.network);
        let search = self.sharpness.take().filter(|search| search.fits(network));
        let mut search = search.unwrap_or_else(|| PowerIteration::new(engine, network, self.experiment.seed));
        let found = search.product(engine, network, &Architecture::of(&self.experiment), &self.probe);
        self.sharpness = Some(search);
        found
    }

    fn evaluation(&self, table: &Table) -> Option<(Tensor<1>, Tensor<1>)> {
        if table.rows() == 0 {
            return None;
        }
        let rows: Vec<usize> = (0..table.rows()).collect();
        let batch = gather(table, &rows, &self.device.device);
        let logits = self.answer(batch.inputs);
        Some(self.engine.loss(logits, batch.labels))
    }

    fn next_batch(&self, batches: &mut Batches) -> Batch {
        let rows = batches.next(self.experiment.batch_size);
        let mut batch = gather(&self.data.train, &rows, &self.device.device);
        batch.dropout = self.dropout(rows.len());
        batch
    }

    /// Dropout's multipliers for the step to come: 0, or 1 / (1 - p).
    fn dropout(&self, rows: usize) -> Option<Vec<Tensor<2>>> {
        let p = self.experiment.dropout;
        if p == 0.0 {
            return None;
        }
        let mut random = stream(self.experiment.seed, Stream::Dropout, self.state.step);
        let width = self.experiment.width;
        let kept = (1.0 / (1.0 - p)) as f32;
        let mut mask = || (0..rows * width).map(|_| if random.uniform() < p { 0.0 } else { kept }).collect::<Vec<_>>();
        Some((0..self.experiment.depth).map(|_| view::inputs(mask(), width, &self.device.device)).collect())
    }

    async fn first_layer_not_finite(&self) -> Result<Layer, TrainingError> {
        let batch = self.next_batch(&mut self.state.batches.clone());
        let architecture = Architecture::of(&self.experiment);
        let counts = self.engine.not_finite(&self.network(), &architecture, batch.inputs, batch.dropout.as_deref());
        let counts = view::read(counts).await?;
        Ok(counts.iter().position(|count| *count > 0.0).map_or(Layer::Head, |layer| Layer::Hidden(layer + 1)))
    }
}

/// Rows of the probe: fewer of a very large network, whose pass over all of them would take too much memory.
fn probe_rows(experiment: &Experiment) -> usize {
    const LARGE: usize = 1 << 15;
    const LEAST: usize = 32;
    (PROBE * LARGE / (experiment.depth * experiment.width)).clamp(LEAST, PROBE)
}

fn plan_of(experiment: &Experiment, data: &Data, device: &OpenDevice) -> Plan {
    let shape = Shape::of(experiment, data.train.features, data.train.classes);
    plan(experiment, shape, data.train.rows(), device.memory)
}

fn gather(table: &Table, rows: &[usize], device: &Device) -> Batch {
    let values = rows.iter().flat_map(|row| table.row(*row).iter().copied()).collect();
    let labels: Vec<i32> = rows.iter().map(|row| table.labels[*row] as i32).collect();
    Batch {
        inputs: view::inputs(values, table.features, device),
        labels: Tensor::from_data(TensorData::new(labels, [rows.len(), 1]), device),
        dropout: None,
    }
}

//! The state of a run as bytes: what is read back goes on as the run did, and what is damaged is refused.
#![cfg(feature = "cpu")]

#[path = "support/experiments.rs"]
mod experiments;
#[cfg(feature = "gpu")]
#[path = "support/gpu.rs"]
mod gpu;
#[path = "support/wait.rs"]
mod wait;

use experiments::{Hot, experiments, hot};
use flatline::data;
use flatline::experiment::{Choice, Experiment, Optimizer};
use flatline::training::{Advance, Run, SNAPSHOT_VERSION, Snapshot, SnapshotError, backend};
use flatline::vitals::Measuring;
use proptest::prelude::*;
use wait::block_on;

const MEASURING: Measuring =
    Measuring { layers_every: 2, held_out_every: 3, probe_every: Some(3), layer: None, plates: None, sharpness: false };

fn run(experiment: &Experiment) -> Run {
    let data = data::build(experiment).expect("a valid experiment");
    Run::new(experiment.clone(), data, None, &backend::cpu())
}

fn advance(run: &mut Run, steps: usize) -> Advance {
    block_on(run.advance(steps, &MEASURING)).expect("a CPU does not get lost")
}

fn bytes(run: &Run) -> Vec<u8> {
    block_on(run.snapshot().to_bytes()).expect("a CPU does not get lost")
}

fn read(bytes: &[u8]) -> Result<Snapshot, SnapshotError> {
    Snapshot::from_bytes(bytes, &backend::cpu().device)
}

/// A new run, as another trainer would make it, that goes on from these bytes.
fn resumed(experiment: &Experiment, bytes: &[u8]) -> Run {
    let data = data::build(experiment).expect("a valid experiment");
    let snapshot = read(bytes).expect("what was written can be read");
    Run::resume(experiment.clone(), data, snapshot, &backend::cpu()).expect("it fits the same experiment")
}

/// Trains some steps with each of the settings in turn. The text has every measured bit, of NaN as well.
fn train(run: &mut Run, legs: &[(usize, Hot)]) -> String {
    let mut seen = String::new();
    for (steps, hot) in legs {
        let experiment = hot.of(run.experiment());
        run.change(experiment);
        seen += &format!("{:?}\n", advance(run, *steps));
    }
    seen
}

fn legs() -> impl Strategy<Value = Vec<(usize, Hot)>> {
    prop::collection::vec((0..6_usize, hot()), 0..3)
}

/// A small network with everything in its state.
fn everything() -> Run {
    let experiment =
        Experiment { depth: 2, width: 3, points: 20, batch_size: 8, batch_norm: true, ..Experiment::default() };
    let mut run = run(&Experiment { optimizer: Optimizer::Adam, ..experiment });
    advance(&mut run, 3);
    run
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn what_is_restored_goes_on_to_the_bit(
        experiment in experiments(), steps in 0..12_usize, before in legs(), pending in hot(), after in legs(), more in 1..8_usize,
    ) {
        let mut original = run(&experiment);
        advance(&mut original, steps);
        train(&mut original, &before);
        // Set, but no step trained with it yet.
        original.change(pending.of(&experiment));
        let written = bytes(&original);
        let mut restored = resumed(original.experiment(), &written);
        prop_assert_eq!(&bytes(&restored), &written);
        prop_assert_eq!(restored.step(), original.step());
        prop_assert_eq!(restored.init_settings(), &experiment);
        prop_assert_eq!(format!("{:?}", advance(&mut restored, more)), format!("{:?}", advance(&mut original, more)));
        prop_assert_eq!(train(&mut restored, &after), train(&mut original, &after));
        prop_assert_eq!(bytes(&restored), bytes(&original));
    }

    #[test]
    fn a_changed_byte_is_noticed(place in any::<prop::sample::Index>(), difference in 1..=255_u8) {
        let mut written = bytes(&everything());
        let place = place.index(written.len());
        written[place] ^= difference;
        let error = read(&written).expect_err("it was changed");
        match place {
            0..8 => prop_assert_eq!(error, SnapshotError::NotASnapshot),
            8..12 => {
                let other = matches!(error, SnapshotError::Version { found } if found != SNAPSHOT_VERSION);
                prop_assert!(other, "{:?}", error);
            }
            _ => prop_assert_eq!(error, SnapshotError::Damaged),
        }
    }

    #[test]
    fn other_bytes_are_no_snapshot(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert_eq!(read(&bytes).expect_err("they are random"), SnapshotError::NotASnapshot);
    }
}

#[test]
fn every_optimizer_goes_on_mid_epoch_with_norms_and_dropout() {
    for optimizer in Optimizer::ALL {
        let experiment = Experiment {
            optimizer: *optimizer,
            points: 50,
            batch_size: 16,
            depth: 3,
            batch_norm: true,
            dropout: 0.2,
            learning_rate: 0.01,
            ..Experiment::default()
        };
        let mut original = run(&experiment);
        advance(&mut original, 7);
        let position = original.snapshot().batch_position();
        assert!(0 < position.taken && position.taken < position.rows, "{position:?}");
        let mut restored = resumed(&experiment, &bytes(&original));
        assert_eq!(advance(&mut restored, 20), advance(&mut original, 20), "{optimizer:?}");
    }
}

#[test]
fn bytes_that_end_early_or_go_on_are_refused() {
    let written = bytes(&everything());
    for end in 0..written.len() {
        let error = read(&written[..end]).expect_err("some is missing");
        let expected = if end < 8 { SnapshotError::NotASnapshot } else { SnapshotError::Damaged };
        assert_eq!(error, expected, "{end} of {}", written.len());
    }
    assert_eq!(read(&[&written[..], &[0]].concat()).expect_err("a byte too much"), SnapshotError::Damaged);
}

#[test]
fn a_snapshot_of_another_network_or_of_other_data_is_refused() {
    let kept = everything();
    let refusal = |other: Experiment| {
        let data = data::build(&other).expect("a valid experiment");
        Run::resume(other, data, kept.snapshot().clone(), &backend::cpu()).err()
    };
    let same = kept.experiment().clone();
    assert_eq!(refusal(same.clone()), None);
    assert_eq!(refusal(Experiment { batch_norm: false, ..same.clone() }), None);
    for other in [Experiment { depth: 3, ..same.clone() }, Experiment { width: 4, ..same.clone() }] {
        assert!(
            matches!(refusal(other), Some(SnapshotError::Shape { found, .. }) if (found.depth, found.width) == (2, 3))
        );
    }
    let refused = refusal(Experiment { points: 21, ..same });
    assert_eq!(refused, Some(SnapshotError::Rows { found: 20, expected: 21 }));
}

#[test]
fn what_is_set_and_set_back_between_two_steps_leaves_no_trace() {
    let mut disturbed = everything();
    let mut still = everything();
    let settings = still.experiment().clone();
    disturbed.change(Experiment { batch_norm: false, optimizer: Optimizer::Sgd, ..settings.clone() });
    disturbed.change(settings);
    assert_eq!(advance(&mut disturbed, 5), advance(&mut still, 5));
}

#[cfg(feature = "gpu")]
#[test]
fn a_run_goes_from_a_gpu_to_the_cpu_and_back_within_a_thousandth() {
    const STEPS: usize = 8;
    let Some(gpu) = gpu::gpu() else { return };
    let base = Experiment {
        depth: 3,
        width: 16,
        points: 100,
        batch_size: 32,
        activation: flatline::experiment::Activation::Tanh,
        learning_rate: 0.01,
        ..Experiment::default()
    };
    let norms = Experiment { batch_norm: true, dropout: 0.2, optimizer: Optimizer::Momentum, ..base.clone() };
    let moments = Experiment { optimizer: Optimizer::Adam, learning_rate: 1e-3, ..base };
    for experiment in [norms, moments] {
        let data = data::build(&experiment).expect("a valid experiment");
        let cpu = backend::cpu();
        let mut here = run(&experiment);
        let expected = advance(&mut here, 3 * STEPS).vitals;
        let mut moving = Run::new(experiment.clone(), data.clone(), None, &gpu);
        let mut found = block_on(moving.advance(STEPS, &MEASURING)).expect("the GPU stays").vitals;
        for device in [&cpu, &gpu] {
            let written = block_on(moving.snapshot().to_bytes()).expect("the device stays");
            let snapshot = Snapshot::from_bytes(&written, &device.device).expect("what was written can be read");
            moving = Run::resume(experiment.clone(), data.clone(), snapshot, device).expect("it fits");
            found.extend(block_on(moving.advance(STEPS, &MEASURING)).expect("the device stays").vitals);
        }
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(&expected) {
            let within = (found.loss - expected.loss).abs() <= 1e-3 * expected.loss;
            assert!(within, "step {}: {} is not {}", found.step, found.loss, expected.loss);
        }
    }
}

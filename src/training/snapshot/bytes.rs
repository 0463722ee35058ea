//! A snapshot as bytes:
//!
//! | bytes | what |
//! |---|---|
//! | 8 | `flatline` |
//! | 4 | the format's version |
//! | 4 | CRC-32 of all that follows |
//! | 4 | the header's length |
//! | .. | the header, JSON |
//! | .. | float32 numbers: parameters, running statistics, the optimizer's moments |
//!
//! All numbers are little-endian. The header says all shapes, so the numbers need no names: their order is fixed. That is
//! what a file of named tensors would say twice, and needs no code in the trainer beyond the JSON it has.

use burn::module::Param;
use burn::tensor::{Device, Tensor, TensorData, Transaction};
use serde::{Deserialize, Serialize};

use super::checksum::crc32;
use super::{Snapshot, SnapshotError};
use crate::data::{BatchPosition, Batches};
use crate::experiment::{self, Experiment};
use crate::network::parameters::Shape;
use crate::network::{Dense, Network, Norm, Stacked};
use crate::training::TrainingError;
use crate::training::optimizer::Optimizer;

/// The version of the format that is written and read.
pub const VERSION: u32 = 1;

const MAGIC: [u8; 8] = *b"flatline";
/// Steps, updates and epochs are counted no further: JSON's whole numbers end here.
const MOST: u64 = 1 << 53;

/// All but the tensors' numbers.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    step: u64,
    batches: BatchPosition,
    init_settings: Experiment,
    shape: Shape,
    /// The optimizer's kind; none before the first step.
    optimizer: Option<experiment::Optimizer>,
    /// Updates with its state.
    time: u64,
    first_moments: Option<Moments>,
    second_moments: Option<Moments>,
}

/// One tensor a parameter of the network as it was when they were last updated.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Moments {
    /// Whether it had norms then.
    batch_norm: bool,
}

impl Snapshot {
    /// Writes it down; one transfer from a GPU. [`Snapshot::from_bytes`] reads it.
    ///
    /// # Errors
    /// When the device fails.
    pub async fn to_bytes(&self) -> Result<Vec<u8>, TrainingError> {
        let header = self.header();
        let json = serde_json::to_vec(&header).expect("numbers and names under fixed keys can be JSON");
        let tensors = self.tensors();
        let count: usize = tensors.iter().map(|tensor| tensor.shape().num_elements()).sum();
        let mut rest = Vec::with_capacity(4 + json.len() + size_of::<f32>() * count);
        rest.extend((json.len() as u32).to_le_bytes());
        rest.extend(json);
        let read = tensors.into_iter().fold(Transaction::default(), |read, tensor| read.register(tensor));
        for data in read.execute_async().await.map_err(TrainingError::new)? {
            let values = data.convert::<f32>().try_into_vec::<f32>().map_err(TrainingError::new)?;
            rest.extend(values.iter().flat_map(|value| value.to_le_bytes()));
        }
        Ok([&MAGIC[..], &VERSION.to_le_bytes(), &crc32(&rest).to_le_bytes(), &rest].concat())
    }

    /// Reads what [`Snapshot::to_bytes`] wrote, onto that device (without autodiff). What it allocates is no larger than
    /// a small multiple of the bytes.
    ///
    /// # Errors
    /// When they are no snapshot, one of another version, or damaged.
    pub fn from_bytes(bytes: &[u8], device: &Device) -> Result<Self, SnapshotError> {
        let mut reader = Reader { rest: bytes, device };
        // Of fewer bytes than a snapshot begins with nobody can say what they were.
        if reader.array::<8>() != Ok(MAGIC) {
            return Err(SnapshotError::NotASnapshot);
        }
        match reader.number()? {
            VERSION => {}
            found => return Err(SnapshotError::Version { found }),
        }
        if reader.number()? != crc32(reader.rest) {
            return Err(SnapshotError::Damaged);
        }
        let length = reader.number()? as usize;
        let header = reader.take(length)?;
        let header: Header = serde_json::from_slice(header).map_err(|_| SnapshotError::Damaged)?;
        let snapshot = reader.snapshot(header)?;
        if reader.rest.is_empty() { Ok(snapshot) } else { Err(SnapshotError::Damaged) }
    }

    fn header(&self) -> Header {
        let Self { network, optimizer, batches, step, init_settings } = self;
        let without_norms = parameters_without_norms(network.depth());
        let moments = |of: &[Stacked]| (!of.is_empty()).then_some(Moments { batch_norm: of.len() > without_norms });
        Header {
            step: *step,
            batches: batches.position(),
            init_settings: init_settings.clone(),
            shape: self.shape(),
            optimizer: optimizer.kind,
            time: optimizer.time,
            first_moments: moments(&optimizer.first),
            second_moments: moments(&optimizer.second),
        }
    }

    /// All tensors, in the format's order.
    fn tensors(&self) -> Vec<Stacked> {
        let mut tensors = self.network.parameters();
        tensors.extend(self.network.norm.iter().flat_map(|n| [n.running_mean.clone(), n.running_variance.clone()]));
        tensors.extend(self.optimizer.first.iter().chain(&self.optimizer.second).cloned());
        tensors
    }
}

/// Stem, hidden layers where there are any, and head: a weight and a bias each.
fn parameters_without_norms(depth: usize) -> usize {
    if depth > 1 { 6 } else { 4 }
}

/// Takes one thing after another off the bytes.
struct Reader<'a> {
    rest: &'a [u8],
    device: &'a Device,
}

impl Reader<'_> {
    fn take(&mut self, count: usize) -> Result<&[u8], SnapshotError> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or(SnapshotError::Damaged)?;
        self.rest = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], SnapshotError> {
        self.take(N)?.try_into().map_err(|_| SnapshotError::Damaged)
    }

    fn number(&mut self) -> Result<u32, SnapshotError> {
        self.array().map(u32::from_le_bytes)
    }

    fn snapshot(&mut self, header: Header) -> Result<Snapshot, SnapshotError> {
        let Header { step, batches, init_settings, shape, .. } = header;
        let Shape { depth, width, features, classes, .. } = shape;
        let possible = [depth, width, features, classes].iter().all(|size| *size > 0)
            && step < MOST
            && header.time < MOST
            && batches.epoch < MOST
            && batches.taken <= batches.rows;
        if !possible {
            return Err(SnapshotError::Damaged);
        }
        let network = self.network(shape)?;
        let mut moments = |of: Option<Moments>| match of {
            Some(Moments { batch_norm }) => self.parameters(Shape { batch_norm, ..shape }),
            None => Ok(Vec::new()),
        };
        let (first, second) = (moments(header.first_moments)?, moments(header.second_moments)?);
        let optimizer = Optimizer { kind: header.optimizer, time: header.time, first, second };
        Ok(Snapshot { network, optimizer, batches: Batches::at(batches), step, init_settings })
    }

    fn network(&mut self, shape: Shape) -> Result<Network, SnapshotError> {
        let Shape { depth, width, batch_norm, .. } = shape;
        let mut parameters = self.parameters(shape)?.into_iter().map(Param::from_tensor);
        let mut pair = || parameters.next().zip(parameters.next()).ok_or(SnapshotError::Damaged);
        let mut dense = || pair().map(|(weight, bias)| Dense { weight, bias });
        let stem = dense()?;
        let hidden = if depth > 1 { Some(dense()?) } else { None };
        let head = dense()?;
        let norm = if batch_norm {
            let (weight, bias) = pair()?;
            let running = [depth, 1, width];
            Some(Norm { weight, bias, running_mean: self.tensor(running)?, running_variance: self.tensor(running)? })
        } else {
            None
        };
        Ok(Network { stem, hidden, norm, head })
    }

    /// One tensor a parameter of a network of that shape, in the order of [`Network::parameters`].
    fn parameters(&mut self, shape: Shape) -> Result<Vec<Stacked>, SnapshotError> {
        let Shape { depth, width, features, classes, batch_norm } = shape;
        let mut shapes = vec![[1, width, features], [1, 1, width]];
        if depth > 1 {
            shapes.extend([[depth - 1, width, width], [depth - 1, 1, width]]);
        }
        shapes.extend([[1, classes, width], [1, 1, classes]]);
        if batch_norm {
            shapes.extend([[depth, 1, width]; 2]);
        }
        shapes.into_iter().map(|shape| self.tensor(shape)).collect()
    }

    fn tensor(&mut self, shape: [usize; 3]) -> Result<Stacked, SnapshotError> {
        let bytes = shape.iter().try_fold(size_of::<f32>(), |product, size| product.checked_mul(*size));
        let bytes = self.take(bytes.ok_or(SnapshotError::Damaged)?)?;
        let values: Vec<f32> = bytes.as_chunks().0.iter().map(|number| f32::from_le_bytes(*number)).collect();
        Ok(Tensor::from_data(TensorData::new(values, shape), self.device))
    }
}

#[cfg(all(test, feature = "cpu"))]
mod tests {
    use super::*;

    /// A snapshot's beginning that is right in itself, over what follows.
    fn sealed(header: &str, numbers: &[f32]) -> Vec<u8> {
        let mut rest = (header.len() as u32).to_le_bytes().to_vec();
        rest.extend(header.as_bytes());
        rest.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
        [&MAGIC[..], &VERSION.to_le_bytes(), &crc32(&rest).to_le_bytes(), &rest].concat()
    }

    fn header(depth: usize, width: usize, taken: usize) -> String {
        let settings = serde_json::to_string(&Experiment::default()).expect("settings are JSON");
        format!(
            r#"{{"step":1,"batches":{{"seed":0,"rows":5,"epoch":0,"taken":{taken}}},"init_settings":{settings},
            "shape":{{"depth":{depth},"width":{width},"features":2,"classes":2,"batch_norm":false}},
            "optimizer":null,"time":0,"first_moments":null,"second_moments":null}}"#
        )
    }

    fn read(header: &str, numbers: &[f32]) -> Result<u64, SnapshotError> {
        let device = crate::training::backend::cpu().device;
        Snapshot::from_bytes(&sealed(header, numbers), &device).map(|snapshot| snapshot.step)
    }

    /// Whoever wrote them computed the checksum too: nothing may panic, and nothing be allocated that is not there.
    #[test]
    fn a_header_that_promises_what_does_not_follow_is_refused() {
        // One layer of one unit: 2 + 1 numbers in the stem, 2 + 2 in the head.
        assert_eq!(read(&header(1, 1, 5), &[0.0; 7]), Ok(1));
        for (header, numbers) in [
            (header(1, 1, 5), 6),
            (header(1, 1, 5), 8),
            (header(1, 1, 6), 7),
            (header(0, 1, 5), 7),
            (header(1, 0, 5), 7),
            (header(1 << 40, 1, 5), 7),
            (header(1, 1 << 40, 5), 7),
            (header(usize::MAX, usize::MAX, 5), 7),
            (header(1, 1, 5).replace("\"step\":1", "\"step\":18446744073709551615"), 7),
            (header(1, 1, 5).replace("\"time\":0", "\"time\":9007199254740992"), 7),
            (header(1, 1, 5).replace("\"optimizer\":null", "\"optimizer\":\"none\""), 7),
            (header(1, 1, 5).replace("first_moments\":null", "first_moments\":{\"batch_norm\":true}"), 7),
            (String::new(), 7),
        ] {
            assert_eq!(read(&header, &vec![0.0; numbers]), Err(SnapshotError::Damaged), "{header}, {numbers}");
        }
    }

    #[test]
    fn updates_are_counted_as_far_as_steps() {
        for time in [4_294_967_295_u64, 4_294_967_296, MOST - 1] {
            assert_eq!(read(&header(1, 1, 5).replace("\"time\":0", &format!("\"time\":{time}")), &[0.0; 7]), Ok(1));
        }
    }

    #[test]
    fn a_header_longer_than_the_bytes_is_refused() {
        let mut bytes = sealed(&header(1, 1, 5), &[0.0; 7]);
        bytes[16..20].copy_from_slice(&u32::MAX.to_le_bytes());
        let checksum = crc32(&bytes[16..]).to_le_bytes();
        bytes[12..16].copy_from_slice(&checksum);
        let device = crate::training::backend::cpu().device;
        assert_eq!(Snapshot::from_bytes(&bytes, &device).map(drop), Err(SnapshotError::Damaged));
    }
}

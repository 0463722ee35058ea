//! The 1797 handwritten digits of data/digits.csv.gz (Alpaydin and Kaynak, UCI, 1998, CC BY 4.0; see data/README.md).

use super::{Data, Table};
use crate::random::{Stream, stream};

/// Pixels of an image.
const PIXELS: usize = 8 * 8;

/// Image after image, 64 pixels of 0..=16 row by row and the label; unpacked while building.
static IMAGES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/digits.bin"));

/// Ink of 0..=1, in an order that follows from the seed: four fifths to train on, one fifth held out.
pub(super) fn images(seed: u64) -> Data {
    let mut images: Vec<&[u8]> = IMAGES.chunks_exact(PIXELS + 1).collect();
    stream(seed, Stream::Data, 1).shuffle(&mut images);
    let (train, held_out) = images.split_at(images.len() * 4 / 5);
    Data { train: table(train), held_out: table(held_out) }
}

fn table(images: &[&[u8]]) -> Table {
    Table {
        features: PIXELS,
        classes: 10,
        inputs: images.iter().flat_map(|image| &image[..PIXELS]).map(|pixel| f32::from(*pixel) / 16.0).collect(),
        labels: images.iter().map(|image| u32::from(image[PIXELS])).collect(),
    }
}

//! The files that are read: each up to a bound, so that no file takes all memory.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::failure::{Failure, FileProblem};
use super::text;

/// The most bytes of a story: 100,000 changes have as many. What is wrong in one is found in a tree of its values, which may
/// take 80 times its size.
pub const MOST_OF_STORY: u64 = 4 << 20;
/// The most bytes of a table: 60,000 images of 28 x 28 grey pixels have 110 MB. Read, it takes up to three times its size.
pub const MOST_OF_TABLE: u64 = 256 << 20;
/// The most bytes of parameters. The largest network has 262 MB in float32, with BatchNorm and float64 twice as much.
pub const MOST_OF_PARAMETERS: u64 = 1 << 30;

/// The bytes of a file, a device or a pipe.
///
/// # Errors
/// Where it cannot be read, or has more bytes than `most`.
pub fn bytes(path: &Path, most: u64) -> Result<Vec<u8>, Failure> {
    let access = |error: std::io::Error| Failure::access(path, &error);
    let file = File::open(path).map_err(access)?;
    let mut bytes = Vec::new();
    // Says so where there is no memory for them.
    file.take(most + 1).read_to_end(&mut bytes).map_err(access)?;
    if bytes.len() as u64 > most { Err(Failure::file(path, FileProblem::TooLarge { most })) } else { Ok(bytes) }
}

/// The text of a file, whichever of the usual encodings it has.
///
/// # Errors
/// As [`bytes`], or where it is no text.
pub fn text(path: &Path, most: u64) -> Result<String, Failure> {
    text::decode(bytes(path, most)?).map_err(|error| Failure::file(path, FileProblem::NotText(error)))
}

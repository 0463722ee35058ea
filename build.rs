//! Unpacks data/digits.csv.gz into bytes that the library includes: 64 pixels of 0..=16 and a label of 0..=9 an image.
//! Whoever serves the page compresses those bytes again, to less than the file has.

use std::error::Error;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use flate2::read::GzDecoder;

const SOURCE: &str = "data/digits.csv.gz";
const IMAGES: usize = 1797;
const PIXELS: usize = 64;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={SOURCE}");
    let mut text = String::new();
    GzDecoder::new(File::open(SOURCE)?).read_to_string(&mut text)?;
    let mut bytes = Vec::with_capacity(IMAGES * (PIXELS + 1));
    for line in text.lines() {
        let row = line.split(',').map(str::parse).collect::<Result<Vec<u8>, _>>()?;
        match row.split_last() {
            Some((label, pixels))
                if pixels.len() == PIXELS && *label < 10 && pixels.iter().all(|pixel| *pixel <= 16) =>
            {
                bytes.extend(&row);
            }
            _ => {
                return Err(format!("{SOURCE}: not 64 pixels of 0..=16 and a label of 0..=9: {line}").into());
            }
        }
    }
    if bytes.len() != IMAGES * (PIXELS + 1) {
        return Err(format!("{SOURCE}: {IMAGES} images expected").into());
    }
    let folder = std::env::var("OUT_DIR")?;
    std::fs::write(Path::new(&folder).join("digits.bin"), bytes)?;
    Ok(())
}

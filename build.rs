//! Makes what the library includes: the digits, and the name of the build.

use std::error::Error;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;

const DIGITS: &str = "data/digits.csv.gz";
const IMAGES: usize = 1797;
const PIXELS: usize = 64;
/// What the build is named after. Whatever a page asks for by that name may be kept for ever (scripts/csp.mjs).
const SOURCES: [&str; 5] = ["src", "macros", "web/trainer.js", "Cargo.toml", "Cargo.lock"];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    digits()?;
    println!("cargo::rustc-env=FLATLINE_BUILD={:016x}", build()?);
    Ok(())
}

/// Unpacks the digits into 64 pixels of 0..=16 and a label of 0..=9 an image. Whoever serves the page compresses those bytes
/// again, to less than the file has.
fn digits() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={DIGITS}");
    let mut text = String::new();
    GzDecoder::new(File::open(DIGITS)?).read_to_string(&mut text)?;
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
                return Err(format!("{DIGITS}: not 64 pixels of 0..=16 and a label of 0..=9: {line}").into());
            }
        }
    }
    if bytes.len() != IMAGES * (PIXELS + 1) {
        return Err(format!("{DIGITS}: {IMAGES} images expected").into());
    }
    let folder = std::env::var("OUT_DIR")?;
    std::fs::write(Path::new(&folder).join("digits.bin"), bytes)?;
    Ok(())
}

/// A number that is another one for other sources, and the same for the page and its trainers: 64-bit FNV-1a over the
/// files.
fn build() -> Result<u64, Box<dyn Error>> {
    let mut files = Vec::new();
    for source in SOURCES {
        println!("cargo::rerun-if-changed={source}");
        collect(Path::new(source), &mut files)?;
    }
    files.sort();
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for file in files {
        let name = file.to_string_lossy().replace('\\', "/");
        for byte in name.bytes().chain(std::fs::read(&file)?) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
        }
    }
    Ok(hash)
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if path.is_dir() {
        for entry in std::fs::read_dir(path)? {
            collect(&entry?.path(), files)?;
        }
    } else {
        files.push(path.to_owned());
    }
    Ok(())
}

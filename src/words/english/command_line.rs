//! What the command line says when it ends early, beside what is wrong with a file.

#[cfg(feature = "csv")]
use crate::data::csv::{Csv, Header, Separator};
use crate::vitals::Layer;
use crate::words::format::{escaped, mebibytes, name};

/// Why a report is shorter than it would be.
pub const INTERRUPTED: &str = "Interrupted: what follows is what is known so far.";
/// A share of rows that cannot be held out.
pub const NOT_A_SHARE: &str = "it must be a number from 0 to 0.9";

pub const NO_GPU_IN_THIS_BUILD: &str = "This build trains on the CPU alone: build it with --features cli,gpu.";

pub const NOT_SAFETENSORS: &str = "This is not a safetensors file.";
pub const NO_MEMORY: &str = "There is not enough memory to read this.";
pub const UTF_32: &str = "This is UTF-32: it must be UTF-8, or UTF-16 with a byte-order mark.";
pub const IS_THE_STORY: &str = "This is the file that is read: choose another one for the output.";
pub const IS_THE_DATA: &str = "This is the file with the data: choose another one for the output.";
pub const IS_THE_PARAMETERS: &str = "This is the file with the parameters: choose another one for the output.";

/// Behind the program's name, as programs say what they have to say on standard error.
pub fn by_flatline(said: &str) -> String {
    format!("flatline: {said}")
}

/// A file, and what is to be said of it.
pub fn file(path: &str, said: &str) -> String {
    format!("{}: {said}", escaped(path))
}

/// What a library said, below a sentence of ours.
pub fn details(details: &str) -> String {
    by_flatline(&format!("details: {}", escaped(details)))
}

/// How a user's rows were understood.
#[cfg(feature = "csv")]
pub fn understood(csv: &Csv) -> String {
    let of = |count: usize, one: &str, more: &str| format!("{count} {}", if count == 1 { one } else { more });
    let separator = match csv.layout.separator {
        Separator::Comma => "commas",
        Separator::Semicolon => "semicolons",
        Separator::Tab => "tabs",
    };
    let header = match csv.layout.header {
        Header::None => "no header",
        Header::Names => "first line taken as header",
        Header::Numbers => "first line taken as header, since it counts the columns",
    };
    let decimals = if csv.layout.decimal_commas { ", with decimal commas" } else { "" };
    format!(
        "{} of {}, {} classes, separated by {separator}{decimals}, {header}",
        of(csv.table.rows(), "row", "rows"),
        of(csv.table.features, "feature", "features"),
        csv.table.classes
    )
}

/// A file of more bytes than are read.
pub fn too_large(most: u64) -> String {
    format!("This has more than {}, and no more than that is read.", mebibytes(most))
}

/// A text in another encoding than those that are read.
pub fn not_utf_8(byte: u8, line: usize) -> String {
    format!(
        "This is not UTF-8: byte 0x{byte:02X} in line {line}. Save it as UTF-8, or as UTF-16 with a byte-order mark."
    )
}

/// A text that has the mark of UTF-16 and is something else.
pub fn not_utf_16(line: usize) -> String {
    format!("This begins as UTF-16 and is not: half a character in line {line}.")
}

/// A file with a byte that no text has.
pub fn zero(line: usize) -> String {
    format!("This is not a text: byte 0x00 in line {line}. UTF-16 needs a byte-order mark.")
}

/// What the system says of a folder that cannot be written to.
pub fn folder(message: &str) -> String {
    format!("Its folder cannot be written to, where the output is written first: {}.", escaped(message))
}

/// A tensor of a type that is not read.
pub fn tensor_type(name: &str, found: &str) -> String {
    format!("Parameter {} has type {found}: it must be F32 or F64.", self::name(name))
}

/// What the system says of an output that cannot be written.
pub fn output(message: &str) -> String {
    format!("The output could not be written: {message}.")
}

/// What the system says of an output that could not get its name, and where it is.
pub fn output_beside(path: &str, kept: &str, message: &str) -> String {
    format!("{} could not be replaced: {}. What was measured is in {}.", escaped(path), escaped(message), escaped(kept))
}

/// Where the loss is no longer a number. Programs read it too: no spaces between thousands.
pub fn diverged(step: u64, layer: Layer) -> String {
    match layer {
        Layer::Hidden(layer) => format!("diverged at step {step}, layer {layer}"),
        Layer::Head => format!("diverged at step {step}, head"),
    }
}

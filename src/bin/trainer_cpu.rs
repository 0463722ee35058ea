//! The web worker that trains on the CPU.

use std::pin::Pin;

use flatline::trainer::{Opener, start};
use flatline::training::backend::{self, OpenDevice};

struct Cpu;

impl Opener for Cpu {
    fn open() -> Pin<Box<dyn Future<Output = Result<OpenDevice, String>>>> {
        Box::pin(async { Ok(backend::cpu()) })
    }
}

fn main() {
    start::<Cpu>();
}

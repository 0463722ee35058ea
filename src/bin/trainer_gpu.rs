//! The web worker that trains on the GPU.

use std::pin::Pin;

use flatline::trainer::{Opener, start};
use flatline::training::backend::{self, OpenDevice};

struct Gpu;

impl Opener for Gpu {
    fn open() -> Pin<Box<dyn Future<Output = Result<OpenDevice, String>>>> {
        Box::pin(backend::gpu())
    }
}

fn main() {
    start::<Gpu>();
}

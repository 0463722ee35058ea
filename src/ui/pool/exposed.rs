//! The pool for whoever scripts the page: the tests, and the benchmark.

use js_sys::{Float32Array, Function};
use wasm_bindgen::prelude::*;

use super::{Pool, Report};
use crate::experiment::from_fragment;
use crate::session::{Job, JobFailure, JobId};
use crate::words;

/// The document's pool of trainers.
#[wasm_bindgen]
pub struct JobPool {
    pool: Pool,
}

#[wasm_bindgen]
impl JobPool {
    #[allow(clippy::new_without_default)]
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self { pool: Pool::of_document() }
    }

    /// Trains `steps` steps of what a fragment says, such as `depth=30&seed=1`; gives the job's id.
    ///
    /// `listen` is called with `"progress"`, the steps done and all of them; and at the end once with `"done"` and the
    /// losses, with `"cancelled"`, or with `"failed"`.
    ///
    /// # Errors
    /// A sentence that says why it is refused.
    pub fn enqueue(&self, fragment: &str, steps: u32, listen: Function) -> Result<f64, String> {
        let id = self.pool.next_id();
        let story = from_fragment(fragment).story;
        let job = Job {
            id,
            story,
            snapshot: None,
            steps: steps as usize,
            probe_every: u32::MAX,
            enough: None,
            sharpness: false,
            keep: false,
        };
        let listen = move |report| {
            let number = |value: usize| JsValue::from(value as f64);
            let (kind, first, second) = match report {
                Report::Progress { done, total } => ("progress", number(done), number(total)),
                Report::Done(result) => ("done", Float32Array::from(result.losses.as_slice()).into(), JsValue::NULL),
                Report::Failed(JobFailure::Cancelled) => ("cancelled", JsValue::NULL, JsValue::NULL),
                Report::Failed(_) => ("failed", JsValue::NULL, JsValue::NULL),
            };
            // What a listener throws is its own affair.
            let _ = listen.call3(&JsValue::NULL, &kind.into(), &first, &second);
        };
        self.pool.enqueue(job, listen).map_err(|refusal| words::trainer::refusal(&refusal))?;
        Ok(id.0 as f64)
    }

    /// Ends a job.
    pub fn cancel(&self, job: f64) {
        self.pool.cancel(JobId(job as u64));
    }
}

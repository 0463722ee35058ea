//! Between two rounds of training: lets messages in, without the 4 ms that browsers add to a timer.

use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel};
use web_time::Duration;

/// A way to the end of the event loop's queue.
pub struct Pace {
    channel: Option<MessageChannel>,
}

impl Pace {
    pub fn new() -> Self {
        Self { channel: MessageChannel::new().ok() }
    }

    /// Returns once the messages that had arrived have been received.
    pub async fn let_messages_in(&self) {
        let mut ask = |resolve: Function, _reject: Function| match &self.channel {
            Some(channel) => {
                channel.port1().set_onmessage(Some(&resolve));
                // A message of nothing between two ports of our own cannot fail to be cloned.
                let _ = channel.port2().post_message(&JsValue::NULL);
            }
            None => drop(resolve.call0(&JsValue::NULL)),
        };
        let _ = JsFuture::from(Promise::new(&mut ask)).await;
    }
}

/// Returns after that time, to the millisecond.
pub async fn rest(duration: Duration) {
    let worker: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let milliseconds = i32::try_from(duration.as_millis()).unwrap_or(i32::MAX);
    let mut ask = |resolve: Function, _reject: Function| {
        // Without a timer there is no rest.
        if worker.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds).is_err() {
            let _ = resolve.call0(&JsValue::NULL);
        }
    };
    let _ = JsFuture::from(Promise::new(&mut ask)).await;
}

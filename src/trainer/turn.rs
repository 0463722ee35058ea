//! How a trainer lets others have their turn while it does something that takes long.

use std::pin::Pin;

use crate::session::RunId;

/// Lets messages in.
pub trait Turn {
    /// Resolves once the messages that had arrived have been received, to whether the network that is made for that run is
    /// still wanted.
    fn pass(&self, run: RunId) -> Pin<Box<dyn Future<Output = bool> + '_>>;
}

/// There is nobody else: everything is done at once.
pub struct AtOnce;

impl Turn for AtOnce {
    fn pass(&self, _run: RunId) -> Pin<Box<dyn Future<Output = bool> + '_>> {
        Box::pin(std::future::ready(true))
    }
}

//! The network: init, activation, norm, residual. Knows experiment and burn.

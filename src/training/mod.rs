//! Step, optimizer, clipping, checkpoints. Knows network and data.

//! Vitals in, verdict and remedies out: a pure function. Knows vitals and experiment.

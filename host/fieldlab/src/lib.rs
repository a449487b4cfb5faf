//! The fieldlab command: command line, configuration, wiring.

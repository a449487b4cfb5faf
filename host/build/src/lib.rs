//! Builds prototypes for the WebAssembly target with cargo.

//! Runs prototypes as WebAssembly components that can harm no one.

//! Runs prototypes as WebAssembly components that can harm no one.
mod capability;
mod contract_v0_1;
mod engine;
mod limits;
mod state;
/// Config.
#[derive(Clone, Debug)]
pub struct SandboxConfig { pub today: i32, pub seed: u64 }

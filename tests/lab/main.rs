//! End to end: the command line, the lab on the web, and the rules of the house.

mod deploying;
#[path = "../../host/registry/tests/docker_registry/mod.rs"]
mod docker_registry;
mod experiments;
mod floors;
mod invalid;
mod populations;
mod privacy;
mod prototypes;
mod quality;
mod registries;
#[expect(dead_code, reason = "benchmarks share it, and ask more of it")]
mod served;
mod serving;
mod test_lab;

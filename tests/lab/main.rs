//! End to end: the command line, the lab on the web, and the rules of the house.

mod collector;
mod deploying;
#[path = "../../host/registry/tests/docker_registry/mod.rs"]
mod docker_registry;
mod experiments;
mod exporting;
mod floors;
mod invalid;
mod languages;
mod members;
mod needs;
mod openid;
mod populations;
mod privacy;
mod prototypes;
mod quality;
mod registries;
mod running;
#[allow(dead_code, reason = "parts of it are used elsewhere")]
mod served;
mod serving;
mod signing;
mod support;
mod test_lab;
mod tls;

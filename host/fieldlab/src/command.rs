//! The subcommands, a file each.

pub(crate) mod build;
pub(crate) mod check;
pub(crate) mod demo;
pub(crate) mod deploy;
pub(crate) mod dev;
pub(crate) mod experiment;
pub(crate) mod fields;
pub(crate) mod grants;
pub(crate) mod key;
pub(crate) mod log;
pub(crate) mod member;
pub(crate) mod new;
pub(crate) mod population;
pub(crate) mod publish;
pub(crate) mod pull;
pub(crate) mod serve;
pub(crate) mod sign;
pub(crate) mod test;
pub(crate) mod token;
pub(crate) mod try_prototype;

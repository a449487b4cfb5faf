//! The nouns of Fieldlab, its validated declarations, and the ports that its floors meet in.
//!
//! Nothing here does I/O, asks the clock or draws a random number. A noun is a file: to add one, add its file and list it
//! below; to add a declaration, read it with [`reader::Section`], so that all its faults come at once with file, line and hint;
//! to add a field of a citizen, add it to `fixtures/catalogue.toml`.

pub mod assessment;
pub mod bsn;
pub mod capability;
pub mod citizens;
pub mod column;
pub mod condition;
pub mod date;
pub mod deployment;
pub mod digest;
pub mod evidence;
pub mod experiment;
pub mod fault;
pub mod field;
pub mod holder;
pub mod identity;
pub mod instant;
pub mod listed_log;
pub mod manifest;
pub mod member;
pub mod metric;
pub mod name;
pub mod need;
pub mod need_book;
pub mod number;
pub mod owner;
pub mod parameter;
pub mod persona;
pub mod place;
pub mod population;
pub mod processing;
pub mod question;
pub mod reaction;
pub mod reader;
pub mod register;
pub mod request;
pub mod service;
pub mod share;
pub mod sign_off;
pub mod store;
pub mod text;
pub mod topic;
pub mod tour;
pub mod trail;
pub mod vault;

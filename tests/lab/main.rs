//! End to end: the command line, the lab on the web, and the rules of the house.

mod deploying;
mod experiments;
mod floors;
mod invalid;
mod populations;
mod prototypes;
mod quality;
mod serving;
mod test_lab;

//! The end-to-end tests are in `lab/`: one binary, with `TestLab` to run the command line in a lab of its own.

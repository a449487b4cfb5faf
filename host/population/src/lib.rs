//! Synthetic citizens: model, fit, generate, columns, quality report, files.

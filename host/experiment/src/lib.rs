//! Runs experiments: plan, run, metrics, statistics, evidence, report.

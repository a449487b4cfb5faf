//! What demo sessions weigh that are held open.

use crate::deployed::Hosted;
use fieldlab_build::workspace_guests;

/// Sessions that are held open.
const SESSIONS: usize = 1_000;

/// A thousand visitors, each with a session of their own.
pub(crate) fn hold_open() {
    let lab = Hosted::serve();
    let component = std::fs::read(&workspace_guests()["na-de-ww"].component_path).expect("it was just built");
    lab.deploy("held", &component);
    lab.page("held");
    let before = resident(lab.process());
    for _ in 0..SESSIONS {
        lab.cookie("held");
    }
    let after = resident(lab.process());
    println!("{SESSIONS} demo sessions held open: {after:.0} MB of memory in use, {before:.0} MB before\n");
}

/// The memory of a process that is in use, in megabytes.
fn resident(process: u32) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or("0");
    line.trim().trim_end_matches(" kB").parse::<f64>().unwrap_or(0.0) * 1024.0 / 1e6
}

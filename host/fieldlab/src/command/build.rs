//! `fieldlab build`: prototypes into components.

use serde::Serialize;

use crate::cli::BuildArguments;
use crate::{output, progress};

#[derive(Serialize)]
struct Component {
    package: String,
    component: String,
    bytes: u64,
}

pub(crate) fn run(arguments: &BuildArguments) -> anyhow::Result<()> {
    let bar = progress::spinner("building");
    let built = fieldlab_build::build(&arguments.path, &mut |line| bar.set_message(line.to_owned()))?;
    bar.finish_and_clear();
    let components: Vec<Component> = built
        .into_iter()
        .map(|built| Component {
            package: built.package,
            bytes: std::fs::metadata(&built.component_path).map_or(0, |file| file.len()),
            component: built.component_path.display().to_string(),
        })
        .collect();
    if arguments.json {
        return output::json(&components);
    }
    for component in &components {
        println!("{}: {} ({} kB)", component.package, component.component, component.bytes.div_ceil(1024));
    }
    Ok(())
}

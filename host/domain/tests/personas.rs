//! The bundled personas are those of `fixtures/personas`.

use std::collections::BTreeSet;

use fieldlab_domain::persona::bundled;

#[test]
fn every_file_is_bundled_and_right() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/personas");
    let files = std::fs::read_dir(folder).expect("the folder exists");
    let files: BTreeSet<String> =
        files.map(|file| file.expect("it can be read").file_name().to_string_lossy().into_owned()).collect();
    assert_eq!(files, bundled().iter().map(|persona| format!("{}.toml", persona.name)).collect());
}

//! Compiled components are kept, in memory and on disk.

use std::fs;
use std::path::{Path, PathBuf};

use fieldlab_sandbox::{LoadCounts, Sandbox, SandboxConfig};

use crate::support::{TODAY, small_manifest};

/// A component that compiles and is then refused, which is enough to see where it came from.
fn component() -> Vec<u8> {
    let text = r#"(component
        (core module $module (memory 1) (func (export "nothing") (drop (memory.grow (i32.const 1)))))
        (core instance $instance (instantiate $module))
        (func $nothing (canon lift (core func $instance "nothing")))
        (instance $rule
            (export "describe" (func $nothing)) (export "assess" (func $nothing)) (export "explain" (func $nothing)))
        (export "fieldlab:lab/assessment@0.1.0" (instance $rule)))"#;
    wat::parse_str(text).expect("it is WAT")
}

fn sandbox(cache: &Path) -> Sandbox {
    let config = SandboxConfig { cache: Some(cache.to_owned()), instances: 8, ..SandboxConfig::new(TODAY) };
    Sandbox::new(config).expect("the folder can be used")
}

fn counts_after_loading(cache: &Path, times: usize) -> LoadCounts {
    let sandbox = sandbox(cache);
    for _ in 0..times {
        assert!(sandbox.load(small_manifest(), &component()).is_err());
    }
    sandbox.load_counts()
}

/// All files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder is there").map(|entry| entry.expect("it can be read").path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[test]
fn a_second_process_does_not_compile_again() {
    let cache = tempfile::tempdir().expect("a temporary folder");
    assert_eq!(counts_after_loading(cache.path(), 3), LoadCounts { from_memory: 2, from_disk: 0, compiled: 1 });
    assert_eq!(counts_after_loading(cache.path(), 2), LoadCounts { from_memory: 1, from_disk: 1, compiled: 0 });
}

#[test]
fn a_broken_entry_is_compiled_again() {
    let check = |break_it: &dyn Fn(&[u8]) -> Vec<u8>| {
        let cache = tempfile::tempdir().expect("a temporary folder");
        assert_eq!(counts_after_loading(cache.path(), 1).compiled, 1);
        let entries = files(cache.path());
        assert!(!entries.is_empty());
        for entry in entries {
            let bytes = fs::read(&entry).expect("the entry is there");
            fs::write(&entry, break_it(&bytes)).expect("the entry can be written");
        }
        assert_eq!(counts_after_loading(cache.path(), 1).compiled, 1, "it was broken");
        assert_eq!(counts_after_loading(cache.path(), 1).from_disk, 1, "it was mended");
    };
    check(&|_| Vec::new());
    check(&|bytes| bytes[..bytes.len() / 2].to_vec());
    check(&|_| b"not a compiled component".to_vec());
}

#[test]
fn a_folder_that_can_not_be_used_is_named() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("file");
    fs::write(&file, "in the way").expect("a temporary folder can be written");
    let config = SandboxConfig { cache: Some(file.join("cache")), instances: 8, ..SandboxConfig::new(TODAY) };
    let error = Sandbox::new(config).err().expect("there is a file in the way").to_string();
    assert!(error.starts_with("the sandbox can't start: can't keep compiled prototypes in"), "{error}");
    assert!(error.contains("hint: use a folder that you can write in"), "{error}");
}

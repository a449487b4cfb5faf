//! Files of synthetic citizens: used for runs, and never half written.

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::test_lab::{Said, TestLab};

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// The names of what is in a folder.
fn left(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("it is there");
    entries.map(|entry| entry.expect("it can be read").file_name().to_string_lossy().into_owned()).collect()
}

#[test]
fn a_run_over_a_file_gives_the_same_bytes() {
    let lab = TestLab::new();
    let run = ["experiment", "run", "zorgtoeslag-2026", "--json", "--persons", "20000", "--replicates", "2"];
    let expected = lab.ok(&run);
    for (file, seed) in [("one.parquet", "1"), ("one.arrow", "1"), ("two.arrow", "2")] {
        lab.ok(&["population", "make", "--persons", "20000", "--seed", seed, "--out", file]);
        let said = lab.run(&[&run[..], &["--population", file]].concat());
        assert_eq!((said.code, said.out == expected), (0, true), "{file}: {}", said.err);
        assert!(said.err.contains("1 of 2 from a file, the rest is made"), "{}", said.err);
    }
    let said = lab.run(&[&run[..], &["--population", "one.parquet", "--population", "two.arrow"]].concat());
    assert_eq!((said.code, said.out == expected, said.err.as_str()), (0, true, ""));
}

#[test]
fn a_file_of_another_population_is_refused_with_what_differs() {
    let lab = TestLab::new();
    lab.ok(&["population", "make", "--persons", "3000", "--seed", "7", "--out", "citizens.arrow"]);
    let run = |more: &[&str]| lab.refused(&[&["experiment", "run", "zachtere-afbouw"], more].concat());
    let said = run(&["--persons", "20000", "--replicates", "2", "--population", "citizens.arrow"]);
    insta::assert_snapshot!(said);
    let said = run(&["--population", "nowhere.arrow"]);
    assert!(said.contains("nowhere.arrow: there is no such file"), "{said}");
    std::fs::write(lab.path("text.arrow"), "a shopping list").expect("it can be written");
    let said = run(&["--population", "text.arrow"]);
    assert!(said.contains("text.arrow: it can't be read as Arrow"), "{said}");
}

#[test]
fn what_is_made_proves_that_nobody_is_real() {
    let lab = TestLab::new();
    for file in ["citizens.parquet", "citizens.arrow", "citizens.csv", "citizens"] {
        let made = json(&lab.ok(&["population", "make", "--persons", "30000", "--out", file, "--json"]));
        let proof = &made["proof"];
        let count = |key: &str| proof[key].as_u64().unwrap_or_else(|| panic!("{key}: {made}"));
        assert_eq!(["numbers", "pass_eleven_test", "twice"].map(count), [30_000, 0, 0], "{made}");
        assert_eq!(count("in_official_test_range"), 0, "{made}");
        assert!((900_000_000..count("highest")).contains(&count("lowest")), "{made}");
        assert!(count("highest") < 999_900_000, "{made}");
        assert_eq!(proof["names"], "drawn from national lists, independently of place");
    }
    let said = lab.ok(&["population", "make", "--persons", "1000", "--out", "citizens.arrow"]);
    insta::assert_snapshot!(said);
}

#[test]
fn a_target_that_can_not_be_written_is_refused_before_anybody_is_made() {
    let lab = TestLab::new();
    std::fs::write(lab.path("file"), "mine").expect("it can be written");
    std::fs::create_dir(lab.path("taken.arrow")).expect("it can be made");
    for (out, words) in [
        ("nowhere/citizens.parquet", "name a file in a folder that can be written"),
        ("nowhere/citizens", "name a folder that can be made"),
        ("file/citizens.arrow", "name a file in a folder that can be written"),
        ("file", "name a folder that can be made"),
        ("taken.arrow", "it is a folder"),
        #[cfg(target_os = "linux")]
        ("/proc/citizens.arrow", "name a file in a folder that can be written"),
        ("citizens.xlsx", "citizens can't be written as .xlsx"),
        ("citizens.csv", "are too many for a CSV file"),
    ] {
        let said = lab.refused(&["population", "make", "--out", out]);
        assert!(said.contains(words) && said.contains("hint: "), "{out}: {said}");
    }
    let mut names = left(&lab.path("."));
    names.sort();
    assert_eq!(names, ["file", "taken.arrow"]);
    assert_eq!(left(&lab.path("taken.arrow")), [""; 0]);
}

/// Runs a command by way of `sh`, which sets the limits of `script`; `$0` and `$@` are the command.
#[cfg(unix)]
fn limited(lab: &TestLab, script: &str, arguments: &[&str]) -> Said {
    let command = lab.command(arguments);
    let mut shell = Command::new("sh");
    shell.args(["-c", script]).arg(command.get_program()).args(command.get_args());
    shell.current_dir(command.get_current_dir().expect("it has one")).stdin(Stdio::null());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    lab.said(&shell.output().expect("sh starts"))
}

#[test]
#[cfg(unix)]
fn a_file_that_grows_too_large_leaves_nothing() {
    let lab = TestLab::new();
    for out in ["citizens.parquet", "citizens.arrow", "citizens.csv"] {
        std::fs::write(lab.path(out), "what was there").expect("it can be written");
        let arguments = ["population", "make", "--persons", "20000", "--out", out];
        let said = limited(&lab, "trap '' XFSZ; ulimit -f 200; exec \"$0\" \"$@\"", &arguments);
        assert_eq!(said.code, 2, "{said:?}");
        assert!(said.err.starts_with(&format!("error: {out}: ")) && said.err.contains("has room"), "{said:?}");
        assert_eq!(std::fs::read_to_string(lab.path(out)).expect("it is there"), "what was there");
    }
    assert_eq!(left(&lab.path(".")).len(), 3, "{:?}", left(&lab.path(".")));
    let said = limited(
        &lab,
        "trap '' XFSZ; ulimit -f 200; exec \"$0\" \"$@\"",
        &["population", "make", "--persons", "20000", "--out", "new"],
    );
    assert_eq!((said.code, lab.path("new").exists()), (2, false), "{said:?}");
}

/// On a disk of its own that is full; only root can make one.
#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_leaves_nothing() {
    let lab = TestLab::new();
    let mount = "mkdir disk && mount -t tmpfs -o size=300k tmpfs disk";
    let can = Command::new("unshare").args(["-m", "sh", "-c", mount]).current_dir(lab.path(".")).output();
    match can {
        Ok(output) if output.status.success() => {}
        Ok(output) => {
            eprintln!("skipped: no disk can be mounted here: {}", String::from_utf8_lossy(&output.stderr).trim());
            return;
        }
        Err(error) => {
            eprintln!("skipped: there is no unshare here: {error}");
            return;
        }
    }
    std::fs::remove_dir(lab.path("disk")).expect("it is only a folder outside");
    let script = format!(
        "exec unshare -m sh -c '{mount} && echo kept > disk/citizens.arrow; \"$0\" \"$@\"; code=$?; ls -A disk; cat \
         disk/citizens.arrow; rmdir disk 2>/dev/null; exit $code' \"$0\" \"$@\""
    );
    for out in ["disk/citizens.arrow", "disk/citizens.parquet", "disk/citizens.csv", "disk/citizens"] {
        let said = limited(&lab, &script, &["population", "make", "--persons", "50000", "--out", out]);
        assert_eq!(said.code, 2, "{said:?}");
        assert!(said.err.contains("No space left on device") && said.err.contains("has room"), "{said:?}");
        assert_eq!(said.out, "citizens.arrow\nkept\n", "{out}");
        let _ = std::fs::remove_dir(lab.path("disk"));
    }
}

#[test]
#[cfg(unix)]
fn an_interruption_leaves_nothing() {
    let lab = TestLab::new();
    let folder = lab.path("out");
    std::fs::create_dir(&folder).expect("it can be made");
    std::fs::write(folder.join("citizens.parquet"), "what was there").expect("it can be written");
    for (signal, out) in [("INT", "out/citizens.parquet"), ("TERM", "out/citizens.arrow"), ("INT", "out/citizens")] {
        let mut command = lab.command(&["population", "make", "--persons", "6000000", "--out", out]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        // In the middle: some of it is written.
        while child.try_wait().expect("it can be asked").is_none() && written(&folder) == 0 {
            std::thread::yield_now();
        }
        let kill = Command::new("kill").args([&format!("-{signal}"), &child.id().to_string()]).status();
        assert!(kill.expect("kill starts").success(), "{out}: it was still writing");
        let said = lab.said(&child.wait_with_output().expect("it ends"));
        assert_eq!((said.code, said.out.as_str()), (1, ""), "{out}: {said:?}");
        assert_eq!(said.err, "error: interrupted: nothing was written\n", "{out}");
        assert_eq!(left(&folder), ["citizens.parquet"], "{out}");
        let kept = std::fs::read_to_string(folder.join("citizens.parquet")).expect("it is there");
        assert_eq!(kept, "what was there", "{out}");
    }
}

/// The bytes of unfinished files in a folder and the folders in it.
#[cfg(unix)]
fn written(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let size = |entry: std::fs::DirEntry| match entry.file_type() {
        Ok(kind) if kind.is_dir() => written(&entry.path()),
        _ if entry.file_name().to_string_lossy().starts_with(".tmp") => entry.metadata().map_or(0, |file| file.len()),
        _ => 0,
    };
    entries.map(size).sum()
}

//! Outputs appear together or not at all.

use std::fs::{self, File};
use std::path::Path;
use std::time::SystemTime;
use suanli::report::{About, OutFile, Staging};

#[test]
fn outputs_appear_together_or_not_at_all() {
    let dir = tempfile::tempdir().expect("a folder for the test");
    let target = dir.path().join("out");
    let staging = Staging::new(&target, "test", &["a.txt", "plots/"]).expect("it can be written to");
    fs::write(staging.dir().join("a.txt"), "new").expect("it can be written to");
    fs::write(staging.make_dir("plots").expect("it can be made").join("b.svg"), "b")
        .expect("it can be written to");
    assert!(!target.join("a.txt").exists());
    let published = staging.publish(&About::default(), &[]).expect("nothing is in the way");
    assert_eq!(published.files, vec![target.join("a.txt"), target.join("plots/b.svg")]);
    assert_eq!(fs::read_to_string(target.join("a.txt")).expect("it is there"), "new");

    let given_up = Staging::new(&target, "test", &[]).expect("it can be written to");
    fs::write(given_up.dir().join("c.txt"), "c").expect("it can be written to");
    drop(given_up);
    let left: Vec<_> = fs::read_dir(&target).expect("it is there").collect();
    assert_eq!(left.len(), 3, "only what was published is left, and the manifest");

    for (names, why) in
        [(["a.txt/"], "there is a file of that name"), (["plots"], "there is a folder of that name")]
    {
        let error = Staging::new(&target, "test", &names).expect_err("the name is taken");
        assert!(error.to_string().ends_with(why), "{error}");
    }
}

/// Makes something look old.
fn age(path: &Path) {
    File::open(path).and_then(|file| file.set_modified(SystemTime::UNIX_EPOCH)).expect("it is ours");
}

#[cfg(unix)]
#[test]
fn what_a_dead_run_left_is_cleared_and_nothing_else() {
    let dir = tempfile::tempdir().expect("a folder for the test");
    let path = |name: &str| dir.path().join(name);
    let lives = Staging::new(dir.path(), "test", &[]).expect("it can be written to");
    let file = OutFile::create(&path("file")).expect("it can be written to");
    let names = || -> Vec<String> {
        let entries = fs::read_dir(dir.path()).expect("it is there");
        entries
            .map(|entry| entry.expect("it can be read").file_name().to_string_lossy().into_owned())
            .collect()
    };
    let alive = names();
    for name in [".suanli-dead00", ".suanli-mine", ".suanli-dead-0", "suanli-dead00"] {
        fs::create_dir(path(name)).expect("it can be made");
        fs::write(path(name).join(".hold"), "").expect("it can be written to");
    }
    fs::write(path(".suanli-dead01"), "half").expect("it can be written to");
    fs::write(path(".suanli-new001"), "half").expect("it can be written to");
    for name in names().iter().filter(|name| *name != ".suanli-new001") {
        age(&path(name));
    }
    let future = SystemTime::now() + std::time::Duration::from_secs(3_600);
    File::open(path(".suanli-new001")).and_then(|file| file.set_modified(future)).expect("it is ours");
    let error = Staging::new(dir.path(), "test", &[]).expect_err("one that lives writes there");
    assert!(error.to_string().contains("another run is writing"), "{error}");
    let mut expected = alive;
    expected.extend([".suanli-mine", ".suanli-dead-0", "suanli-dead00", ".suanli-new001"].map(String::from));
    let mut found = names();
    expected.sort();
    found.sort();
    assert_eq!(found, expected);
    drop((lives, file));
}

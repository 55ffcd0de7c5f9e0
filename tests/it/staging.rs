//! Outputs appear together or not at all.

use std::fs;
use suanli::report::Staging;

#[test]
fn outputs_appear_together_or_not_at_all() {
    let dir = tempfile::tempdir().expect("a folder for the test");
    let target = dir.path().join("out");
    let staging = Staging::new(&target, &["a.txt", "plots/"]).expect("it can be written to");
    fs::write(staging.dir().join("a.txt"), "new").expect("it can be written to");
    fs::write(staging.make_dir("plots").expect("it can be made").join("b.svg"), "b")
        .expect("it can be written to");
    assert!(!target.join("a.txt").exists());
    let files = staging.publish().expect("nothing is in the way");
    assert_eq!(files, vec![target.join("a.txt"), target.join("plots/b.svg")]);
    assert_eq!(fs::read_to_string(target.join("a.txt")).expect("it is there"), "new");

    let given_up = Staging::new(&target, &[]).expect("it can be written to");
    fs::write(given_up.dir().join("c.txt"), "c").expect("it can be written to");
    drop(given_up);
    let left: Vec<_> = fs::read_dir(&target).expect("it is there").collect();
    assert_eq!(left.len(), 2, "only what was published is left");

    for (names, why) in
        [(["a.txt/"], "there is a file of that name"), (["plots"], "there is a folder of that name")]
    {
        let error = Staging::new(&target, &names).expect_err("the name is taken");
        assert!(error.to_string().ends_with(why), "{error}");
    }
}

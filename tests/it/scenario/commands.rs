//! The commands `check`, `schema` and `init`.

use suanli::cli::{Failure, check, init};

#[test]
fn init_writes_a_good_scenario_and_never_overwrites_unasked() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("mine.toml");
    let args = |force| init::Args { file: file.clone(), force };
    init::run(&args(false)).unwrap();
    check::run(&check::Args { files: vec![file.clone()], json: false }).unwrap();

    std::fs::write(&file, "mine").unwrap();
    assert!(matches!(init::run(&args(false)), Err(Failure::Wrong(_))));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "mine");
    init::run(&args(true)).unwrap();
    assert_ne!(std::fs::read_to_string(&file).unwrap(), "mine");
}

#[test]
fn init_into_a_folder_that_does_not_exist_is_a_wrong_question() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("no/such/mine.toml");
    assert!(matches!(init::run(&init::Args { file, force: false }), Err(Failure::Wrong(_))));
}

#[test]
fn check_tells_the_problems_of_all_files() {
    let dir = tempfile::tempdir().unwrap();
    let files = ["a.toml", "b.toml"].map(|name| dir.path().join(name));
    std::fs::write(&files[0], "[scenario]\nseed = 1\nsede = 2\n").unwrap();
    for json in [false, true] {
        let args = check::Args { files: files.to_vec(), json };
        let Err(Failure::Wrong(reports)) = check::run(&args) else { panic!("both files are wrong") };
        let told: Vec<String> = reports.iter().map(ToString::to_string).collect();
        assert!(told.iter().any(|problem| problem.contains("unknown key `sede`")), "{told:?}");
        assert!(told.iter().any(|problem| problem.contains("b.toml: cannot read")), "{told:?}");
    }
}

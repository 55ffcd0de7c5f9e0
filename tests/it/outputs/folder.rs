//! A folder of results holds those of one experiment: older ones go, and nothing that is not ours is touched.

use crate::resume::Desk;
use std::fs;
use suanli::report::{About, Staging};

fn stderr(desk: &Desk, line: &str, code: i32) -> String {
    let output = desk.run(line);
    let told = String::from_utf8(output.stderr).expect("messages are UTF-8");
    assert_eq!(output.status.code(), Some(code), "{told}");
    told.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The files of the folder.
fn names(desk: &Desk) -> Vec<String> {
    desk.results("out").into_keys().collect()
}

#[test]
fn results_of_an_older_experiment_go_and_other_files_stay() {
    let desk = Desk::new();
    stderr(&desk, "compare smoke.toml --horizon 2d --out out --jobs-format csv --png", 0);
    for (name, text) in [("notes.txt", "mine"), ("plots/mine.svg", "mine"), ("jobs-easy.txt", "mine")] {
        fs::write(desk.path(&format!("out/{name}")), text).expect("it can be written to");
    }
    let before = names(&desk);
    for name in ["jobs-easy.csv", "plots/utilization-easy.svg", "plots/utilization-easy.png", "manifest.json"]
    {
        assert!(before.contains(&name.to_owned()), "{before:?}");
    }
    let told = stderr(&desk, "run smoke.toml --horizon 2d --out out", 0);
    assert!(told.contains("files of older results"), "{told}");
    let after = names(&desk);
    assert!(
        after
            .iter()
            .all(|name| !name.contains("-easy.csv") && !name.contains("-easy.svg") && !name.ends_with("png")),
        "{after:?}"
    );
    for name in ["notes.txt", "plots/mine.svg", "jobs-easy.txt"] {
        assert_eq!(desk.text(&format!("out/{name}")), "mine");
    }
    // The page lies where it is said to.
    assert!(told.ends_with("to be opened in a browser: out/report.html"), "{told}");
    // The folder is as if nothing else had ever been in it.
    let clean = Desk::new();
    stderr(&clean, "run smoke.toml --horizon 2d --out out", 0);
    let mine = ["jobs-easy.txt", "notes.txt", "plots/mine.svg"];
    let mut found = desk.results("out");
    found.retain(|name, _| !mine.contains(&name.as_str()));
    assert!(found == clean.results("out"));
    // And again, with nothing to take away.
    assert!(!stderr(&desk, "run smoke.toml --horizon 2d --out out", 0).contains("took away"));
}

#[test]
fn files_that_were_changed_since_are_kept_under_another_name() {
    let desk = Desk::new();
    stderr(&desk, "compare smoke.toml --horizon 2d --out out --jobs-format csv", 0);
    fs::write(desk.path("out/jobs-easy.csv"), "with remarks of mine").expect("it can be written to");
    let told = stderr(&desk, "run smoke.toml --horizon 2d --out out", 0);
    assert!(told.contains("jobs-easy.csv was changed since it was written: it is kept as"), "{told}");
    assert_eq!(desk.text("out/edited-jobs-easy.csv"), "with remarks of mine");
    // Nor does it stand in the way of the next results, which tell nothing of it.
    let told = stderr(&desk, "compare smoke.toml --horizon 2d --out out --jobs-format csv", 0);
    assert!(!told.contains("changed since"), "{told}");
    assert!(desk.text("out/jobs-easy.csv").starts_with("policy,"), "{told}");
    // A file that is written anew takes the place of nothing that somebody changed.
    fs::write(desk.path("out/summary.csv"), "mine").expect("it can be written to");
    fs::write(desk.path("out/jobs-easy.csv"), "mine again").expect("it can be written to");
    let told = stderr(&desk, "compare smoke.toml --horizon 2d --out out --jobs-format csv", 0);
    assert_eq!(told.matches("was changed since").count(), 2, "{told}");
    assert_eq!(
        (desk.text("out/edited-summary.csv"), desk.text("out/edited-2-jobs-easy.csv")),
        ("mine".into(), "mine again".into())
    );
    assert!(desk.text("out/summary.csv").starts_with("policy,"));
}

#[test]
fn files_of_others_are_never_written_over() {
    for name in ["summary.csv", "jobs-fcfs.csv.zst", "plots/policies.svg", "plots/queue-there.svg"] {
        let desk = Desk::new();
        fs::create_dir_all(desk.path("out/plots")).expect("it can be made");
        fs::write(desk.path(&format!("out/{name}")), "mine").expect("it can be written to");
        let told = stderr(&desk, "run smoke.toml --horizon 2d --out out", 2);
        assert!(
            told.contains(name) && told.contains("manifest.json does not say that suanli wrote it"),
            "{told}"
        );
        assert_eq!(names(&desk), [name]);
    }
    for text in [
        "{\"name\": \"a web page\"}",
        "no JSON",
        "{\"suanli\":\"0.2.0\",\"results\":{\"experiment\":{\"about\":{\"title\":\"\"},\"files\":{\"../notes\":null}}}}",
    ] {
        let desk =
            Desk::with(&[("smoke.toml", include_str!("../../../scenarios/smoke.toml")), ("notes", "mine")]);
        fs::create_dir(desk.path("out")).expect("it can be made");
        fs::write(desk.path("out/manifest.json"), text).expect("it can be written to");
        let told = stderr(&desk, "run smoke.toml --horizon 2d --out out", 2);
        assert!(told.contains("manifest.json"), "{told}");
        assert_eq!(
            (desk.text("out/manifest.json"), desk.text("notes")),
            (text.to_owned(), "mine".to_owned())
        );
    }
}

#[test]
fn results_of_different_commands_lie_beside_each_other() {
    let desk = Desk::new();
    stderr(&desk, "run smoke.toml --horizon 2d --out out", 0);
    let experiment = names(&desk);
    stderr(&desk, "inspect small.swf --out out", 0);
    let both = names(&desk);
    assert!(experiment.iter().all(|name| both.contains(name)), "{both:?}");
    assert!(both.contains(&"report.json".to_owned()), "{both:?}");
    let manifest: serde_json::Value =
        serde_json::from_str(&desk.text("out/manifest.json")).expect("it is JSON");
    let results = &manifest["results"];
    assert_eq!(results["experiment"]["about"]["policies"], serde_json::json!(["fcfs"]));
    assert_eq!(results["inspection"]["about"]["title"], "small.swf");
    stderr(&desk, "run smoke.toml --horizon 2d --out out", 0);
    assert_eq!(names(&desk), both);
}

#[test]
fn two_processes_do_not_mix_their_results() {
    let desk = Desk::new();
    fs::create_dir(desk.path("out")).expect("it can be made");
    let other = Staging::new(&desk.path("out"), "experiment", &["summary.json"]).expect("nobody else writes");
    let told = stderr(&desk, "run smoke.toml --horizon 2d --out out", 2);
    assert!(told.contains("another run is writing its results there"), "{told}");
    fs::write(other.dir().join("summary.json"), "theirs").expect("it can be written to");
    other.publish(&About::default(), &[]).expect("nothing is in the way");
    assert_eq!(names(&desk), ["manifest.json", "summary.json"]);
    assert_eq!(desk.text("out/summary.json"), "theirs");
    // Now it is over.
    stderr(&desk, "run smoke.toml --horizon 2d --out out", 0);
    assert_ne!(desk.text("out/summary.json"), "theirs");
}

/// Many at once: some are refused, and whatever is there in the end is of one of them.
#[test]
fn the_folder_is_of_one_of_many() {
    let desk = Desk::new();
    let run = |seed: u32| {
        let line = format!("run smoke.toml --horizon 2d --jobs-format csv --seed {seed} --out out");
        desk.run(&line).status.code().expect("it ends")
    };
    let codes: Vec<i32> = std::thread::scope(|scope| {
        let runs: Vec<_> = (1..=6).map(|seed| scope.spawn(move || run(seed))).collect();
        runs.into_iter().map(|run| run.join().expect("it ends")).collect()
    });
    assert!(codes.iter().all(|code| [0, 2].contains(code)), "{codes:?}");
    if !codes.contains(&0) {
        return;
    }
    let found = desk.results("out");
    let manifest: serde_json::Value = serde_json::from_slice(&found["manifest.json"]).expect("it is JSON");
    let seed = &manifest["results"]["experiment"]["about"]["seed"];
    let clean = Desk::new();
    stderr(&clean, &format!("run smoke.toml --horizon 2d --jobs-format csv --seed {seed} --out out"), 0);
    assert!(found == clean.results("out"), "seed {seed}");
}

//! Engines that run the parts of a sweep: Dask and Ray on clusters that they make here, and the scripts for Slurm.

use super::{SWEEP, desk, results, sweep};
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

/// The Python with these modules; nothing, and a word about it, where there is none.
fn python(module: &str) -> Option<String> {
    let python = std::env::var("SUANLI_PYTHON").unwrap_or_else(|_| "python3".into());
    let found = Command::new(&python).args(["-c", &format!("import {module}")]).output();
    if found.is_ok_and(|output| output.status.success()) {
        return Some(python);
    }
    let note = format!("skipped: {python} has no {module}; SUANLI_PYTHON names another Python");
    writeln!(std::io::stderr(), "{note}").expect("standard error can be written to");
    None
}

fn runs_as_here(module: &str, script: &str) {
    let Some(python) = python(module) else { return };
    let desk = desk();
    // Four numbers of nodes, eight seeds and two policies: 64 cells.
    let words = [
        "smoke.toml",
        "--set",
        "center.tiny.partition.npu.nodes=3..6",
        "--set",
        "seed=1..8",
        "--replications",
        "1",
    ];
    desk.good(&[&["sweep"], &words[..], &["--out", "local"]].concat());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/cluster").join(script);
    let output = Command::new(python)
        .arg(script)
        .args([&desk.path("cluster").display().to_string(), "7"])
        .args(words)
        .current_dir(desk.path(""))
        .env("SUANLI", env!("CARGO_BIN_EXE_suanli"))
        .env_remove("RAYON_NUM_THREADS")
        .output()
        .expect("it was there");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8_lossy(&output.stdout).replace('\n', " ");
    assert!(text.contains("64 cells") && text.contains("0 run, 64 reused."), "{text}");
    assert!(results(&desk.path("cluster")) == results(&desk.path("local")));
}

#[test]
fn dask_gives_the_bytes_of_a_local_sweep() {
    runs_as_here("dask.distributed", "dask_sweep.py");
}

#[test]
fn ray_gives_the_bytes_of_a_local_sweep() {
    runs_as_here("ray", "ray_sweep.py");
}

/// The scripts ask what was asked, word for word, of the part that Slurm names.
#[test]
fn scripts_for_slurm_ask_the_same_once_more() {
    let desk = desk();
    let words =
        ["--out", "out", "--shards", "5", "--sbatch=--partition=long", "--metric", "p95 wait", "--dry-run"];
    let told = desk.good(&[&["submit"], &SWEEP[1..], &words].concat());
    assert!(told.contains("submitted nothing"), "{told}");
    let script = desk.text("out/slurm/sweep.sh");
    assert!(
        script.starts_with("#!/bin/sh\n#SBATCH --job-name=suanli-sweep\n#SBATCH --requeue\n"),
        "{script}"
    );
    assert!(
        script.contains("#SBATCH --array=1-5\n") && script.contains("#SBATCH --partition=long\n"),
        "{script}"
    );
    let merge = desk.text("out/slurm/merge.sh");
    assert!(
        merge.contains(" --metric 'p95 wait'\n") && merge.contains("#SBATCH --partition=long\n"),
        "{merge}"
    );
    // What Slurm does, by hand.
    sweep(&desk, &[], "local");
    for part in 1..=5 {
        let script = desk.path("out/slurm/sweep.sh");
        let output = Command::new("sh").arg(script).env("SLURM_ARRAY_TASK_ID", part.to_string()).output();
        let output = output.expect("there is a shell");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let output = Command::new("sh").arg(desk.path("out/slurm/merge.sh")).output().expect("there is a shell");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    sweep(&desk, &["--metric", "p95 wait"], "local");
    assert!(results(&desk.path("out")) == results(&desk.path("local")));
}

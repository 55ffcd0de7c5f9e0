//! Names, values and files that would move the cursor, turn a line round or hide, and cells that would be formulas: through
//! every command, nothing of them comes out but text.

use crate::resume::Desk;
use std::fs;
use std::path::Path;
use std::process::Output;
use suanli::text::is_hidden;

/// Red, a bell, the title of the window, a line of one's own, and a line that runs backwards.
const EVIL: &str = "a\u{1b}[31m\u{7}\u{1b}]0;x\u{9c}\rb\u{202e}c\u{9b}2J";

/// That nothing in what was told or printed hides, and that nothing went wrong beside the question.
#[track_caller]
fn assert_plain(command: &str, output: &Output) {
    let code = output.status.code();
    assert!(matches!(code, Some(0..=2)), "{command}: {code:?}");
    for bytes in [&output.stdout, &output.stderr] {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("panicked"), "{command}: {text}");
        assert_text(command, &text);
        assert!(text.len() < 1_000_000, "{command}: {} bytes", text.len());
    }
}

#[track_caller]
fn assert_text(of: &str, text: &str) {
    let hidden: Vec<char> = text.chars().filter(|letter| is_hidden(*letter) && *letter != '\n').collect();
    assert!(hidden.is_empty(), "{of}: {:?} in {}", hidden, text.escape_debug());
}

/// That no file of a folder hides anything, and no cell of its tables is a formula.
#[track_caller]
fn assert_files(folder: &Path) {
    let mut files = 0;
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("it can be read").path();
        if path.is_dir() {
            assert_files(&path);
            continue;
        }
        let Some(ending) = path.extension().and_then(|ending| ending.to_str()) else { continue };
        if !["csv", "svg", "json", "toml"].contains(&ending) {
            continue;
        }
        files += 1;
        let text = fs::read_to_string(&path).expect("it is text");
        assert_text(&path.display().to_string(), &text);
        if ending == "csv" {
            let formula = |cell: &&str| {
                cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err()
            };
            let found: Vec<&str> = text.lines().flat_map(|line| line.split(',')).filter(formula).collect();
            assert!(found.is_empty(), "{}: {found:?}", path.display());
        }
    }
    assert!(0 < files, "{}", folder.display());
}

/// A log as Slurm exports it whose users, accounts, queues and names are hostile.
fn hostile_log() -> String {
    let mut log =
        "JobID|JobName|User|Account|Partition|Submit|Start|End|Timelimit|ReqCPUS|State\n".to_owned();
    let users = [EVIL, "=cmd|x", "+1+1", "@sum", "-evil", "\u{7f}gone", "王"];
    for (place, user) in users.iter().cycle().take(28).enumerate() {
        let user = user.replace(['|', '\r'], "!");
        log += &format!(
            "{}|{user}|{user}|{user}|{user}|2024-03-01T08:{:02}:00|2024-03-01T08:{:02}:30|2024-03-01T09:{:02}:00|02:00:00|4|COMPLETED\n",
            place + 1,
            place,
            place,
            place
        );
    }
    log
}

/// The same rows, of which most are none.
fn broken_log() -> String {
    hostile_log().replace("2024-03-01T08:1", EVIL)
}

/// A schedule that breaks laws, whose columns and values are hostile.
fn hostile_schedule() -> String {
    let mut rows = format!("job,submit,start,end,procs,state,{EVIL}\n").replace('\r', "");
    rows += "1,0,0,10,4,finished,=1\n2,0,0,5,9,=cmd,x\n";
    rows
}

fn scenario_of_the_log() -> String {
    "[scenario]\ntitle = \"A log\"\nstart = 2024-03-01T08:00:00\nhorizon = \"1 day\"\nseed = 1\nreplications = 1\n\
     [[center]]\nname = \"hpc\"\ntitle = \"HPC\"\n\
     [[center.partition]]\nname = \"all\"\nnodes = 2\nhardware = \"n\"\n\
     [hardware.n]\ncores = 16\nmemory = \"256 GiB\"\nidle = \"200 W\"\nbusy = \"600 W\"\n\
     [[tenants]]\nname = \"users\"\ncount = 3\n\
     [[workload]]\nname = \"+1+1\"\ncenter = \"hpc\"\ntenants = \"users\"\nlog = \"jobs.psv\"\n\
     [[policy]]\nname = \"+easy\"\norder = \"fcfs\"\nbackfill = \"easy\"\n\
     [[policy]]\nname = \"+fair\"\norder = \"fcfs\"\nbackfill = \"none\"\n"
        .into()
}

#[test]
fn hostile_logs_come_out_as_text() {
    let (log, scenario) = (hostile_log(), scenario_of_the_log());
    let desk = Desk::with(&[
        ("jobs.psv", &log),
        ("broken.psv", &broken_log()),
        ("s.toml", &scenario),
        ("table.csv", &hostile_schedule()),
    ]);
    for command in [
        "inspect jobs.psv",
        "inspect jobs.psv --json",
        "inspect broken.psv",
        "replay jobs.psv --processors 32 --jobs replayed.csv --summary replayed.json",
        "replay jobs.psv --processors 8 --json",
        "replay jobs.psv --processors 8 --explain 5",
        "replay broken.psv --processors 32",
        "fit jobs.psv --out model.toml",
        "check s.toml",
        "check s.toml --json",
        "compare s.toml --out compared",
        "explain s.toml --job 3",
        "generate s.toml --out jobs.csv",
        "generate s.toml --out jobs.swf",
        "verify table.csv --processors 8",
        "verify jobs.psv --processors 8",
        "check jobs.psv",
        "check table.csv",
        "run table.csv",
        "inspect table.csv",
    ] {
        assert_plain(command, &desk.run(command));
    }
    assert!(desk.path("compared").is_dir() && desk.path("jobs.csv").is_file());
    fs::remove_file(desk.path("table.csv")).expect("it is there");
    assert_files(&desk.path("."));
}

#[test]
fn hostile_scenarios_come_out_as_text() {
    let smoke = include_str!("../../scenarios/smoke.toml");
    let json = serde_json::to_string(EVIL).expect("it is a text");
    let typed = [
        smoke.replace("title = \"", &format!("title = {json} # \"")),
        smoke.replace("name = \"", &format!("name = {json} # \"")),
        smoke.replace("backfill = \"", &format!("backfill = {json} # \"")),
        smoke.replace("start = ", &format!("start = {EVIL} # ")),
        smoke.replace("[[policy]]", &format!("[[{EVIL}]]")),
        smoke.replace("horizon", &format!("\"{}\"", EVIL.replace(['\r', '\u{7}', '\u{1b}'], ""))),
        format!("{smoke}\n{EVIL} = 1\n"),
        smoke.replace("seed = ", &format!("seed = {json} # ")),
        EVIL.to_owned(),
    ];
    for text in typed {
        let desk = Desk::with(&[("s.toml", &text)]);
        for command in
            ["check s.toml", "check s.toml --json", "run s.toml --out out", "generate s.toml --out a.csv"]
        {
            assert_plain(command, &desk.run(command));
        }
    }
}

#[test]
fn hostile_words_on_the_command_line_come_out_as_text() {
    let desk = Desk::new();
    for arguments in [
        &["run", EVIL][..],
        &["run", "smoke.toml", "--policy", EVIL],
        &["run", "smoke.toml", "--horizon", EVIL],
        &["run", "smoke.toml", "--seed", EVIL],
        &["compare", "smoke.toml", "--out", "smoke.toml/\u{1b}[31m"],
        &["replay", "small.swf", "--order", EVIL],
        &["replay", EVIL, "--nodes", EVIL],
        &["verify", EVIL, "--processors", "1"],
        &["inspect", EVIL],
        &["fit", EVIL],
        &["init", "no/such/\u{1b}[31m"],
        &["list", EVIL],
        &["branch", EVIL, "--set", EVIL],
        &["resume", EVIL],
        &["explain", "smoke.toml", "--job", EVIL],
        &["schema", EVIL],
        &[EVIL],
    ] {
        assert_plain(arguments[0], &desk.output(arguments));
    }
    let name = "\u{202e}log\u{1b}[31m.swf";
    fs::copy(desk.path("small.swf"), desk.path(name)).expect("any name will do");
    for arguments in [
        &["inspect", name][..],
        &["replay", name, "--jobs", "out.csv"],
        &["fit", name, "--out", "model.toml"],
    ] {
        assert_plain(arguments[0], &desk.output(arguments));
    }
    assert_files(&desk.path("."));
}

#[test]
fn very_many_mistakes_end_after_the_first_of_each_kind() {
    let mut table = "job,submit,start,end,procs\n".to_owned();
    for row in 0..60_000 {
        table += &format!("{row},x{row},y,z,w\n");
    }
    let long = format!("job,submit,start,end,procs\n{},0,0,0,1\n", "9".repeat(2_000_000));
    let desk = Desk::with(&[("table.csv", &table), ("long.csv", &long)]);
    let output = desk.run("verify table.csv --processors 8");
    assert_plain("verify", &output);
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(told.contains("and 59,980 more of this kind"), "{told}");
    let output = desk.run("verify long.csv --processors 8");
    assert_plain("verify", &output);
    assert!(String::from_utf8_lossy(&output.stderr).contains("more characters"), "{output:?}");
}

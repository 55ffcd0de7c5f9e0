//! Every command on the pages is run as it stands, in a folder with the scenarios of the repository and logs under the names that the
//! pages use. What would take long says so above its block: `<!-- in tests: ... -->` holds words that are put behind each command.

use super::{pages, read, repository};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock as Once;

/// Commands of others, which stand on the pages and are not run.
const OTHERS: &[&str] = &[
    "cargo build",
    "cargo check",
    "cargo doc",
    "cargo fmt",
    "cargo install",
    "cargo run --example",
    "cargo test",
    "git clone",
    "SUANLI_WRITE_DOCS=1 cargo test",
    "squeue",
];

/// Pages whose commands need what no test can make up, and where they are tried instead.
const ELSEWHERE: &[(&str, &str)] = &[
    ("forecasts.md", "real queues: tests/it/forecast"),
    ("slurm-distance.md", "recordings of a real Slurm: tests/it/slurm_truth"),
];

/// A page's command with the words that tests put behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Typed {
    pub(super) line: String,
    more: String,
}

/// The commands in the blocks of shell of a page.
pub(super) fn typed(page: &str) -> Vec<Typed> {
    let mut commands = Vec::new();
    let (mut more, mut in_shell, mut in_code, mut begun) = (String::new(), false, false, String::new());
    for line in page.lines() {
        if let Some(words) = line.strip_prefix("<!-- in tests: ") {
            more = words.trim_end_matches("-->").trim().to_owned();
        } else if let Some(language) = line.strip_prefix("```") {
            if in_code {
                more.clear();
            }
            (in_code, in_shell) = (!in_code, !in_code && language == "sh");
        } else if in_shell {
            let line = line.split(" # ").next().unwrap_or_default().trim();
            if let Some(line) = line.strip_suffix('\\') {
                begun += line;
            } else if !line.is_empty() && !line.starts_with('#') {
                begun += line;
                commands.push(Typed { line: std::mem::take(&mut begun), more: more.clone() });
            }
        }
    }
    commands
}

/// The words of a line, as a shell has them.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for letter in line.chars() {
        match (quote, letter) {
            (Some(mark), letter) if letter == mark => quote = None,
            (None, '\'' | '"') => quote = Some(letter),
            (None, ' ') => words.push(String::new()),
            (_, letter) => words.last_mut().expect("there is always a last word").push(letter),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The words behind the name of our command; nothing of a command of others.
fn ours(line: &str) -> Option<Vec<String>> {
    let rest = line.strip_prefix("suanli ").or_else(|| line.strip_prefix("cargo run --release -- "))?;
    Some(words(rest))
}

/// A folder with the scenarios, and a simulated log under every name that a page has for one.
struct Bench {
    dir: tempfile::TempDir,
}

impl Bench {
    fn new() -> Bench {
        let dir = tempfile::tempdir().expect("a folder for the test");
        let bench = Bench { dir };
        let folder = bench.dir.path();
        copy(&repository().join("scenarios"), &folder.join("scenarios"));
        let log = log();
        for name in ["log.swf.gz", "KTH-SP2-1996-2.swf.gz"] {
            fs::write(folder.join(name), log).expect("it can be written");
        }
        let mut plain = Vec::new();
        std::io::copy(&mut flate2::read::GzDecoder::new(log), &mut plain).expect("it is packed");
        for name in ["LOG.swf", "KTH-SP2-1996-2.swf"] {
            fs::write(folder.join(name), &plain).expect("it can be written");
        }
        fs::write(folder.join("jobs.psv"), sacct(&String::from_utf8_lossy(&plain)))
            .expect("it can be written");
        bench
    }

    /// The files that a word with a star stands for.
    fn spread(&self, word: &str) -> Vec<String> {
        let Some((before, after)) = word.split_once('*') else { return vec![word.to_owned()] };
        let (folder, beginning) = before.rsplit_once('/').unwrap_or((".", before));
        let Ok(entries) = fs::read_dir(self.dir.path().join(folder)) else { return vec![word.to_owned()] };
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let mut names: Vec<String> = names
            .filter(|name| name.starts_with(beginning) && name.ends_with(after))
            .map(|name| format!("{folder}/{name}"))
            .collect();
        names.sort();
        if names.is_empty() { vec![word.to_owned()] } else { names }
    }

    /// Runs a command; tells what was wrong with it.
    fn run(&self, typed: &Typed) -> Result<(), String> {
        let Some(mut asked) = ours(&typed.line) else {
            let known = OTHERS.iter().any(|other| typed.line.starts_with(other));
            return if known {
                Ok(())
            } else {
                Err(format!("{}: not ours, and not among OTHERS", typed.line))
            };
        };
        asked = asked.iter().flat_map(|word| self.spread(word)).collect();
        asked.extend(words(&typed.more));
        let output = Command::new(env!("CARGO_BIN_EXE_suanli"))
            .args(&asked)
            .current_dir(self.dir.path())
            .env_remove("COLUMNS")
            .env_remove("RAYON_NUM_THREADS")
            .output()
            .expect("the command is there");
        if output.status.success() {
            return Ok(());
        }
        Err(format!("suanli {}\n{}", asked.join(" "), String::from_utf8_lossy(&output.stderr)))
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("it can be made");
    for entry in fs::read_dir(from).expect("it can be read") {
        let path = entry.expect("it can be read").path();
        let target = to.join(path.file_name().expect("a file has a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("it can be copied");
        }
    }
}

/// A log with starts, of two simulated weeks.
fn log() -> &'static [u8] {
    static LOG: Once<Vec<u8>> = Once::new();
    LOG.get_or_init(|| {
        let dir = tempfile::tempdir().expect("a folder for the test");
        let scenario = repository().join("scenarios/smoke.toml").display().to_string();
        let line = [
            "run",
            &scenario,
            "--policy",
            "easy",
            "--horizon",
            "14d",
            "--replications",
            "1",
            "--also",
            "swf",
            "--out",
            "out",
        ];
        let output = Command::new(env!("CARGO_BIN_EXE_suanli")).args(line).current_dir(dir.path()).output();
        assert!(output.expect("the command is there").status.success());
        fs::read(dir.path().join("out/schedule-easy.swf.gz")).expect("it was written")
    })
}

/// The same as `sacct` would print it.
fn sacct(swf: &str) -> String {
    let mut text =
        String::from("JobID|User|Account|Partition|QOS|Submit|Start|End|Timelimit|ReqCPUS|State\n");
    let epoch = jiff::civil::date(2023, 1, 2).at(0, 0, 0, 0);
    let date = |secs: i64| epoch + jiff::SignedDuration::from_secs(secs);
    for line in swf.lines().filter(|line| !line.starts_with(';')) {
        let fields: Vec<i64> =
            line.split(' ').map(|field| field.parse::<f64>().unwrap_or(-1.0) as i64).collect();
        let (submit, wait, run, procs, walltime) = (fields[1], fields[2], fields[3], fields[4], fields[8]);
        if run < 0 {
            continue;
        }
        let (start, end) = (date(submit + wait), date(submit + wait + run));
        text += &format!(
            "{}|u{}|lab|npu|normal|{}|{start}|{end}|{}:{:02}:{:02}|{procs}|COMPLETED\n",
            fields[0],
            fields[11],
            date(submit),
            walltime / 3600,
            walltime / 60 % 60,
            walltime % 60,
        );
    }
    text
}

/// Runs the commands of a page, one after the other.
fn run_page(name: &str) {
    let commands = typed(&read(name));
    let bench = Bench::new();
    let wrong: Vec<String> = commands.iter().filter_map(|typed| bench.run(typed).err()).collect();
    assert!(wrong.is_empty(), "{name}:\n{}", wrong.join("\n"));
}

#[test]
fn every_command_of_the_tutorial_runs() {
    for page in ["tutorial", "own-log", "honest", "capacity", "kubernetes"] {
        assert!(2 < typed(&read(&format!("docs/{page}.md"))).len(), "{page}");
        run_page(&format!("docs/{page}.md"));
    }
}

#[test]
fn every_command_of_the_other_pages_runs() {
    let mut seen = 0;
    let tutorial = ["tutorial.md", "own-log.md", "honest.md", "capacity.md", "kubernetes.md"];
    for page in pages().iter().filter(|page| !tutorial.contains(&page.as_str())) {
        let commands = typed(&read(&format!("docs/{page}")));
        if let Some((_, where_else)) = ELSEWHERE.iter().find(|(other, _)| other == page) {
            assert!(!commands.is_empty(), "{page} has no commands any more ({where_else})");
        } else if !commands.is_empty() {
            run_page(&format!("docs/{page}"));
            seen += commands.len();
        }
    }
    assert!(20 < seen, "{seen} commands were run");
}

#[test]
fn every_command_of_the_readme_runs() {
    run_page("README.md");
}

#[test]
fn the_chinese_readme_has_the_commands_of_the_english_one() {
    let lines = |name: &str| typed(&read(name)).into_iter().map(|typed| typed.line).collect::<Vec<String>>();
    assert_eq!(lines("README.zh.md"), lines("README.md"));
    let pictures = |name: &str| {
        super::links(&read(name)).into_iter().filter(|link| link.ends_with(".svg")).collect::<Vec<String>>()
    };
    assert_eq!(pictures("README.zh.md"), pictures("README.md"));
}

/// Commands within sentences and tables are not run, but what they name is there.
#[test]
fn every_subcommand_and_option_that_pages_name_is_there() {
    let command = suanli::cli::command();
    let mut unknown = Vec::new();
    let mut seen = 0;
    let names = pages().into_iter().map(|page| format!("docs/{page}"));
    for name in names.chain(["README.md".to_owned(), "README.zh.md".to_owned()]) {
        let text = read(&name);
        let spans = text.split('`').skip(1).step_by(2).filter_map(|span| span.strip_prefix("suanli "));
        for span in spans.filter(|span| !span.contains('\n')) {
            let words = words(span);
            let Some(part) = words.first().and_then(|word| command.find_subcommand(word)) else {
                unknown.push(format!("{name}: `suanli {span}`: no such command"));
                continue;
            };
            seen += 1;
            let options = words.iter().filter_map(|word| word.strip_prefix("--"));
            for option in options.map(|option| option.split('=').next().unwrap_or_default()) {
                let is_known = |arg: &clap::Arg| arg.get_long() == Some(option);
                if !option.is_empty()
                    && option != "help"
                    && !part.get_arguments().chain(command.get_arguments()).any(is_known)
                {
                    unknown.push(format!("{name}: `suanli {span}`: no option --{option}"));
                }
            }
        }
    }
    assert!(unknown.is_empty(), "{}", unknown.join("\n"));
    assert!(50 < seen, "{seen} commands were looked at");
}

#[test]
fn commands_are_found_on_a_page() {
    let page = "```sh\na \\\n  'b c' # d\n# e\n```\n<!-- in tests: --f -->\n```sh\ng\n```\n```text\nh\n```\n";
    let found = typed(page);
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(words(&found[0].line), ["a", "b c"]);
    assert_eq!((found[1].line.as_str(), found[1].more.as_str()), ("g", "--f"));
}

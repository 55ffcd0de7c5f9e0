//! `suanli submit`: a sweep as a job array of Slurm, with a job behind it that puts the results together.

use super::study::threads;
use super::sweep::check_points;
use super::sweep_args::SweepArgs;
use super::sweep_folder::check_folder;
use super::swept::Swept;
use super::{Failure, console, machine};
use crate::experiment::sweep::Shard;
use crate::report::{prepare_dir, write_file};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder of the scripts and of what the jobs say, in that of the sweep.
const SLURM_FOLDER: &str = "slurm";

/// Run a sweep as a job array of Slurm, on as many nodes as there are parts.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    sweep: SweepArgs,
    /// A folder for the results that all nodes see; cells that are done there are not run again.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// How many parts, each of which is a task of the array.
    #[arg(long, value_name = "PARTS", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    shards: u32,
    /// How many threads each task has.
    #[arg(long, value_name = "N", default_value = "1", value_parser = threads)]
    threads: usize,
    /// An option for sbatch, once for each, as in `--sbatch=--partition=long`.
    #[arg(long, value_name = "OPTION", allow_hyphen_values = true)]
    sbatch: Vec<String>,
    /// The figure that the results tell of, as in `suanli sweep`.
    #[arg(long, value_name = "FIGURE")]
    metric: Option<String>,
    /// Write the scripts, and submit nothing.
    #[arg(long)]
    dry_run: bool,
}

/// Does it.
///
/// # Errors
/// When the sweep is wrong, or Slurm does not take the jobs.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let swept = Swept::of(&args.sweep)?;
    let described = swept.described()?;
    let cells = described.layout().cells();
    if cells < args.shards as usize {
        let shards = args.shards;
        return Err(Failure::wrong(format!(
            "--shards {shards}: the sweep has {cells} cells: expected no more parts"
        )));
    }
    if let Some(option) = args.sbatch.iter().find(|option| !option.starts_with('-') || option.contains('\n'))
    {
        return Err(Failure::wrong(format!(
            "--sbatch {option}: expected an option such as --partition=long"
        )));
    }
    check_folder(&args.out, &described)?;
    check_points(&swept, described.layout(), Shard::WHOLE, machine::core_count())?;
    prepare_dir(&args.out)?;
    let absolute = |path: &Path| {
        std::path::absolute(path).map_err(|error| Failure::unanswered(format!("{}: {error}", path.display())))
    };
    let out = absolute(&args.out)?;
    let folder = out.join(SLURM_FOLDER);
    prepare_dir(&folder)?;
    let program = std::env::current_exe()
        .map_err(|error| Failure::unanswered(format!("cannot tell where suanli is: {error}")))?;
    let paths = Paths { program: &program, out: &out, folder: &folder };
    let array = folder.join("sweep.sh");
    let merge = folder.join("merge.sh");
    write_file(&array, array_script(args, paths, &absolute(&args.sweep.scenario)?)?.as_bytes())?;
    write_file(&merge, merge_script(args, paths).as_bytes())?;
    if args.dry_run {
        return console::print(&format!(
            "Wrote {} and {}; submitted nothing.\n",
            array.display(),
            merge.display()
        ));
    }
    let job = submitted(&[array.as_os_str()])?;
    let dependency = format!("--dependency=afterok:{job}");
    let behind = submitted(&[dependency.as_ref(), "--kill-on-invalid-dep=yes".as_ref(), merge.as_os_str()]);
    let behind = behind.inspect_err(|_| {
        console::tell(&format!("job {job} was submitted: `scancel {job}` takes it back"));
    })?;
    console::print(&format!(
        "Submitted {cells} cells in {} parts as job array {job}, and job {behind}, which puts the results together in {} when all are done.\n\
         Where a node fails, its tasks are queued again and go on from their cells that are done; `suanli submit` once more does the same.\n",
        args.shards,
        args.out.display()
    ))
}

#[derive(Clone, Copy)]
struct Paths<'a> {
    program: &'a Path,
    out: &'a Path,
    folder: &'a Path,
}

/// Where tasks go on, their words are added to those that they said before.
fn head(args: &Args, name: &str, options: &[String]) -> String {
    let mut text =
        format!("#!/bin/sh\n#SBATCH --job-name={name}\n#SBATCH --requeue\n#SBATCH --open-mode=append\n");
    for option in options.iter().chain(&args.sbatch) {
        let _ = writeln!(text, "#SBATCH {option}");
    }
    text
}

fn array_script(args: &Args, paths: Paths<'_>, scenario: &Path) -> Result<String, Failure> {
    let shards = args.shards;
    let options = [
        format!("--array=1-{shards}"),
        format!("--cpus-per-task={}", args.threads),
        format!("--output={}", option_path(&paths.folder.join("%A_%a.out"))),
    ];
    let mut words = vec![text(paths.program)?, "sweep".into()];
    words.extend(args.sweep.words(text(scenario)?)?);
    words.extend(["--out".into(), text(paths.out)?, "--threads".into(), args.threads.to_string()]);
    Ok(format!(
        "{}exec {} --shard \"$SLURM_ARRAY_TASK_ID/{shards}\"\n",
        head(args, "suanli-sweep", &options),
        quoted_all(&words)
    ))
}

fn merge_script(args: &Args, paths: Paths<'_>) -> String {
    let options = [format!("--output={}", option_path(&paths.folder.join("merge-%j.out")))];
    let mut words =
        vec![paths.program.display().to_string(), "merge".into(), paths.out.display().to_string()];
    words.extend(args.metric.iter().flat_map(|metric| ["--metric".to_owned(), metric.clone()]));
    format!("{}exec {}\n", head(args, "suanli-merge", &options), quoted_all(&words))
}

/// A path in a line of options, where blanks stand in quotes.
fn option_path(path: &Path) -> String {
    format!("\"{}\"", path.display())
}

/// A path as text: scripts hold nothing else.
fn text(path: &Path) -> Result<String, Failure> {
    path.to_str().map(str::to_owned).ok_or_else(|| {
        Failure::wrong(format!("{}: the path has letters that no script can hold", path.display()))
    })
}

fn quoted_all(words: &[String]) -> String {
    words.iter().map(|word| quoted(word)).collect::<Vec<String>>().join(" ")
}

/// A word of a shell.
fn quoted(word: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-_./=:,+%".contains(letter);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

/// Submits a script, and gives the number of its job.
fn submitted(words: &[&std::ffi::OsStr]) -> Result<String, Failure> {
    let output = Command::new("sbatch").arg("--parsable").args(words).output().map_err(|error| {
        Failure::unanswered(format!(
            "cannot run sbatch, which comes with Slurm: {error}; --dry-run only writes the scripts"
        ))
    })?;
    let said = String::from_utf8_lossy(&output.stdout);
    let job = said.trim().split(';').next().unwrap_or_default();
    if output.status.success() && !job.is_empty() && job.chars().all(|digit| digit.is_ascii_digit()) {
        return Ok(job.to_owned());
    }
    let why = String::from_utf8_lossy(&output.stderr);
    Err(Failure::unanswered(format!("sbatch did not take the job: {}{}", why.trim(), said.trim())))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn words_reach_the_program_as_they_are() {
        assert_eq!(quoted("--set"), "--set");
        assert_eq!(quoted("load=80 %"), "'load=80 %'");
        assert_eq!(quoted("it's"), "'it'\\''s'");
        assert_eq!(quoted("$HOME"), "'$HOME'");
        assert_eq!(quoted(""), "''");
    }
}

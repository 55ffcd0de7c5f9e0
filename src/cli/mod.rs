//! The command line: one file for each subcommand.

mod also_kept;
mod asked;
mod branch;
mod by;
mod change;
mod changed;
mod check;
mod compare;
mod completions;
mod console;
mod explain;
mod failure;
mod first_failure;
mod fit;
mod forecast;
mod forecast_answer;
mod forecast_args;
mod forecast_judge;
mod forecast_scenario;
mod generate;
mod init;
mod inspect;
mod jobs_kept;
pub mod list;
mod logs;
mod machine;
mod machines;
mod man;
mod merge;
mod observed;
mod onlooker;
mod outputs;
mod page_args;
mod page_kept;
mod plan;
mod plan_asked;
mod plan_mix;
mod replay;
mod replay_bar;
mod replay_branch;
mod replay_forms;
mod replay_hours;
mod replay_machine;
mod replay_onlooker;
mod replay_page;
mod replay_played;
mod replays;
mod rerun;
mod resume;
mod rules;
mod run;
mod saver;
mod saving;
mod schema;
#[cfg(feature = "serve")]
mod serve;
mod shown;
mod study;
mod submit;
mod sure;
mod sweep;
mod sweep_args;
mod sweep_folder;
mod sweep_results;
mod swept;
mod tables;
mod timing;
pub mod verify;
mod watch;

pub use console::{print, tell, width};
pub use failure::Failure;
pub use machine::peak_rss_bytes;

use clap::{ColorChoice, CommandFactory as _, FromArgMatches as _, Parser};
use saving::{SaveArgs, SavedRun};
use std::ffi::OsString;
use std::iter;
use std::path::Path;
use study::Study;

/// 算力: simulates public compute centres, so that a policy can be judged before it is changed.
#[derive(Debug, Parser)]
#[command(name = "suanli", version, about, max_term_width = 100, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Whether messages and help have colours: auto has them at terminals, unless NO_COLOR is set.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: ColorChoice,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Simulate a scenario under one policy.
    Run(run::Args),
    /// Simulate a scenario under several policies with the same jobs, and say which is better.
    Compare(compare::Args),
    /// Find the fewest nodes, or the least or most of anything else, with which a scenario keeps what is promised.
    Plan(plan::Args),
    /// Run a scenario with many values, policies and seeds, go on where it was stopped, and say what matters.
    Sweep(sweep::Args),
    /// Put the results of the parts of a sweep together.
    Merge(merge::Args),
    /// Run a sweep as a job array of Slurm, on as many nodes as there are parts.
    Submit(submit::Args),
    /// Replay the log of a real machine under a policy.
    Replay(replay::Args),
    /// Go on with runs whose state was saved.
    Resume(resume::Args),
    /// Go on from a saved state with something changed: the same past, another future.
    Branch(branch::Args),
    /// Tell why one job waited, and what would have let it start at once.
    Explain(explain::Args),
    /// Learn a readable model from a log, and say how good it is.
    Fit(fit::Args),
    /// Say when the jobs of a queue will start, and how good such forecasts were in the past.
    Forecast(forecast_args::Args),
    /// Write the jobs of a scenario or of a model to a file, for other simulators.
    Generate(generate::Args),
    /// Say what is in a log, and what looks wrong with it.
    Inspect(inspect::Args),
    /// List what scenarios can name: applications, policies, hardware, metrics, plots.
    List(list::Args),
    /// Say what was understood of scenario files, and everything that is wrong with them.
    Check(check::Args),
    /// Print the JSON Schema of scenario files, for editors.
    Schema(schema::Args),
    /// Write a small scenario, with comments, to begin from.
    Init(init::Args),
    /// Show the page live in a browser: move sliders, see curves change, ask for plans, look at logs.
    #[cfg(feature = "serve")]
    Serve(serve::Args),
    /// Check a schedule, ours or another simulator's, by rules that share no code with the engine.
    Verify(verify::Args),
    /// Print the completions of a shell.
    Completions(completions::Args),
    /// Write the manual pages into a folder.
    Man(man::Args),
}

/// Does what the command line asks; the exit code for the shell: 0 good, 1 unanswered, 2 a wrong question, 130 stopped.
#[must_use]
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let colors = console::colors_asked(&arguments);
    let mut cli = match parsed(&arguments, colors) {
        Ok(cli) => cli,
        Err(error) => {
            console::tell_usage(&error, &arguments);
            if !error.use_stderr() {
                return 0;
            }
            console::tell_plain(&arguments);
            return 2;
        }
    };
    if let Some(study) = cli.command.study() {
        study.colors = colors;
    }
    if let Some(save) = cli.command.saving() {
        let words = arguments.iter().skip(1).map(|argument| argument.to_string_lossy().into_owned());
        // The same question may be asked of a program in another place.
        save.arguments = iter::once("suanli".to_owned()).chain(words).collect();
    }
    match answer(&cli.command) {
        Ok(()) => 0,
        Err(failure) => {
            console::tell_failure(&failure, colors);
            if let Failure::Wrong(_) = failure {
                console::tell_plain(&arguments);
            }
            failure.exit_code()
        }
    }
}

/// The command with all that can be asked of it, for those who describe it.
#[must_use]
pub fn command() -> clap::Command {
    Cli::command()
}

/// What the arguments say; what is wrong with them is told in these colours.
fn parsed(arguments: &[OsString], colors: ColorChoice) -> Result<Cli, clap::Error> {
    let matches = Cli::command().color(colors).try_get_matches_from(arguments)?;
    Cli::from_arg_matches(&matches)
}

impl Command {
    /// Whether and where the command saves states, if it can.
    fn saving(&mut self) -> Option<&mut SaveArgs> {
        if let Command::Replay(args) = self {
            return Some(&mut args.save);
        }
        self.study().map(|study| &mut study.save)
    }

    /// What `run` and `compare` are asked.
    const fn study(&mut self) -> Option<&mut Study> {
        match self {
            Command::Run(args) => Some(&mut args.study),
            Command::Compare(args) => Some(&mut args.study),
            Command::Replay(_)
            | Command::Resume(_)
            | Command::Branch(_)
            | Command::Plan(_)
            | Command::Sweep(_)
            | Command::Merge(_)
            | Command::Submit(_)
            | Command::Explain(_)
            | Command::Fit(_)
            | Command::Forecast(_)
            | Command::Generate(_)
            | Command::Inspect(_)
            | Command::List(_)
            | Command::Check(_)
            | Command::Schema(_)
            | Command::Init(_)
            | Command::Completions(_)
            | Command::Man(_)
            | Command::Verify(_) => None,
            #[cfg(feature = "serve")]
            Command::Serve(_) => None,
        }
    }

    /// Lets the runs of the command go on from states, with the scenario as it was then.
    fn go_on_from(&mut self, states: Vec<SavedRun>) {
        let question = states[0].question.clone();
        // Those who go on need not look on.
        if let Some(study) = self.study() {
            study.watch = false;
        }
        match self {
            Command::Run(args) => args.study.asked.text = question.scenario,
            Command::Compare(args) => args.study.asked.text = question.scenario,
            Command::Replay(_)
            | Command::Resume(_)
            | Command::Branch(_)
            | Command::Plan(_)
            | Command::Sweep(_)
            | Command::Merge(_)
            | Command::Submit(_)
            | Command::Explain(_)
            | Command::Fit(_)
            | Command::Forecast(_)
            | Command::Generate(_)
            | Command::Inspect(_)
            | Command::List(_)
            | Command::Check(_)
            | Command::Schema(_)
            | Command::Init(_)
            | Command::Completions(_)
            | Command::Man(_)
            | Command::Verify(_) => {}
            #[cfg(feature = "serve")]
            Command::Serve(_) => {}
        }
        // A branch has results and states of its own.
        if let Some(last) = question.branches.last() {
            self.write_to(last.out.as_deref());
        }
        if let Some(save) = self.saving() {
            if let Some(last) = question.branches.last() {
                save.keep_in_those_of(last);
            }
            (save.arguments, save.branches, save.states) = (question.arguments, question.branches, states);
        }
    }

    /// Whether the states that it saves hold the rows of its jobs so far, which a study keeps only where it writes them.
    const fn keeps_rows(&self) -> bool {
        match self {
            Command::Run(args) => args.study.out.is_some(),
            Command::Compare(args) => args.study.out.is_some(),
            Command::Replay(_)
            | Command::Resume(_)
            | Command::Branch(_)
            | Command::Plan(_)
            | Command::Sweep(_)
            | Command::Merge(_)
            | Command::Submit(_)
            | Command::Explain(_)
            | Command::Fit(_)
            | Command::Forecast(_)
            | Command::Generate(_)
            | Command::Inspect(_)
            | Command::List(_)
            | Command::Check(_)
            | Command::Schema(_)
            | Command::Init(_)
            | Command::Completions(_)
            | Command::Man(_)
            | Command::Verify(_) => true,
            #[cfg(feature = "serve")]
            Command::Serve(_) => true,
        }
    }

    /// Has the results written to another folder, or to none.
    fn write_to(&mut self, out: Option<&Path>) {
        match self {
            Command::Run(args) => args.study.out = out.map(Path::to_path_buf),
            Command::Compare(args) => args.study.out = out.map(Path::to_path_buf),
            Command::Replay(args) => args.write_to(out),
            Command::Resume(_)
            | Command::Branch(_)
            | Command::Plan(_)
            | Command::Sweep(_)
            | Command::Merge(_)
            | Command::Submit(_)
            | Command::Explain(_)
            | Command::Fit(_)
            | Command::Forecast(_)
            | Command::Generate(_)
            | Command::Inspect(_)
            | Command::List(_)
            | Command::Check(_)
            | Command::Schema(_)
            | Command::Init(_)
            | Command::Completions(_)
            | Command::Man(_)
            | Command::Verify(_) => {}
            #[cfg(feature = "serve")]
            Command::Serve(_) => {}
        }
    }
}

fn answer(command: &Command) -> Result<(), Failure> {
    match command {
        Command::Run(args) => run::run(args),
        Command::Compare(args) => compare::run(args),
        Command::Plan(args) => plan::run(args),
        Command::Sweep(args) => sweep::run(args),
        Command::Merge(args) => merge::run(args),
        Command::Submit(args) => submit::run(args),
        Command::Replay(args) => replays::run(args),
        Command::Resume(args) => resume::run(args),
        Command::Branch(args) => branch::run(args),
        Command::Explain(args) => explain::run(args),
        Command::Fit(args) => fit::run(args),
        Command::Forecast(args) => forecast::run(args),
        Command::Generate(args) => generate::run(args),
        Command::Inspect(args) => inspect::run(args),
        Command::List(args) => list::run(args),
        Command::Check(args) => check::run(args),
        Command::Schema(args) => schema::run(args),
        Command::Init(args) => init::run(args),
        #[cfg(feature = "serve")]
        Command::Serve(args) => serve::run(args),
        Command::Verify(args) => verify::run(args),
        Command::Completions(args) => completions::run(args, Cli::command()),
        Command::Man(args) => man::run(args, Cli::command()),
    }
}

//! `suanli serve`: the page live, for browsers on this machine.

use super::asked::checked;
use super::study::{stop_on_interrupt, threads};
use super::{Failure, console, machine};
use crate::serve::{Settings, serve};
use std::io::Read as _;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};

/// The folder with scenarios to choose from, where nobody says another.
const SCENARIOS: &str = "scenarios";

/// A token that is typed has at least so many letters: it is all that keeps strangers out.
const TOKEN_LEAST: usize = 16;

/// A token that is made has so many bytes of chance.
const TOKEN_BYTES: usize = 24;

/// Show the page live in a browser: move sliders, see curves change, ask for plans, look at logs.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The scenario to begin with: a TOML file [default: the first of --scenarios].
    scenario: Option<PathBuf>,
    /// The folder of scenarios to choose from [default: that of the scenario, or else `scenarios`].
    #[arg(long, value_name = "DIR")]
    scenarios: Option<PathBuf>,
    /// The port to listen at; 0 takes any that is free.
    #[arg(long, value_name = "PORT", default_value_t = 8642)]
    port: u16,
    /// The address to listen at. Unless it is one of this machine alone, those who ask need a token.
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    bind: IpAddr,
    /// The token [default: made by chance and printed where --bind is not of this machine alone; else none is needed].
    #[arg(long, value_name = "TOKEN", value_parser = token, env = "SUANLI_SERVE_TOKEN", hide_env_values = true)]
    token: Option<String>,
    /// How many simulations go on at once [default: as many as the machine has cores].
    #[arg(long, value_name = "N", value_parser = threads)]
    threads: Option<usize>,
    /// How many MiB of answers are kept for those who ask again.
    #[arg(long, value_name = "MIB", default_value_t = 256, value_parser = clap::value_parser!(u64).range(1..=65_536))]
    keep: u64,
}

/// Does it, until it is interrupted.
///
/// # Errors
/// When the scenarios or the address are wrong, or the server cannot go on.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    if let Some(scenario) = args.scenario.as_deref().filter(|path| !path.is_file()) {
        return Err(Failure::wrong(format!("{}: there is no such file", scenario.display())));
    }
    // Logs are dropped onto the page; what it begins with is a scenario.
    if let Some(scenario) = &args.scenario {
        checked(scenario, None).map_err(|errors| Failure::Wrong(errors.reports()))?;
    }
    let folder = folder(args)?;
    let token = match &args.token {
        Some(token) => Some(token.clone()),
        None if args.bind.is_loopback() => None,
        None => Some(chance()?),
    };
    let place = SocketAddr::new(args.bind, args.port);
    let cannot = |error: std::io::Error| Failure::wrong(format!("--bind {place}: {error}"));
    let listener = TcpListener::bind(place).map_err(cannot)?;
    let place = listener.local_addr().map_err(cannot)?;
    let program = std::env::current_exe()
        .map_err(|error| Failure::unanswered(format!("this program cannot be found: {error}")))?;
    let stop = stop_on_interrupt()?;
    let query = token.as_ref().map_or(String::new(), |token| format!("?token={token}"));
    console::print(&format!("http://{place}/{query}\n"))?;
    console::tell("listening there; Ctrl-C ends it");
    let settings = Settings {
        scenario: args.scenario.clone(),
        folder,
        token,
        cores: args.threads.unwrap_or_else(machine::core_count),
        program,
        answer_bytes: usize::try_from(args.keep << 20).unwrap_or(usize::MAX),
    };
    serve(settings, listener, &stop)
        .map_err(|error| Failure::unanswered(format!("the server ended: {error}")))
}

/// The folder with scenarios to choose from; none where only one was named that lies alone.
fn folder(args: &Args) -> Result<Option<PathBuf>, Failure> {
    let beside =
        args.scenario.as_deref().and_then(Path::parent).map(|folder| match folder.as_os_str().is_empty() {
            true => PathBuf::from("."),
            false => folder.to_owned(),
        });
    match args.scenarios.clone().or(beside) {
        Some(folder) if folder.is_dir() => Ok(Some(folder)),
        Some(folder) => {
            Err(Failure::wrong(format!("--scenarios {}: there is no such folder", folder.display())))
        }
        None if Path::new(SCENARIOS).is_dir() => Ok(Some(PathBuf::from(SCENARIOS))),
        None => Err(Failure::wrong(
            "nothing says which scenarios can be chosen: name one, or a folder with --scenarios; `suanli init FILE` writes one",
        )),
    }
}

fn token(text: &str) -> Result<String, String> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    match is_plain && TOKEN_LEAST <= text.len() {
        true => Ok(text.to_owned()),
        false => Err(format!("expected at least {TOKEN_LEAST} letters, digits, hyphens and underscores")),
    }
}

/// A token that nobody can guess, from the chance of the system.
fn chance() -> Result<String, Failure> {
    let mut bytes = [0_u8; TOKEN_BYTES];
    let read = std::fs::File::open("/dev/urandom").and_then(|mut file| file.read_exact(&mut bytes));
    read.map_err(|error| {
        Failure::unanswered(format!("the system gives no chance for a token ({error}): say one with --token"))
    })?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

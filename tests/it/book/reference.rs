//! The page of all commands and options, made from the command line itself.

use super::{read, repository};
use std::fs;

const PAGE: &str = "docs/commands.md";

/// A text as it may stand in a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

/// How an option or argument is typed.
fn typed(argument: &clap::Arg) -> String {
    let values = argument.get_value_names().unwrap_or_default().iter().map(|name| name.as_str());
    let values: Vec<&str> = values.filter(|_| argument.get_action().takes_values()).collect();
    let values = values.join(" ");
    match argument.get_long() {
        Some(long) if values.is_empty() => format!("--{long}"),
        Some(long) => format!("--{long} {values}"),
        None => values,
    }
}

/// What it is for, with its choices and its default.
fn help(argument: &clap::Arg) -> String {
    let mut text = argument.get_help().map(ToString::to_string).unwrap_or_default();
    let choices = argument.get_possible_values();
    let is_list = !choices.is_empty() && argument.get_action().takes_values();
    if is_list {
        let names: Vec<String> = choices.iter().map(|choice| format!("`{}`", choice.get_name())).collect();
        text += &format!(" One of {}.", names.join(", "));
    }
    let defaults = argument.get_default_values().iter().map(|value| value.to_string_lossy());
    let defaults: Vec<_> = defaults.filter(|_| argument.get_action().takes_values()).collect();
    if !defaults.is_empty() {
        text += &format!(" Where nothing is said, `{}`.", defaults.join(" "));
    }
    cell(&text)
}

fn page() -> String {
    let mut command = suanli::cli::command();
    command.build();
    let mut page = String::from(
        "# Commands\n\nEvery command with its options, written by a test from the command line itself. `--help` of each says the same, and so do the pages of\n\
         `suanli man`. Every command takes `--color auto`, `always` or `never` as well; `auto` heeds `NO_COLOR`.\n",
    );
    for part in command.get_subcommands().filter(|part| part.get_name() != "help") {
        let about = part.get_about().map(ToString::to_string).unwrap_or_default();
        page += &format!("\n## `suanli {}`\n\n{about}.\n\n| | |\n|---|---|\n", part.get_name());
        let told = |argument: &&clap::Arg| {
            !argument.is_hide_set() && !["help", "version", "color"].contains(&argument.get_id().as_str())
        };
        for argument in part.get_arguments().filter(told) {
            page += &format!("| `{}` | {} |\n", cell(&typed(argument)), help(argument));
        }
    }
    page
}

#[test]
fn the_page_of_commands_is_that_of_the_command_line() {
    let expected = page();
    if std::env::var_os("SUANLI_WRITE_DOCS").is_some() {
        fs::write(repository().join(PAGE), &expected).expect("the page can be written");
    }
    assert!(read(PAGE) == expected, "{PAGE} differs: SUANLI_WRITE_DOCS=1 writes it anew");
}

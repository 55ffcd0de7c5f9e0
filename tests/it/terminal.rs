//! What the terminal gets: completions, manual pages, colours, and pages of 80 columns.

use crate::resume::Desk;
use std::fs;
use std::process::Command;
use suanli::text::columns_of;

fn stderr(desk: &Desk, arguments: &[&str], variables: &[(&str, &str)]) -> String {
    let mut command = desk.command(arguments);
    command.env_remove("NO_COLOR").envs(variables.iter().copied());
    let output = command.output().expect("the command is there");
    String::from_utf8(output.stderr).expect("messages are UTF-8")
}

#[test]
fn completions_are_made_for_every_shell() {
    let desk = Desk::new();
    for (shell, beginning) in [
        ("bash", "_suanli()"),
        ("zsh", "#compdef suanli"),
        ("fish", "complete -c suanli"),
        ("powershell", "Register-ArgumentCompleter"),
        ("elvish", "edit:completion:arg-completer[suanli]"),
    ] {
        let text = desk.good(&["completions", shell]);
        assert!(text.contains(beginning), "{shell}");
        for word in ["compare", "data-format", "watch", "parquet", "completions"] {
            assert!(text.contains(word), "{shell} does not know {word}");
        }
    }
    desk.wrong(&["completions", "csh"], "bash");
    // A shell that is there takes them.
    fs::write(desk.path("suanli.bash"), desk.good(&["completions", "bash"])).expect("it can be written");
    let script = "source suanli.bash; COMP_WORDS=(suanli compare --data-f); COMP_CWORD=2; _suanli suanli --data-f compare; echo ${COMPREPLY[@]}";
    let Ok(output) = Command::new("bash").args(["-c", script]).current_dir(desk.path("")).output() else {
        return;
    };
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "--data-format", "{output:?}");
}

#[test]
fn every_command_has_a_manual_page() {
    let desk = Desk::new();
    desk.good(&["man", "pages"]);
    let command = suanli::cli::command();
    let page = |name: &str| desk.text(&format!("pages/{name}.1"));
    assert!(page("suanli").contains(".SH SUBCOMMANDS"));
    let mut seen = 1;
    for part in command.get_subcommands() {
        let text = page(&format!("suanli-{}", part.get_name()));
        assert!(
            text.contains(".SH NAME") && text.contains(&format!("suanli\\-{}", part.get_name())),
            "{text}"
        );
        for option in part.get_arguments().filter_map(|argument| argument.get_long()) {
            let written = format!("\\-\\-{}", option.replace('-', "\\-"));
            assert!(text.contains(&written), "{}: {option}", part.get_name());
        }
        seen += 1;
    }
    assert_eq!(fs::read_dir(desk.path("pages")).expect("it is there").count(), seen);
    desk.wrong(&["man", "smoke.toml"], "smoke.toml");
}

#[test]
fn colours_come_when_they_are_asked_for() {
    let desk = Desk::new();
    let is_colored = |arguments: &[&str], variables: &[(&str, &str)]| {
        let text = stderr(&desk, arguments, variables);
        assert!(!text.is_empty());
        text.contains('\u{1b}')
    };
    // Messages of ours, and those about the arguments.
    for wrong in [&["check", "absent.toml"][..], &["check", "--absent"]] {
        let with = |color: &[&'static str]| [wrong, color].concat();
        assert!(!is_colored(wrong, &[]), "a file is no terminal");
        assert!(is_colored(&with(&["--color", "always"]), &[]));
        assert!(is_colored(&with(&["--color=always"]), &[("NO_COLOR", "1")]), "what is typed goes before");
        assert!(!is_colored(&with(&["--color", "never"]), &[]));
        assert!(!is_colored(&with(&["--color", "auto"]), &[("NO_COLOR", "1")]));
    }
    assert!(!is_colored(&["compare", "absent.toml", "--color", "auto"], &[]));
    desk.wrong(&["check", "smoke.toml", "--color", "sometimes"], "auto, always, never");
}

#[test]
fn a_view_needs_a_terminal() {
    let desk = Desk::new();
    desk.wrong(&["run", "smoke.toml", "--watch"], "--watch: draws on a terminal");
    desk.wrong(&["compare", "smoke.toml", "--watch", "--out", "out"], "--watch: draws on a terminal");
}

/// Each command at 80 columns, which is also what is there where nobody says how many.
#[test]
fn every_answer_fits_80_columns() {
    let desk = Desk::new();
    let starter = suanli::scenario::STARTER;
    fs::write(desk.path("starter.toml"), starter).expect("it can be written");
    fs::write(desk.path("ruled.toml"), include_str!("scenario/ruled.toml")).expect("it can be written");
    fs::write(desk.path("green.toml"), include_str!("../../scenarios/green-beijing.toml"))
        .expect("it can be written");
    desk.good(&["replay", "small.swf", "--jobs", "started.swf"]);
    let lines = [
        "run smoke.toml",
        "compare starter.toml --horizon 9d --replications 2 --tables all --by partition,user,month",
        "compare ruled.toml --horizon 12d --warm-up 1d --tables all",
        "run green.toml --horizon 3d --warm-up 1d --replications 1 --tables all",
        "check starter.toml ruled.toml green.toml",
        "explain smoke.toml --policy easy --job 60",
        "inspect started.swf",
        "replay started.swf --by user",
        "replay started.swf --policy observed",
        "replay started.swf --policy fcfs+none --policy fcfs+easy --policy fcfs+conservative",
        "replay started.swf --against observed",
        "replay started.swf --explain 40",
        "verify started.csv --processors 8",
        "plan smoke.toml --policy easy --least center.tiny.partition.npu.nodes=4..6 --promise median_wait --replications 2",
        "sweep smoke.toml --set center.tiny.partition.npu.nodes=3..4 --replications 1 --out swept",
        "sweep smoke.toml --design oat --policy easy --replications 1 --horizon 3d --out assumed",
        "list policies",
        "list applications",
        "list hardware",
        "list metrics",
        "list plots",
    ];
    desk.good(&["replay", "small.swf", "--jobs", "started.csv"]);
    let mut wide = Vec::new();
    for line in lines {
        let words: Vec<&str> = line
            .split(' ')
            .map(|word| if word == "median_wait" { "median wait <= 20 h" } else { word })
            .collect();
        let output = desk.command(&words).env("COLUMNS", "80").output().expect("the command is there");
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{line}: {told}");
        let text = String::from_utf8(output.stdout).expect("answers are UTF-8");
        assert!(!text.is_empty(), "{line}");
        for row in text.lines().filter(|row| 80 < columns_of(row)) {
            wide.push(format!("{line}: {} columns: {row}", columns_of(row)));
        }
    }
    assert!(wide.is_empty(), "{}", wide.join("\n"));
}

//! Scenarios and options typed with a Chinese keyboard: what was typed, and what to type, all at once.

use crate::resume::Desk;
use suanli::scenario::{STARTER, check};

/// The messages about the starter in which some texts are typed otherwise.
fn told(typed: &[(&str, &str)]) -> Vec<String> {
    let mut text = STARTER.to_owned();
    for (right, wrong) in typed {
        assert!(text.contains(right), "{right}");
        text = text.replacen(right, wrong, 1);
    }
    let errors = check("x.toml", &text).expect_err("it is wrong");
    errors.problems.iter().map(ToString::to_string).collect()
}

#[track_caller]
fn assert_told(found: &[String], expected: &[&str]) {
    for part in expected {
        assert!(found.iter().any(|message| message.contains(part)), "`{part}` in {found:#?}");
    }
    assert_eq!(found.len(), expected.len(), "{found:#?}");
}

#[test]
fn values_in_quotes_are_told_with_what_to_type() {
    let found = told(&[
        ("start = 2023-01-02", "start = \"2023年1月2日\""),
        ("horizon = \"28 days\"", "horizon = \"２８天\""),
        ("warm_up = \"7 days\"", "warm_up = \"1周\""),
        ("seed = 1 ", "seed = \"７\" "),
        ("share = \"25 %\"", "share = \"２５％\""),
        ("load = \"20 %\"", "load = \"百分之20\""),
        ("for = [\"university\"]", "for = [\"ｕniversity\"]"),
        ("backfill = \"easy\"", "backfill = \"ｅasy\""),
    ]);
    assert_told(
        &found,
        &[
            "found \"2023年1月2日\"; type `start = 2023-01-02`",
            "found \"２８天\": it does not begin with a number; type `horizon = \"28 days\"`",
            "type `warm_up = \"1 weeks\"`",
            "found \"７\"; type `seed = 7`",
            "type `share = \"25%\"`",
            "type `load = \"20 %\"`",
            "type `for = [\"university\"]`",
            "type `backfill = \"easy\"`",
        ],
    );
}

#[test]
fn lines_that_are_no_toml_are_told_with_what_to_type_and_the_others_too() {
    let found = told(&[
        ("start = 2023-01-02", "start = 2023/01/02"),
        ("horizon = \"28 days\"", "horizon ＝ “28 天”"),
        ("warm_up = \"7 days\"", "warm_up = \"7 banana\""),
        ("seed = 1 ", "seed ＝ １ "),
        ("nodes = 8\n", "nodes = ８\n"),
        ("for = [\"university\"]", "for = ［“university”］"),
        ("zipf = 1.0", "zipf = 1．0"),
        ("load = \"20 %\"", "load = ２０％"),
        ("order = \"fair-share\"", "order = \"fare-share\""),
    ]);
    assert_told(
        &found,
        &[
            "found `start = 2023/01/02`; type `start = 2023-01-02`",
            "found `horizon ＝ “28 天”`; type `horizon = \"28 days\"`",
            "it has no such unit as `banana`",
            "type `seed = 1`",
            "type `nodes = 8`",
            "type `for = [\"university\"]`",
            "type `zipf = 1.0`",
            "type `load = \"20%\"`",
            "did you mean `fair-share`?",
        ],
    );
}

#[test]
fn what_is_right_is_not_told_of() {
    let text = STARTER.replacen("title = \"Local firms\"", "title = \"本地企业，二十家（２０）\" # ，＝", 1);
    check("x.toml", &text).unwrap_or_else(|errors| panic!("{errors}"));
}

#[test]
fn options_are_told_with_what_to_type() {
    let desk = Desk::new();
    for (arguments, told) in [
        (&["run", "smoke.toml", "--seed", "７"][..], "type `7`"),
        (&["run", "smoke.toml", "--horizon", "14天"], "type `14 days`"),
        (&["run", "smoke.toml", "——seed", "7"], "type `--seed`"),
        (&["run", "smoke.toml", "—seed", "7"], "type `--seed`"),
        (&["compare", "smoke.toml", "--week", "2023年1月2日"], "type `2023-01-02`"),
        (&["replay", "small.swf", "--processors", "１２８"], "type `128`"),
        (&["run", "smoke.toml", "--policy", "ｆcfs＋easy"], "type `fcfs+easy`"),
    ] {
        desk.wrong(arguments, told);
    }
}

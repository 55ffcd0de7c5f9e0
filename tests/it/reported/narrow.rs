//! Pages of a narrow terminal.

use crate::resume::Desk;
use suanli::text::columns_of;

#[test]
fn lists_checks_and_inspections_follow_a_narrow_terminal() {
    let desk = Desk::new();
    for line in [
        "list policies",
        "list metrics",
        "list formats",
        "list hardware",
        "list applications",
        "check smoke.toml",
        "inspect small.swf",
    ] {
        for width in ["80", "60"] {
            let arguments: Vec<&str> = line.split(' ').collect();
            let output = desk.command(&arguments).env("COLUMNS", width).output().expect("it can be run");
            let text = String::from_utf8(output.stdout).expect("it is text");
            assert!(output.status.success() && 5 < text.lines().count(), "{line}: {text}");
            let most: usize = width.parse().expect("a number");
            let wide: Vec<&str> = text.lines().filter(|line| most < columns_of(line)).collect();
            assert!(wide.is_empty(), "{line} at {width}: {wide:#?}");
        }
    }
}

#[test]
fn maps_typed_with_another_keyboard_are_told_with_what_to_type() {
    let map = "delimiter ＝ “，”\n[columns]\nsubmit = \"submit\"\nprocessors ＝ “procs”\nrun = \"run\"\n";
    let tenants = "by = \"ｕser\"\n[tenants]\na = [\"x\"]\n";
    let list = "[tenants]\na ＝ ［“x”］\n";
    let table = "submit,procs,run\n0,1,10\n";
    let desk = Desk::with(&[("map.toml", map), ("t.toml", tenants), ("list.toml", list), ("a.csv", table)]);
    let told = [
        (
            "--columns",
            "map.toml",
            "map.toml:1:1: marks of another keyboard, found `delimiter ＝ “，”`; type `delimiter = ",
        ),
        ("--columns", "map.toml", "map.toml:4:1: marks of another keyboard"),
        (
            "--tenants",
            "list.toml",
            "list.toml:2:1: marks of another keyboard, found `a ＝ ［“x”］`; type `a = [\"x\"]`",
        ),
        (
            "--tenants",
            "t.toml",
            "t.toml:1:6: by: expected \"user\", \"group\" or \"queue\", found `\"ｕser\"`; type `by = \"user\"`",
        ),
    ];
    for (option, file, told) in told {
        desk.wrong(&["replay", "a.csv", "--processors", "4", option, file], told);
    }
}

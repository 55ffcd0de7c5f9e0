//! The reference of the format, made from its description: `docs/scenario.md`.

use std::fmt::Write;

use super::fields::{Field, Kind, Need, Table};
use super::format::{ROOT, TABLES};
use super::hardware::HARDWARE;
use super::units::Dimension;

/// The reference in Markdown.
#[must_use]
pub fn reference() -> String {
    let mut page = String::from(INTRODUCTION);
    page.push_str(&units());
    page.push_str("\n## Tables\n\nThe whole file:\n\n");
    page.push_str(&fields(&ROOT));
    for table in TABLES {
        page.push_str(&format!("\n### `{}`\n\n{}\n\n", table.header, table.help));
        page.push_str(&fields(table));
    }
    page.push_str(&hardware());
    page
}

const INTRODUCTION: &str = "\
<!-- Made by `cargo test` from the description in src/scenario/format: change that, not this. -->

# The scenario file

A scenario is a TOML file. Every key is checked: a key that is not on this page is an error, and so is a number without
its unit. All errors of a file are told at once, each with its line and column. `suanli check FILE` tells what was
understood, `suanli init FILE` writes a small scenario to begin from, and `suanli schema` prints a JSON Schema with which
editors complete and explain keys.

The `summary.json` of a run holds its scenario in the same keys (`scenario`), with the values of keys that were left out and with
what the command line changed; dates stand in quotes there. Every command that takes a scenario takes such a file, too: run again
with the same version from the same folder, it gives the same bytes.

## Amounts, shares and dates

An amount is a text of a number and its unit; a space between them is allowed, and so is `_` between digits.

";

fn units() -> String {
    let mut text = String::from("| what | units | example |\n|---|---|---|\n");
    let rows = [
        ("duration", Dimension::Duration),
        ("speed", Dimension::Speed),
        ("power", Dimension::Power),
        ("memory", Dimension::Memory),
        ("bandwidth", Dimension::Bandwidth),
        ("delay", Dimension::Delay),
        ("data", Dimension::Data),
        ("bandwidth of a line", Dimension::Line),
        ("share", Dimension::Share),
    ];
    for (what, dimension) in rows {
        let units: Vec<String> = dimension
            .units()
            .iter()
            .map(|unit| unit.spellings.iter().map(|s| format!("`{s}`")).collect::<Vec<_>>().join(" or "))
            .collect();
        let described = dimension.described();
        let example = described.split('"').nth(1).unwrap_or_default();
        append(&mut text, format_args!("| {what} | {} | `\"{example}\"` |\n", units.join(", ")));
    }
    text.push_str(
        "\nkB, MB, GB, TB and PB are decimal (1 GB = 1,000,000,000 bytes), and lines between centres carry bits (1 Gb/s = 125,000,000 bytes a second); MiB, GiB and TiB are binary (1 GiB = 1,073,741,824 bytes).\n\
         A day has 24 hours and a week 7 days; months and years are not units, because they differ in length.\n\
         Dates are TOML dates without quotes (`2023-01-01`, or `2023-01-01T08:00:00`), local to the centres and without a time zone.\n\
         Names have letters, digits and `-`, `_`, `.`, `+`; titles may have any characters (`武汉人工智能计算中心`).\n",
    );
    text
}

fn fields(table: &Table) -> String {
    let mut text = String::from("| key | value | if left out | what it says |\n|---|---|---|---|\n");
    for field in table.fields {
        let otherwise = match field.need {
            Need::Required => "**required**".to_string(),
            Need::Otherwise(otherwise) => otherwise.to_string(),
            Need::Usually(usual) => usual.to_string(),
        };
        let row = format_args!("| `{}` | {} | {otherwise} | {} |\n", field.name, value(field), field.help);
        append(&mut text, row);
    }
    text
}

/// What the value may be, with an example.
fn value(field: &Field) -> String {
    let what = match field.kind {
        Kind::Title => "text".to_string(),
        Kind::Name | Kind::Label => "name".to_string(),
        Kind::Count { least, most: u64::MAX } => format!("whole number, at least {least}"),
        Kind::Count { least, most } => format!("whole number, {least} to {most}"),
        Kind::Number { least, most } => format!("number, {least} to {most}"),
        Kind::Amount { dimension, least, most } => {
            let least = match least {
                0 => "0".to_string(),
                1 => "more than 0".to_string(),
                other => dimension.written(other),
            };
            format!("{}, {least} to {}", noun(dimension), dimension.written(most))
        }
        Kind::Date => "date".to_string(),
        Kind::Choice { known, bracketed, .. } => {
            let bracketed = bracketed();
            let written = |name: &&str| match bracketed.contains(name) {
                true => format!("`{name}(…)`"),
                false => format!("`{name}`"),
            };
            known().iter().map(written).collect::<Vec<_>>().join(", ")
        }
        Kind::Profile { count, known, .. } => {
            let names: Vec<String> = known().iter().map(|name| format!("`{name}`")).collect();
            format!("{}, or a list of {count} numbers", names.join(", "))
        }
        Kind::Range { least, most } => format!("two whole numbers, {least} to {most}"),
        Kind::Amounts { dimension, least, most } => {
            format!(
                "list of {}s, {} to {}",
                noun(dimension),
                dimension.written(least),
                dimension.written(most)
            )
        }
        Kind::Names => "list of names".to_string(),
        Kind::Titles => "list of texts".to_string(),
        Kind::Weights => "list of numbers above zero".to_string(),
        Kind::Truth => "`true` or `false`".to_string(),
        Kind::Part { most } => format!("share, or whole number, 0 to {most}"),
        Kind::Period { words, least, most } => {
            let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
            let [least, most] = [least, most].map(|micros| Dimension::Duration.written(micros));
            format!("{}, or duration, {least} to {most}", words.join(", "))
        }
        Kind::Tokens { .. } => "list of names, each with `:` and how many, or without for one".to_string(),
        Kind::Table(inner) | Kind::NamedTables(inner) => return format!("table `{}`", inner.header),
        Kind::Tables(inner) => return format!("one or more `{}`", inner.header),
    };
    format!("{what}; `{} = {}`", field.name, field.example)
}

const fn noun(dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::Duration => "duration",
        Dimension::Speed => "speed",
        Dimension::Power => "power",
        Dimension::Memory => "memory",
        Dimension::Bandwidth => "bandwidth",
        Dimension::Delay => "delay",
        Dimension::Data => "amount of data",
        Dimension::Line => "bandwidth of a line",
        Dimension::Share => "share",
    }
}

fn hardware() -> String {
    let mut text = String::from(
        "\n## Built-in hardware\n\nSpeeds are those of one accelerator, or of the whole node where it has none; a dash where the maker states none.\n\n\
         | name | cores | memory | accelerators | FP16 | FP32 | FP64 TFLOPS | idle | busy | what it is |\n|---|---|---|---|---|---|---|---|---|---|\n",
    );
    for entry in HARDWARE {
        let accelerators = match entry.accelerators {
            0 => "none".to_string(),
            count => format!("{count} x {}", entry.accelerator),
        };
        let speeds = [entry.tflops.fp16, entry.tflops.fp32, entry.tflops.fp64]
            .map(|speed| if speed == 0.0 { "-".to_string() } else { speed.to_string() });
        let row = format_args!(
            "| `{}` | {} | {} GiB | {accelerators} | {} | {} | {} | {} W | {} W | {} |\n",
            entry.name,
            entry.cores,
            entry.memory_gib,
            speeds[0],
            speeds[1],
            speeds[2],
            entry.idle_watts,
            entry.busy_watts,
            entry.help
        );
        append(&mut text, row);
    }
    text
}

fn append(text: &mut String, row: std::fmt::Arguments<'_>) {
    text.write_fmt(row).expect("writing into a string cannot fail");
}

//! The tables of `--out`: each has the columns that its page tells, in every format, and Python reads them as the page says.

use super::also::FAILING;
use crate::resume::Desk;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use suanli::report::{DATA_FILES, JOB_FILES, PLOT_FILES, ROW_FORMATS, files_page, schedule_text};

const PAGE: &str = include_str!("../../../docs/files.md");
const WRITTEN: &str = "<!-- from here on written by a test -->\n";

fn page_path() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/files.md")
}

/// The lines of code of a page, block by block, with their languages.
fn blocks(page: &str) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in page.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(language)) => open = Some((language.to_owned(), String::new())),
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some((_, text)), None) => *text += &format!("{line}\n"),
            (None, None) => {}
        }
    }
    blocks
}

#[test]
fn the_page_of_files_is_that_of_the_code() {
    let head = PAGE.split(WRITTEN).next().expect("a page has a beginning");
    let expected = format!("{head}{WRITTEN}\n{}", files_page());
    if std::env::var_os("SUANLI_WRITE_DOCS").is_some() {
        fs::write(page_path(), &expected).expect("the page can be written");
    }
    let found = fs::read_to_string(page_path()).expect("the page is there");
    assert!(
        found.contains(WRITTEN) && found.ends_with(&files_page()),
        "docs/files.md: SUANLI_WRITE_DOCS=1 writes it anew"
    );
}

/// Scenarios that between them have everything, and how they are run: with a ledger, with locks and deadlines, with failures.
fn runs() -> [(&'static str, String, &'static str); 3] {
    let green = include_str!("../../../scenarios/green-beijing.toml").to_owned();
    let ruled = include_str!("../scenario/ruled.toml").to_owned();
    let failing = format!("{}{FAILING}", include_str!("../../../scenarios/smoke.toml"));
    [
        ("green.toml", green, "run green.toml --horizon 3d --warm-up 1d --replications 1"),
        ("ruled.toml", ruled, "compare ruled.toml --horizon 20d --warm-up 1d"),
        ("failing.toml", failing, "compare failing.toml --horizon 5d --replications 2"),
    ]
}

fn desk() -> Desk {
    let runs = runs();
    Desk::with(&runs.each_ref().map(|(name, text, _)| (*name, text.as_str())))
}

/// The name of a file as the page has it: with what differs in capitals.
fn described(name: &str) -> Option<Vec<&'static str>> {
    let stem = name.rsplit('/').next()?.split('.').next()?;
    let is_it = |pattern: &str| {
        let mut rest = stem;
        let parts = pattern.split(['-', '_']).collect::<Vec<&str>>();
        let fixed = parts.iter().take_while(|part| part.chars().any(char::is_lowercase)).count();
        for part in &parts[..fixed] {
            let Some(after) = rest.strip_prefix(part) else { return false };
            rest = after.strip_prefix(['-', '_']).unwrap_or(after);
        }
        (fixed < parts.len()) != rest.is_empty()
    };
    let data = DATA_FILES.iter().map(|file| (file.name, file.columns));
    let others = if name.contains('/') { PLOT_FILES } else { JOB_FILES };
    let others = others.iter().map(|file| (file.name, file.columns));
    let data: Vec<_> = data.filter(|_| !name.contains('/')).chain(others).collect();
    let best = data.iter().filter(|(pattern, _)| is_it(pattern)).max_by_key(|(pattern, _)| pattern.len());
    best.map(|(_, columns)| columns.iter().map(|column| column.name).collect())
}

/// Whether a column is one that the page tells of.
fn is_described(column: &str, described: &[&str]) -> bool {
    let matches = |known: &&str| match known.split_once(|letter: char| letter.is_ascii_uppercase()) {
        None => *known == column,
        Some((beginning, rest)) => {
            let ending = rest.trim_start_matches(|letter: char| letter.is_ascii_uppercase());
            column.starts_with(beginning)
                && column.ends_with(ending)
                && beginning.len() + ending.len() < column.len()
        }
    };
    described.iter().any(matches)
}

#[test]
fn every_column_of_every_file_is_on_the_page() {
    let desk = desk();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (_, _, line) in runs() {
        let line = format!("{line} --jobs-format csv --also nodes,batsim --out out");
        desk.good(&line.split(' ').collect::<Vec<&str>>());
        for (name, bytes) in desk.results("out").iter().filter(|(name, _)| name.ends_with(".csv")) {
            let text = std::str::from_utf8(bytes).expect("tables are text");
            let header = text.lines().next().expect("a table has a first line");
            let described =
                described(name).unwrap_or_else(|| panic!("docs/files.md does not tell of {name}"));
            for column in header.split(',') {
                assert!(is_described(column, &described), "{name}: `{column}` is not among {described:?}");
            }
            *seen.entry(name.split('/').next_back().unwrap_or_default().to_owned()).or_default() += 1;
        }
        fs::remove_dir_all(desk.path("out")).expect("it is there");
    }
    for file in DATA_FILES {
        assert!(seen.contains_key(&format!("{}.csv", file.name)), "no scenario here has {}", file.name);
    }
}

#[test]
fn every_format_of_a_table_holds_the_same() {
    let desk = desk();
    let mut texts: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for format in ROW_FORMATS {
        let (_, _, line) = &runs()[0];
        let line = format!("{line} --jobs none --data-format {format} --out {format}");
        desk.good(&line.split(' ').collect::<Vec<&str>>());
        for file in DATA_FILES {
            let path = desk.path(&format!("{format}/{}.{format}", file.name));
            if path.exists() {
                texts.entry(file.name).or_default().push(schedule_text(&path).expect("it was written"));
            }
        }
    }
    // All but that of nodes which are out.
    assert_eq!(texts.len(), DATA_FILES.len() - 1);
    for (name, texts) in texts {
        assert_eq!(texts.len(), ROW_FORMATS.len(), "{name}");
        // Parquet keeps numbers, not how they were written: 0.10 is 0.1.
        let cells = |text: &str| -> Vec<Vec<Result<f64, String>>> {
            let cell = |cell: &str| cell.parse::<f64>().map_err(|_| cell.to_owned());
            text.lines().map(|line| line.split(',').map(cell).collect()).collect()
        };
        // There is one policy, so that nothing differs, and nobody pays.
        assert!(
            ["differences", "invoices"].contains(&name) || 3 < texts[0].lines().count(),
            "{name} holds nothing"
        );
        for text in &texts[1..] {
            assert!(cells(text) == cells(&texts[0]), "{name}: the formats differ");
        }
    }
}

/// The ledger in long form adds up to the ledger.
#[test]
fn accounts_are_the_ledger() {
    let desk = desk();
    let (_, _, line) = &runs()[0];
    desk.good(&format!("{line} --jobs none --out out").split(' ').collect::<Vec<&str>>());
    let sums = |name: &str, columns: &[usize]| -> Vec<f64> {
        let text = desk.text(name);
        let rows = text.lines().skip(1).map(|line| line.split(',').collect::<Vec<&str>>());
        let rows: Vec<Vec<&str>> = rows.collect();
        columns
            .iter()
            .map(|column| rows.iter().map(|row| row[*column].parse::<f64>().unwrap()).sum())
            .collect()
    };
    let header = desk.text("out/ledger.csv").lines().next().expect("a first line").to_owned();
    let ledger = sums("out/ledger.csv", &(8..19).collect::<Vec<usize>>());
    let accounts = desk.text("out/accounts.csv");
    for (column, sum) in header.split(',').skip(8).zip(ledger) {
        let of = accounts.lines().skip(1).map(|line| line.split(',').collect::<Vec<&str>>());
        let of: f64 = of
            .filter(|row| {
                column.starts_with(row[8])
                    && match row[9] {
                        "core-seconds" => column.ends_with("core_secs"),
                        "accelerator-seconds" => column.ends_with("accelerator_secs"),
                        unit => column.ends_with(unit),
                    }
            })
            .map(|row| row[10].parse::<f64>().unwrap())
            .sum();
        assert!((of - sum).abs() <= 1e-9 * sum.abs(), "{column}: {of} and {sum}");
    }
}

/// The Python with these modules; nothing, and a word about it, where there is none.
pub(crate) fn python(modules: &str) -> Option<String> {
    let python = std::env::var("SUANLI_PYTHON").unwrap_or_else(|_| "python3".into());
    let found = Command::new(&python).args(["-c", &format!("import {modules}")]).output();
    if found.is_ok_and(|output| output.status.success()) {
        return Some(python);
    }
    let note = format!(
        "skipped: {python} has no {modules}; SUANLI_PYTHON=$(tests/python/venv.sh) makes one that has"
    );
    writeln!(std::io::stderr(), "{note}").expect("standard error can be written to");
    None
}

/// Each snippet is run as it stands, and prints what stands below it.
#[test]
fn the_snippets_of_the_page_give_its_numbers() {
    let desk = Desk::new();
    fs::create_dir(desk.path("scenarios")).expect("it can be made");
    fs::copy(desk.path("smoke.toml"), desk.path("scenarios/smoke.toml")).expect("it is there");
    let blocks = blocks(PAGE);
    let (_, command) = blocks.iter().find(|(language, _)| language == "sh").expect("a command comes first");
    let command = command.replace("\\\n", " ");
    desk.good(&command.split_whitespace().skip(1).collect::<Vec<&str>>());
    let mut page = PAGE.to_owned();
    for (place, (_, snippet)) in blocks.iter().enumerate().filter(|(_, (language, _))| language == "python") {
        let module = ["duckdb", "pandas", "polars"]
            .into_iter()
            .find(|name| snippet.contains(&format!("import {name}")));
        let module = module.expect("a snippet is of one of these");
        let Some(python) = python(if module == "pandas" { "pandas, pyarrow" } else { module }) else {
            continue;
        };
        let output = Command::new(python)
            .args(["-X", "utf8", "-c", snippet])
            .current_dir(desk.path(""))
            .output()
            .expect("it was there");
        assert!(output.status.success(), "{module}: {}", String::from_utf8_lossy(&output.stderr));
        let told = String::from_utf8(output.stdout).expect("it is text").replace("\r\n", "\n");
        let (language, expected) = &blocks[place + 1];
        assert_eq!(language, "text", "what {module} prints stands below it");
        if std::env::var_os("SUANLI_WRITE_DOCS").is_some() {
            page = page.replacen(
                &format!("{snippet}```\n\n```text\n{expected}"),
                &format!("{snippet}```\n\n```text\n{told}"),
                1,
            );
        } else {
            assert_eq!(told, *expected, "{module}");
        }
    }
    if std::env::var_os("SUANLI_WRITE_DOCS").is_some() {
        let tail = format!("{WRITTEN}\n{}", files_page());
        let head = page.split(WRITTEN).next().expect("a page has a beginning");
        fs::write(page_path(), format!("{head}{tail}")).expect("the page can be written");
    }
}

/// What DuckDB, pandas and polars read of each table has the columns and as many rows as the CSV.
#[test]
fn every_table_opens_in_other_programs() {
    let Some(python) = python("duckdb, pandas, polars, pyarrow") else { return };
    let desk = desk();
    for format in ["csv", "parquet"] {
        for (name, _, line) in runs() {
            let out = format!("{}/{format}", name.replace("toml", "d"));
            let line =
                format!("{line} --jobs-format {format} --data-format {format} --also nodes --out {out}");
            desk.good(&line.split(' ').collect::<Vec<&str>>());
        }
    }
    let script = "
import csv, glob, json, duckdb, pandas, polars
told = {}
for path in sorted(glob.glob('*.d/parquet/*.parquet')):
    lines = list(csv.reader(open(path.replace('parquet', 'csv'), encoding='utf-8')))
    by_duckdb = duckdb.sql(f\"SELECT * FROM '{path}'\")
    by_pandas, by_polars = pandas.read_parquet(path), polars.read_parquet(path)
    for columns in (by_duckdb.columns, list(by_pandas.columns), by_polars.columns):
        assert columns == lines[0], (path, columns)
    rows = len(lines) - 1
    assert len(by_duckdb.fetchall()) == len(by_pandas) == by_polars.height == rows, (path, rows)
    assert polars.read_csv(path.replace('parquet', 'csv'), infer_schema_length=None).height == rows
    told[path] = rows
print(json.dumps(told))
";
    let output = Command::new(python).args(["-X", "utf8", "-c", script]).current_dir(desk.path("")).output();
    let output = output.expect("it was there");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let told: BTreeMap<String, Value> = serde_json::from_slice(&output.stdout).expect("it is JSON");
    assert!(2 * DATA_FILES.len() < told.len(), "{told:?}");
}

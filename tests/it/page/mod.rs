//! The page: what is in it, that nothing from outside becomes markup, that both languages are whole, and that a browser draws it.

pub(crate) mod browser;
mod hostile;
mod phrases;

use crate::resume::Desk;
use serde_json::Value;

/// The page of a comparison of the smallest scenario.
fn smoke(more: &[&str]) -> String {
    let desk = Desk::new();
    let arguments = [&["compare", "smoke.toml", "--horizon", "6d", "--out", "out"][..], more].concat();
    desk.good(&arguments);
    desk.text("out/report.html")
}

/// The data that a page carries.
fn data(page: &str) -> Value {
    let (_, rest) =
        page.split_once("<script type=\"application/json\" id=\"data\">").expect("it carries data");
    let (text, _) = rest.split_once("</script>").expect("data end");
    serde_json::from_str(text).expect("the data are JSON")
}

#[test]
fn a_page_holds_the_answer_first_and_everything_behind_it() {
    let page = smoke(&[]);
    let places: Vec<usize> =
        ["answer", "policies", "use", "queue", "waits", "nodes", "causes", "failures", "scenario"]
            .iter()
            .map(|id| {
                page.find(&format!("<section id=\"{id}\"")).unwrap_or_else(|| panic!("no section {id}"))
            })
            .collect();
    assert!(places.is_sorted(), "{places:?}");
    assert!(page.contains("<dt>Best</dt><dd>easy: jobs wait "));
    assert!(page.contains("suanli compare smoke.toml --horizon 6d</code>"), "the command to run it again");
    assert!(page.contains(concat!("suanli ", env!("CARGO_PKG_VERSION"))));
    let data = data(&page);
    let charts = data["charts"].as_array().expect("charts are a list");
    assert!(8 <= charts.len(), "{}", charts.len());
    for chart in charts {
        let choices: Vec<usize> = chart["choices"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|choice| choice[1].as_array().expect("a list").len())
            .collect();
        let views = chart["views"].as_array().expect("a list").len();
        assert_eq!(choices.iter().product::<usize>(), views, "{}", chart["id"]);
    }
    let run = &data["runs"][0];
    assert_eq!(run["policy"], "easy", "the best comes first");
    let jobs = run["jobs"].as_array().expect("a list");
    assert!(!jobs.is_empty());
    for job in jobs {
        let waited = job["w"].as_f64().expect("a number");
        let causes: f64 =
            job["why"].as_array().expect("a list").iter().map(|why| why[1].as_f64().unwrap()).sum();
        assert!(
            (waited - causes).abs() <= 1.0 + 1e-3 * waited,
            "job {}: waited {waited}, causes {causes}",
            job["id"]
        );
    }
}

#[test]
fn a_page_asks_nobody_for_anything() {
    let page = smoke(&[]);
    let policy = "default-src &#39;none&#39;; script-src &#39;sha256-";
    assert!(page.contains(policy));
    // Outside of the library, which names its home in a comment, no address stands in the page.
    for (at, _) in page.match_indices("://") {
        let around: String = page[..at].chars().rev().take(12).collect::<String>().chars().rev().collect();
        let after: String = page[at..].chars().take(40).collect();
        let is_known =
            ["www.chartjs.org", "www.w3.org", "github.com/kurkle"].iter().any(|home| after.contains(home));
        assert!(is_known, "{around}{after}");
    }
    for word in [" src=", "@import", "fetch(", "XMLHttpRequest", "WebSocket", "sourceMappingURL"] {
        assert!(!page.contains(word), "{word}");
    }
}

#[test]
fn a_page_is_the_same_at_any_number_of_threads_and_small() {
    let one = smoke(&["--threads", "1"]);
    assert!(one == smoke(&["--threads", "7"]));
    assert!(one.len() < 1_500_000, "{} bytes", one.len());
}

/// Somebody may edit a scenario while it is run.
#[cfg(unix)]
#[test]
fn a_page_shows_the_scenario_that_was_read() {
    let desk = Desk::new();
    // What comes through a pipe can be read but once.
    let mut command =
        desk.command(&["run", "/dev/stdin", "--horizon", "2d", "--warm-up", "1d", "--out", "out"]);
    let mut child = command.stdin(std::process::Stdio::piped()).spawn().expect("the command is there");
    let mut pipe = child.stdin.take().expect("it was asked for");
    std::io::Write::write_all(&mut pipe, desk.text("smoke.toml").as_bytes()).expect("it is read");
    drop(pipe);
    assert!(child.wait().expect("it ends by itself").success());
    assert!(desk.text("out/report.html").contains("[scenario]"));
}

#[test]
fn a_page_offers_the_story_of_a_job_only_where_it_is_told() {
    let desk = Desk::new();
    let explain = |arguments: &[&str]| {
        let all = [&["replay", "small.swf", "--report", "page.html"], arguments].concat();
        desk.good(&all);
        data(&desk.text("page.html"))["runs"][0]["explain"].clone()
    };
    let command = explain(&["--policy", "fcfs+easy"]);
    let command = command.as_str().expect("one policy has stories").replace("{job}", "2");
    let words: Vec<&str> = command.split(' ').skip(1).collect();
    assert!(desk.good(&words).starts_with("Job 2"), "{command}");
    assert_eq!(explain(&["--policy", "fcfs+easy", "--policy", "smallest-first+easy"]), Value::Null);
}

#[test]
fn the_page_of_a_replay_is_the_same_where_its_ground_is_followed_on_another_thread() {
    let log: String = (1..=9_000_u64)
        .map(|job| {
            let (submit, run, size) = (job * 40, 100 + job * 7919 % 5_000, 1 + job * 31 % 97);
            format!("{job} {submit} -1 {run} {size} -1 -1 {size} 6000 -1 1 1 1 -1 1 -1 -1 -1\n")
        })
        .collect();
    let desk = crate::resume::Desk::with(&[("log.swf", &log)]);
    let page = |threads: &str| {
        let question = ["replay", "log.swf", "--processors", "3000", "--report", "page.html"];
        desk.good_with_threads(&question, threads);
        let page = desk.text("page.html");
        desk.good_with_threads(&[&question[..], &["--policy", "shortest-first+easy"]].concat(), threads);
        (page, desk.text("page.html"))
    };
    let one = page("1");
    assert!(one.0 != one.1 && one == page("2"));
}

//! A browser opens the pages of all shipped scenarios: every chart is drawn, nothing is asked of anybody, and nothing goes wrong.

use crate::resume::Desk;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where the browser is, as Debian and others call it (or `SUANLI_BROWSER`).
pub(crate) fn browser() -> Option<PathBuf> {
    let named = std::env::var_os("SUANLI_BROWSER").map(PathBuf::from);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = || std::env::split_paths(&path);
    let known = ["chromium", "chromium-browser", "google-chrome"];
    let found = named.or_else(|| {
        known.iter().flat_map(|name| folders().map(move |dir| dir.join(name))).find(|file| file.is_file())
    });
    if found.is_none() {
        writeln!(std::io::stderr(), "skipped: there is no Chromium (apt-get install chromium)")
            .expect("it can be written to");
    }
    found
}

/// What a browser made of a page: the page in the end, and what it told.
struct Opened {
    page: String,
    told: String,
}

fn open(browser: &Path, file: &Path, width: u32) -> Opened {
    let profile = tempfile::tempdir().expect("a folder for the browser");
    let log = profile.path().join("net.json");
    let output = Command::new(browser)
        .args([
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
        ])
        .args([
            "--disable-component-update",
            "--disable-sync",
            "--disable-extensions",
            "--disable-dev-shm-usage",
        ])
        .args(["--enable-logging=stderr", "--virtual-time-budget=20000", "--dump-dom"])
        .arg(format!("--window-size={width},900"))
        .arg(format!("--user-data-dir={}", profile.path().join("profile").display()))
        .arg(format!("--log-net-log={}", log.display()))
        .arg(format!("file://{}", file.display()))
        .output()
        .expect("the browser can be started");
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    let requests = fs::read_to_string(&log).unwrap_or_default();
    // Addresses are told where a request begins; the browser's own are those of its makers.
    let foreign: Vec<&str> = requests
        .split("\"url\":\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|url| url.starts_with("http") && !url.contains("google") && !url.contains("gvt1.com"))
        .collect();
    assert!(foreign.is_empty(), "{}: asks {foreign:?}", file.display());
    Opened { page: String::from_utf8_lossy(&output.stdout).into_owned(), told }
}

#[track_caller]
fn assert_drawn(browser: &Path, file: &Path, width: u32, least: usize) {
    let Opened { page, told } = open(browser, file, width);
    let errors: Vec<&str> = told.lines().filter(|line| line.contains("CONSOLE")).collect();
    assert!(errors.is_empty(), "{} at {width}: {errors:#?}", file.display());
    let figures = page.matches("<figure ").count();
    assert!(least <= figures, "{} at {width}: {figures} figures\n{told}", file.display());
    let drawn = page.matches("data-drawn=\"yes\"").count();
    assert_eq!(drawn, figures, "{} at {width}", file.display());
    assert!(page.contains(&format!("data-drawn=\"{figures}\"")), "{} at {width}", file.display());
}

/// Looks of a page: the width of the window, language and light. Each scenario has one of them, and all where `SUANLI_BROWSER_ALL` is set.
const LOOKS: [(u32, &str, &str); 8] = [
    (1440, "en", "light"),
    (390, "zh", "dark"),
    (1440, "zh", "light"),
    (390, "en", "dark"),
    (1440, "en", "dark"),
    (390, "zh", "light"),
    (1440, "zh", "dark"),
    (390, "en", "light"),
];

#[test]
fn a_browser_draws_every_chart_of_every_scenario() {
    let Some(browser) = browser() else { return };
    let scenarios = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut files: Vec<PathBuf> = fs::read_dir(&scenarios)
        .expect("scenarios are shipped")
        .flatten()
        .map(|entry| entry.path())
        .collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    files.sort();
    assert!(12 <= files.len(), "{files:?}");
    let all = std::env::var_os("SUANLI_BROWSER_ALL").is_some();
    for (place, file) in files.iter().enumerate() {
        let scenario = suanli::scenario::check_file(file).expect("shipped scenarios are right").scenario;
        // A few days of two policies are enough to see every kind of chart.
        let policies = scenario.policies.iter().take(2).flat_map(|policy| ["--policy", policy.name.as_str()]);
        let policies: Vec<&str> = policies.collect();
        let looks = if all { 0..LOOKS.len() } else { place % LOOKS.len()..place % LOOKS.len() + 1 };
        for (width, lang, light) in LOOKS[looks].iter().copied() {
            let desk = Desk::new();
            let name = file.display().to_string();
            let words = ["--horizon", "3d", "--warm-up", "1d", "--replications", "2", "--jobs", "none"];
            let arguments =
                [&["compare", &name, "--lang", lang, "--out", "out"][..], &words, &policies].concat();
            desk.good(&arguments);
            let page = desk.text("out/report.html").replacen(
                "<html lang",
                &format!("<html data-look=\"{light}\" lang"),
                1,
            );
            let path = desk.path("looked-at.html");
            fs::write(&path, page).expect("it can be written");
            assert_drawn(&browser, &path, width, 2);
        }
    }
}

/// The page with a script of the test's own at its end; the page's policy would not let it run.
fn with_script(page: &str, script: &str) -> String {
    let start = page.find("<meta http-equiv").expect("it has a policy");
    let end = start + page[start..].find(">\n").expect("the policy ends") + 1;
    format!("{}{}<script>{script}</script>", &page[..start], &page[end..])
}

/// Opens a page with a script that leaves what it found in the attribute `data-found` of the page's root.
fn found(browser: &Path, desk: &Desk, page: &str, script: &str, width: u32) -> String {
    let path = desk.path("with-script.html");
    fs::write(&path, with_script(page, script)).expect("it can be written");
    // A browser on a busy machine may be told to leave before it is done.
    let mut told = String::new();
    for _ in 0..3 {
        let opened = open(browser, &path, width);
        if let Some((_, rest)) = opened.page.split_once("data-found=\"") {
            return rest.split('"').next().unwrap_or_default().replace("&quot;", "'");
        }
        told = opened.told;
    }
    panic!("the script found nothing\n{told}")
}

/// Everything that people do with a mouse they can do with keys; this presses them.
const KEYS: &str = r##"
const everything = () => {
  const found = {}, root = document.documentElement, whole = document.getElementById("whole");
  const press = (element, key) => element.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  const chart = document.querySelector("#chart-queue .canvas canvas");
  chart.focus();
  found.focus = document.activeElement === chart;
  found.named = 20 < chart.getAttribute("aria-label").length;
  press(chart, "+");
  found.zoomed = !whole.hidden && suanli.range[1] - suanli.range[0] < suanli.data.time.span;
  press(chart, "Home");
  found.whole = whole.hidden && suanli.range === null;
  press(chart, "ArrowRight");
  const choice = document.querySelector("#chart-policies select");
  choice.selectedIndex = 1;
  choice.dispatchEvent(new Event("change"));
  found.chosen = suanli.drawn.find((one) => one.spec?.id === "policies").chosen[0] === 1;
  const legend = document.querySelector("#chart-queue .legend button");
  legend.click();
  found.hides = legend.getAttribute("aria-pressed") === "false";
  legend.click();
  const behind = document.querySelector("#chart-queue .behind");
  behind.open = true;
  const nodes = document.querySelector("#nodes-figure .canvas canvas");
  press(nodes, "PageUp");
  found.rows = suanli.nodes.nodes[1] - suanli.nodes.nodes[0] < suanli.data.runs[0].centers[0].nodes;
  press(nodes, "Home");
  const job = document.querySelector("#jobs-figure tbody button");
  job.click();
  const story = document.getElementById("story");
  found.story = !story.hidden && story.textContent.includes(job.textContent) && 2 <= story.querySelectorAll("ol li").length;
  found.atStory = story.contains(document.activeElement);
  document.getElementById("look").click();
  found.dark = root.dataset.look === "dark" || root.dataset.look === "light";
  setTimeout(() => {
    found.table = 10 < behind.querySelectorAll("tbody tr").length;
    found.told = 3 < document.getElementById("told").textContent.length;
    root.dataset.found = JSON.stringify(Object.entries(found).filter(([, is]) => !is).map(([name]) => name)) + Object.keys(found).length;
  }, 500);
};
// A busy machine draws late.
const drawn = ["#chart-queue .canvas canvas", "#chart-policies select", "#nodes-figure .canvas canvas", "#jobs-figure tbody button"];
const wait = () => {
  const is_there = drawn.every((what) => document.querySelector(what));
  setTimeout(is_there ? everything : wait, is_there ? 1000 : 100);
};
addEventListener("load", wait);
"##;

#[test]
fn everything_can_be_done_with_keys() {
    let Some(browser) = browser() else { return };
    for lang in ["en", "zh"] {
        let desk = Desk::new();
        desk.good(&["compare", "smoke.toml", "--horizon", "6d", "--lang", lang, "--out", "out"]);
        assert_eq!(found(&browser, &desk, &desk.text("out/report.html"), KEYS, 1440), "[]12", "{lang}");
    }
}

/// The pages of the other commands, with how many figures each has at least.
fn pages_of_commands(desk: &Desk) -> [(&'static str, usize); 4] {
    let lines = [
        "replay small.swf --policy fcfs+easy --policy smallest-first+easy --report replay.html --lang zh",
        "plan smoke.toml --horizon 4d --replications 2 --least center.tiny.partition.npu.nodes=4..8:2 --out plan --promise",
        "sweep smoke.toml --horizon 3d --replications 2 --set center.tiny.partition.npu.nodes=4..6:1 --out sweep",
        "forecast waited.swf --at 1h --futures 20 --out forecast --lang zh",
    ];
    // A log that says when its jobs started.
    let log = desk.text("small.swf");
    let waited: Vec<String> = log.lines().map(|line| line.replacen(" -1 ", " 600 ", 1)).collect();
    fs::write(desk.path("waited.swf"), waited.join("\n") + "\n").expect("it can be written");
    for line in lines {
        let mut words: Vec<&str> = line.split(' ').collect();
        if line.starts_with("plan") {
            words.push("p95 wait <= 2 h");
        }
        desk.good(&words);
    }
    // One promise is one curve, and the axes of a sweep are chosen in one figure.
    [("replay.html", 2), ("plan/report.html", 1), ("sweep/report.html", 1), ("forecast/report.html", 2)]
}

#[test]
fn a_browser_draws_the_pages_of_every_command() {
    let Some(browser) = browser() else { return };
    let desk = Desk::new();
    for (page, least) in pages_of_commands(&desk) {
        for width in [1440, 390] {
            assert_drawn(&browser, &desk.path(page), width, least);
        }
    }
}

/// The checker of accessibility, where `SUANLI_AXE` names its script (`axe.min.js` of the package axe-core).
pub(crate) fn axe() -> Option<String> {
    let Some(axe) = std::env::var_os("SUANLI_AXE") else {
        writeln!(
            std::io::stderr(),
            "skipped: SUANLI_AXE does not name axe.min.js (tests/browser.sh gets it)"
        )
        .expect("it can be written to");
        return None;
    };
    Some(fs::read_to_string(axe).expect("SUANLI_AXE names a file"))
}

/// Looks at a page with everything on it opened, and leaves what is serious.
const CHECK: &str = "addEventListener('load', () => setTimeout(() => { \
    document.querySelectorAll('details').forEach((part) => { part.open = true; }); \
    document.querySelector('#jobs-figure tbody button')?.click(); \
    setTimeout(() => axe.run({ resultTypes: ['violations'] }).then((found) => { document.documentElement.dataset.found = \
    JSON.stringify(found.violations.filter((one) => ['serious', 'critical'].includes(one.impact)).map((one) => \
    [one.id, one.help, one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160))])); }), 500); }, 2500));";

#[test]
fn the_checker_of_accessibility_finds_nothing_serious() {
    let (Some(browser), Some(axe)) = (browser(), axe()) else { return };
    let script = format!("{axe}</script><script>{CHECK}");
    let is_fine = |desk: &Desk, page: &str, (width, lang, light): (u32, &str, &str)| {
        let page = page.replacen("<html lang", &format!("<html data-look=\"{light}\" lang"), 1);
        assert_eq!(found(&browser, desk, &page, &script, width), "[]", "{lang} at {width}, {light}");
    };
    for (width, lang, light) in LOOKS {
        let desk = Desk::new();
        desk.good(&["compare", "smoke.toml", "--horizon", "6d", "--lang", lang, "--out", "out"]);
        is_fine(&desk, &desk.text("out/report.html"), (width, lang, light));
    }
    let desk = Desk::new();
    for ((page, _), look) in pages_of_commands(&desk).into_iter().zip(LOOKS.into_iter().cycle().skip(1)) {
        is_fine(&desk, &desk.text(page), look);
    }
}

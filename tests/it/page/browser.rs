//! A browser opens the pages of all shipped scenarios: every chart is drawn, nothing is asked of anybody, and nothing goes wrong.

use crate::resume::Desk;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where the browser is, as Debian and others call it (or `SUANLI_BROWSER`).
fn browser() -> Option<PathBuf> {
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
fn assert_drawn(browser: &Path, file: &Path, width: u32) {
    let Opened { page, told } = open(browser, file, width);
    let errors: Vec<&str> = told.lines().filter(|line| line.contains("CONSOLE")).collect();
    assert!(errors.is_empty(), "{} at {width}: {errors:#?}", file.display());
    let figures = page.matches("<figure ").count();
    assert!(1 < figures, "{} at {width}: {figures} figures\n{told}", file.display());
    let drawn = page.matches("data-drawn=\"yes\"").count();
    assert_eq!(drawn, figures, "{} at {width}", file.display());
    assert!(page.contains(&format!("data-drawn=\"{figures}\"")), "{} at {width}", file.display());
}

/// Looks as a page has them: width of the window, language and light.
const LOOKS: [(u32, &str, &str); 4] =
    [(1440, "en", "light"), (390, "zh", "dark"), (1440, "zh", "light"), (390, "en", "dark")];

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
    for (place, file) in files.iter().enumerate() {
        let scenario = suanli::scenario::check_file(file).expect("shipped scenarios are right").scenario;
        let days = (scenario.warm_up.as_secs() / 86_400 + 4).min(scenario.horizon.as_secs() / 86_400).max(1);
        // Two looks each; all four are seen with every second scenario.
        for look in [place % 2 * 2, place % 2 * 2 + 1] {
            let (width, lang, light) = LOOKS[look];
            let desk = Desk::new();
            let horizon = format!("{days} days");
            let name = file.display().to_string();
            let arguments = [
                "compare",
                &name,
                "--horizon",
                &horizon,
                "--replications",
                "2",
                "--lang",
                lang,
                "--jobs",
                "none",
                "--out",
                "out",
            ];
            desk.good(&arguments);
            let page = desk.text("out/report.html").replacen(
                "<html lang",
                &format!("<html data-look=\"{light}\" lang"),
                1,
            );
            let path = desk.path("looked-at.html");
            fs::write(&path, page).expect("it can be written");
            assert_drawn(&browser, &path, width);
        }
    }
}

/// The checker of accessibility, where `SUANLI_AXE` names its script (`axe.min.js` of the package axe-core).
#[test]
fn the_checker_of_accessibility_finds_nothing_serious() {
    let Some(browser) = browser() else { return };
    let Some(axe) = std::env::var_os("SUANLI_AXE") else {
        writeln!(
            std::io::stderr(),
            "skipped: SUANLI_AXE does not name axe.min.js (tests/browser.sh gets it)"
        )
        .expect("it can be written to");
        return;
    };
    let axe = fs::read_to_string(axe).expect("SUANLI_AXE names a file");
    for (width, lang, light) in LOOKS {
        let desk = Desk::new();
        desk.good(&["compare", "smoke.toml", "--horizon", "6d", "--lang", lang, "--out", "out"]);
        let page = desk.text("out/report.html");
        // Scripts from outside are refused, so that the checker can only look at a page that allows them.
        let start = page.find("<meta http-equiv").expect("it has a policy");
        let end = start + page[start..].find(">\n").expect("the policy ends") + 1;
        let check = "addEventListener('load', () => setTimeout(() => { \
             document.querySelectorAll('details').forEach((part) => { part.open = true; }); \
             setTimeout(() => axe.run({ resultTypes: ['violations'] }).then((found) => { document.documentElement.dataset.axe = \
             JSON.stringify(found.violations.filter((one) => ['serious', 'critical'].includes(one.impact)).map((one) => \
             [one.id, one.help, one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160))])); }), 500); }, 2500));";
        let page =
            format!("{}{}<script>{axe}</script><script>{check}</script>", &page[..start], &page[end..]);
        let page = page.replacen("<html lang", &format!("<html data-look=\"{light}\" lang"), 1);
        let path = desk.path("checked.html");
        fs::write(&path, page).expect("it can be written");
        let opened = open(&browser, &path, width);
        let (_, rest) = opened.page.split_once("data-axe=\"").expect("the checker has looked at it");
        let found = rest.split('"').next().unwrap_or_default();
        assert_eq!(found, "[]", "{lang} at {width}, {light}");
    }
}

//! A browser clicks through everything that the live page offers.

use super::client::Server;
use super::proxy::proxy;
use crate::page::browser::{axe, browser};
use crate::resume::Desk;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::Duration;

/// Does what people do, and tells which of it did not turn out as it should.
const CLICKS: &str = include_str!("clicks.js");

/// Opens the live page with a script in it and gives what the script found.
fn found(browser: &std::path::Path, server: &Server, axe: &str, query: &str, width: u32) -> String {
    let page = server.get(&format!("/{query}"));
    assert_eq!(page.status, 200);
    let page = format!("{}<script>{axe}</script><script>{CLICKS}</script>", page.text());
    let (place, heard) = proxy(&server.place, page);
    let profile = tempfile::tempdir().expect("a folder for the browser");
    let mut child = Command::new(browser)
        .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-extensions"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        .arg("--disable-dev-shm-usage")
        .arg(format!("--window-size={width},900"))
        .arg(format!("--user-data-dir={}", profile.path().join("profile").display()))
        .arg(format!("http://{place}/{query}"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the browser can be started");
    let found = heard.recv_timeout(Duration::from_secs(300));
    // It would stay open for ever.
    let _ = child.kill();
    let _ = child.wait();
    found
        .unwrap_or_else(|_| "the script told nothing".to_owned())
        .replace("%20", " ")
        .replace("%22", "'")
        .replace("%5B", "[")
        .replace("%5D", "]")
}

/// A log of forty days, so that there is something to learn.
fn log() -> String {
    let mut log = String::from("; MaxProcs: 16\n; UnixStartTime: 1672531200\n");
    for job in 1..=960_u64 {
        let (submit, run, size) = (job * 3_600, 600 + job * 977 % 9_000, 1 + job * 7 % 8);
        log += &format!(
            "{job} {submit} 0 {run} {size} -1 -1 {size} {} -1 1 {} 1 1 1 1 -1 -1\n",
            run * 2,
            job % 7
        );
    }
    log
}

#[test]
fn a_browser_clicks_through_all_of_it() {
    let Some(browser) = browser() else { return };
    // It waits for answers by the clock, which a machine that does much else keeps badly.
    if std::env::var_os("SUANLI_BROWSER_ALL").is_none() {
        writeln!(std::io::stderr(), "skipped: SUANLI_BROWSER_ALL is not set (tests/browser.sh sets it)")
            .expect("it can be written to");
        return;
    }
    // Where the checker of accessibility is at hand, it looks at the page as well.
    let axe = axe().unwrap_or_default();
    let smoke = include_str!("../../../scenarios/smoke.toml");
    let smoke = smoke.replace("\"7 days\"", "\"12 days\"").replace("replications = 2", "replications = 8");
    let evil = smoke.replace(
        "Smoke test",
        "<img src=x onerror=suanli.hacked=1></script><script>suanli.hacked=1</script>",
    );
    for (query, width) in [("", 1440), ("?lang=zh", 390)] {
        let broken = "[scenario]\ntitle = 3\n";
        let files =
            [("a.toml", &*smoke), ("broken.toml", broken), ("evil.toml", &*evil), ("log.swf", &*log())];
        let server = Server::on(Desk::with(&files), &[]);
        let found = found(&browser, &server, &axe, query, width);
        assert_eq!(found, "[]", "at {width}");
    }
}

//! Names that would like to be markup, scripts or formulas stay names.

use super::data;
use crate::resume::Desk;

const NAMES: [&str; 5] = [
    "</script><script>document.title='taken'</script>",
    "<img src=x onerror=alert(1)>",
    "<!--<script>",
    "\" onmouseover=\"alert(1)",
    "{policy} ${1} `x`",
];

#[test]
fn names_of_scenarios_never_become_markup() {
    let smoke = include_str!("../../../scenarios/smoke.toml");
    for name in NAMES {
        let quoted = format!("title = {}", toml::Value::String(name.to_owned()));
        let lines =
            smoke.lines().map(|line| if line.starts_with("title = ") { quoted.as_str() } else { line });
        let scenario = format!("{}\n# </script><b> in a comment\n", lines.collect::<Vec<&str>>().join("\n"));
        let desk = Desk::with(&[("bad.toml", &scenario)]);
        desk.good(&["run", "bad.toml", "--horizon", "3d", "--out", "out"]);
        let page = desk.text("out/report.html");
        let scripts = page.matches("<script").count();
        // Those of the page itself, and what the library and our own script say of scripts in texts.
        let clean = super::smoke(&[]);
        assert_eq!(scripts, clean.matches("<script").count(), "{name}");
        assert_eq!(page.matches("</script").count(), clean.matches("</script").count(), "{name}");
        assert!(!page.contains("<img"), "{name}");
        assert!(!page.contains("<!--"), "{name}");
        // Nothing is lost of it either.
        let found = data(&page)["charts"].to_string() + &data(&page)["runs"].to_string();
        let json = serde_json::to_string(name).unwrap();
        assert!(found.contains(json.trim_matches('"')), "{name}");
    }
}

#[test]
fn a_title_in_attributes_cannot_close_them() {
    let smoke = include_str!("../../../scenarios/smoke.toml");
    let desk = Desk::with(&[("bad.toml", &smoke.replacen("title = \"", "title = \"a' b&c <i>", 1))]);
    desk.good(&["run", "bad.toml", "--horizon", "3d", "--out", "out"]);
    let page = desk.text("out/report.html");
    assert!(page.contains("<title>a&#39; b&amp;c &lt;i&gt;"), "{}", &page[..900]);
}

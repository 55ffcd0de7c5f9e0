//! The page of models is what the rows say.

use std::fs;
use std::path::Path;
use suanli::workload::models::page;

#[test]
fn the_page_of_models_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/models.md");
    let page = page();
    if std::env::var_os("SUANLI_WRITE_DOCS").is_some() {
        fs::write(&path, &page).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == page,
        "run `SUANLI_WRITE_DOCS=1 cargo test page_of_models` and look at the difference"
    );
}

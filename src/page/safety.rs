//! What a page may do: run the scripts and use the styles that it was written with, and nothing else.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// The policy that browsers hold a page to (Content Security Policy): these scripts and styles alone, and no request to anywhere.
#[must_use]
pub(super) fn policy(scripts: &[&str], styles: &[&str]) -> String {
    format!(
        "default-src 'none'; script-src {}; style-src {}; img-src data: blob:; base-uri 'none'; form-action 'none'",
        sources(scripts),
        sources(styles)
    )
}

fn sources(texts: &[&str]) -> String {
    let sources: Vec<String> = texts.iter().map(|text| format!("'sha256-{}'", sum(text))).collect();
    sources.join(" ")
}

/// The sum over a script or a style as a page's policy names it.
#[must_use]
pub(super) fn sum(text: &str) -> String {
    STANDARD.encode(Sha256::digest(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sum of the published example of the policy's standard: `alert('Hello, world.');`.
    #[test]
    fn sums_are_those_of_the_standard() {
        assert_eq!(sum("alert('Hello, world.');"), "qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng=");
    }
}

//! The language of what people read.

use super::rerun::rerun;
use crate::lang::Lang;

/// The language of pages.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct PageArgs {
    /// The language of report.html and, of `run` and `compare`, of the answer.
    #[arg(long, value_name = "LANG", default_value = Lang::NAMES[0], value_parser = Lang::NAMES)]
    lang: String,
}

impl PageArgs {
    /// The language.
    pub(super) fn lang(&self) -> Lang {
        Lang::named(&self.lang).unwrap_or_default()
    }
}

/// The command that was typed, as it gives the same numbers again.
pub(super) fn typed_command() -> String {
    let words = std::env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned());
    let words: Vec<String> = std::iter::once("suanli".to_owned()).chain(words).collect();
    rerun(&words)
}

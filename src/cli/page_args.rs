//! The language of what people read, and the command that was typed.

use super::rerun::rerun;
use crate::lang::Lang;

/// The language of what people read.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct PageArgs {
    /// The language of what people read: report.html, plots and what is printed. Files for machines are in English.
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

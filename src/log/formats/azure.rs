//! Requests to the language models of Azure, 2023 and 2024 (Patel et al. 2024, "Splitwise: efficient generative LLM inference
//! using phase splitting"): when they came, and how many tokens went in and out.

use crate::log::Format;
use crate::log::row::{Header, Row, SizeUnit};
use crate::log::table::{Fields, Layout, Others, Table, Unreadable};

/// The row of [`super::FORMATS`].
pub(super) const ENTRY: Format = Format {
    name: "Azure LLM",
    help: "requests to Azure's language models: TIMESTAMP, ContextTokens, GeneratedTokens",
    expected: "the columns TIMESTAMP, ContextTokens and GeneratedTokens",
    parser: || Box::new(Table::new(&LAYOUT)),
};

const TIME: usize = 0;
const TOKENS_IN: usize = 1;
const TOKENS_OUT: usize = 2;

static LAYOUT: Layout<3> = Layout {
    names: [&["timestamp"], &["contexttokens"], &["generatedtokens"]],
    needed: &[TIME, TOKENS_IN, TOKENS_OUT],
    others: Others::Refused,
    unit: SizeUnit::Slots,
    unix_start: Some(0),
    row,
    nameless: |_| false,
};

fn row(fields: &Fields<'_, 3>, _: &mut Header) -> Result<Row, Unreadable> {
    Ok(Row {
        submit: fields.time(TIME)?,
        tokens_in: fields.number(TOKENS_IN)?,
        tokens_out: fields.number(TOKENS_OUT)?,
        ..Row::default()
    })
}

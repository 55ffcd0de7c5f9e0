//! What a scenario says of days on which people work less, or more.

use super::super::fields::{Kind, Table};
use super::{PERCENT, optional, required, share};

/// `[[holiday]]`.
pub(super) const HOLIDAY: Table = Table {
    header: "[[holiday]]",
    help: "Days on which people work less; or more, where a weekend is worked to make up for a holiday.",
    fields: &[
        required("title", Kind::Title, "\"Spring Festival 春节\"", "What it is."),
        required("first", Kind::Date, "2023-01-21", "The first day."),
        optional("last", Kind::Date, "2023-01-27", "the first day", "The last day."),
        required(
            "demand",
            share(0, 1_000 * PERCENT),
            "\"20 %\"",
            "How much work comes, of what would come on such a day of the week.",
        ),
    ],
};

//! The option `--by`: by what the hours that jobs held are told apart.

use crate::report::By;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

/// Reads one of these.
pub(super) fn one_of(kinds: &'static [By]) -> impl TypedValueParser<Value = By> {
    let value = |by: &By| {
        let value = PossibleValue::new(by.name());
        match by {
            // The users of a log are its tenants.
            By::Tenant => value.alias(USER),
            By::Partition | By::Qos | By::Class | By::Group | By::Month => value,
        }
    };
    let named = |name: String| kinds.iter().copied().find(|by| by.name() == name).unwrap_or(By::Tenant);
    PossibleValuesParser::new(kinds.iter().map(value)).map(named)
}

/// Another name of a tenant.
const USER: &str = "user";

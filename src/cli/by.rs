//! The option `--by`: by what the hours that jobs held are told apart.

use crate::log::Apart;
use crate::report::By;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

/// Reads one of these.
pub(super) fn one_of(kinds: &'static [By]) -> impl TypedValueParser<Value = By> {
    let value = |by: &By| {
        let value = PossibleValue::new(by.name());
        match by {
            // The users of a log are its tenants.
            By::Tenant => value.alias(USER),
            // And its accounts are their groups.
            By::Group => value.alias(ACCOUNT),
            By::Partition | By::Qos | By::Class | By::Month => value,
        }
    };
    let named = |name: String| {
        let name = if name == ACCOUNT { By::Group.name() } else { &name };
        kinds.iter().copied().find(|by| by.name() == name).unwrap_or(By::Tenant)
    };
    PossibleValuesParser::new(kinds.iter().map(value)).map(named)
}

/// By what the jobs of a log are told apart for these.
pub(super) fn apart(kinds: &[By]) -> Apart {
    let asked = |by: By| kinds.contains(&by);
    Apart {
        queue: asked(By::Partition),
        group: asked(By::Group),
        qos: asked(By::Qos),
        size: asked(By::Class),
    }
}

/// Another name of a tenant.
const USER: &str = "user";

/// Another name of a group.
const ACCOUNT: &str = "account";

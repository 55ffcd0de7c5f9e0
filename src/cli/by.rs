//! The option `--by`: by what the hours that jobs held are told apart.

use crate::report::By;
use clap::builder::PossibleValue;

/// By what hours are told apart, as the command line names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct HeldBy(pub(super) By);

impl clap::ValueEnum for HeldBy {
    fn value_variants<'a>() -> &'a [HeldBy] {
        const ALL: [HeldBy; 6] = [
            HeldBy(By::Partition),
            HeldBy(By::Qos),
            HeldBy(By::Class),
            HeldBy(By::Group),
            HeldBy(By::Tenant),
            HeldBy(By::Month),
        ];
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let HeldBy(by) = self;
        let value = PossibleValue::new(by.name());
        Some(match by {
            // Where a log is run, its users are the tenants.
            By::Tenant => value.alias("user"),
            By::Partition | By::Qos | By::Class | By::Group | By::Month => value,
        })
    }
}

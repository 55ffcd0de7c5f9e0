//! `suanli schema`: the JSON Schema of scenario files, and of what is written as JSON.

use super::{Failure, print};
use crate::report::{JSON_OUTPUTS, json_schema_of};
use crate::scenario::schema;
use clap::builder::{PossibleValue, PossibleValuesParser};

/// What scenario files are called.
const SCENARIO: &str = "scenario";

/// Print the JSON Schema of scenario files, with which editors complete and explain keys, or of an output in JSON.
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    /// Of what: scenario files, or an output in JSON, which carries the version of its schema as `schema_version`.
    #[arg(long, value_name = "WHAT", default_value = SCENARIO, value_parser = subjects())]
    of: String,
}

fn subjects() -> PossibleValuesParser {
    let outputs = JSON_OUTPUTS.iter().map(|output| PossibleValue::new(output.name).help(output.help));
    let scenario = PossibleValue::new(SCENARIO).help("scenario files");
    PossibleValuesParser::new(std::iter::once(scenario).chain(outputs))
}

/// Prints the schema.
///
/// # Errors
/// When stdout cannot be written to.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let schema = json_schema_of(&args.of).unwrap_or_else(schema);
    print(&format!("{schema:#}\n"))
}

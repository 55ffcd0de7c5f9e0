//! The command `suanli`.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(suanli::cli::main(std::env::args_os()))
}

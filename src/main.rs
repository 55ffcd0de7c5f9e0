//! The command `suanli`.

fn main() {}

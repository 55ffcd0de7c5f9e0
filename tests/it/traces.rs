//! Published logs and results, where they are at hand: `SUANLI_TRACES` names their folder.

use std::path::PathBuf;

/// The text of a published file, unpacked. `None`, said on standard error, where no folder of traces is at hand:
/// the files are other people's and too large to be kept here.
pub(crate) fn text(file: &str) -> Option<String> {
    let Some(folder) = std::env::var_os("SUANLI_TRACES") else {
        let _ = std::io::Write::write_all(
            &mut std::io::stderr(),
            format!("not compared with {file}: SUANLI_TRACES names no folder\n").as_bytes(),
        );
        return None;
    };
    let plain = PathBuf::from(folder).join(file);
    let packed = plain.with_file_name(format!("{}.zst", plain.file_name()?.to_str()?));
    let bytes = if packed.exists() {
        let packed = std::fs::File::open(&packed).expect("a file of the traces can be read");
        zstd::decode_all(packed).expect("a file of the traces unpacks")
    } else {
        std::fs::read(&plain).unwrap_or_else(|error| panic!("{}: {error}", plain.display()))
    };
    Some(String::from_utf8(bytes).expect("the traces are text"))
}

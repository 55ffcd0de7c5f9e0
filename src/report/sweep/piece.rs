//! A file of cells that are done: one process adds to it, cell by cell, and whatever kills it, all but the last one are there.

use crate::experiment::sweep::Shard;
use crate::report::FileError;
use crate::report::files::failed;
use flate2::Crc;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// The first words of the file.
pub(super) const HEAD: &str = "suanli cells 1";

/// How the names of pieces end.
pub(super) const ENDING: &str = "cells";

/// Rows are soon read again.
const ZSTD_LEVEL: i32 = 3;

/// A file of cells to which one process adds.
#[derive(Debug)]
pub struct Piece {
    path: PathBuf,
    file: File,
}

/// The rows of a cell, packed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Packed {
    bytes: usize,
    packed: Vec<u8>,
}

impl Piece {
    /// Begins a file for cells of a sweep in this folder, under a name that no other process has.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn create(dir: &Path, fingerprint: u64, shard: Shard) -> Result<Piece, FileError> {
        let prefix = format!("{:05}-of-{:05}-", shard.number(), shard.count());
        let suffix = format!(".{ENDING}");
        let mut builder = tempfile::Builder::new();
        builder.prefix(&prefix).suffix(&suffix).disable_cleanup(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            // Temporary files are private by default; these are shared with those who put the results together.
            builder.permissions(std::fs::Permissions::from_mode(0o666));
        }
        let made = builder.tempfile_in(dir).and_then(|made| made.keep().map_err(|error| error.error));
        let (file, path) = made.map_err(|source| failed(dir, "cannot create a file in", source))?;
        let mut piece = Piece { path, file };
        let head = format!("{HEAD} {fingerprint:016x} {shard}\n");
        piece
            .file
            .write_all(head.as_bytes())
            .map_err(|source| failed(&piece.path, "cannot write", source))?;
        Ok(piece)
    }

    /// Adds a cell, whose rows each end with the end of their line.
    ///
    /// # Errors
    /// When the disk is full.
    pub fn add(&mut self, cell: usize, rows: &str) -> Result<(), FileError> {
        let fail = |source| failed(&self.path, "cannot write", source);
        let packed = zstd::bulk::compress(rows.as_bytes(), ZSTD_LEVEL).map_err(fail)?;
        let head = format!("@{cell} {} {} {:08x}\n", rows.len(), packed.len(), crc(&packed));
        // In one go, so that a cell is there as a whole or, where the process is killed, in part at the end of the file.
        self.file.write_all(&[head.as_bytes(), &packed].concat()).map_err(fail)
    }
}

impl Packed {
    /// The rows.
    pub(super) fn rows(&self) -> io::Result<String> {
        let bytes = zstd::bulk::decompress(&self.packed, self.bytes)?;
        String::from_utf8(bytes).map_err(io::Error::other)
    }
}

fn crc(bytes: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc.sum()
}

/// A piece that was read.
pub(super) struct ReadPiece {
    /// Of which sweep it is.
    pub(super) fingerprint: u64,
    /// Its cells.
    pub(super) cells: Vec<(usize, Packed)>,
}

/// Takes a piece apart, as far as it is whole: what was being written when its process was killed is left out, and run again. Nothing
/// where not even its first line is whole.
pub(super) fn taken_apart(mut bytes: &[u8]) -> Option<ReadPiece> {
    let head = line(&mut bytes)?;
    let fingerprint = head.strip_prefix(HEAD)?.split_whitespace().next()?;
    let fingerprint = u64::from_str_radix(fingerprint, 16).ok()?;
    let mut cells = Vec::new();
    while let Some(cell) = next_cell(&mut bytes) {
        cells.push(cell);
    }
    Some(ReadPiece { fingerprint, cells })
}

fn line<'a>(bytes: &mut &'a [u8]) -> Option<&'a str> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    let (line, rest) = bytes.split_at(end);
    *bytes = &rest[1..];
    std::str::from_utf8(line).ok()
}

fn next_cell(bytes: &mut &[u8]) -> Option<(usize, Packed)> {
    let head = line(bytes)?.strip_prefix('@')?;
    let mut parts = head.split(' ');
    let mut number = || parts.next()?.parse::<usize>().ok();
    let (cell, plain, len) = (number()?, number()?, number()?);
    let sum = u32::from_str_radix(parts.next()?, 16).ok()?;
    let packed = bytes.get(..len)?;
    *bytes = &bytes[len..];
    (crc(packed) == sum).then(|| (cell, Packed { bytes: plain, packed: packed.to_vec() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// However much of a piece is there, the cells that are whole are found, and nothing else.
    #[test]
    fn a_piece_that_was_cut_off_anywhere_gives_the_cells_before() {
        let dir = tempfile::tempdir().expect("there is room");
        let mut piece = Piece::create(dir.path(), 77, Shard::WHOLE).expect("there is room");
        let rows = |cell: usize| format!("{cell},a,b\n{cell},c,d\n");
        let mut ends = vec![std::fs::metadata(&piece.path).expect("it is there").len() as usize];
        for cell in [4, 2, 9] {
            piece.add(cell, &rows(cell)).expect("there is room");
            ends.push(std::fs::metadata(&piece.path).expect("it is there").len() as usize);
        }
        let bytes = std::fs::read(&piece.path).expect("it is there");
        for end in 0..=bytes.len() {
            let read = taken_apart(&bytes[..end]);
            assert_eq!(read.is_some(), ends[0] <= end);
            let cells = read.map_or(Vec::new(), |read| read.cells);
            assert_eq!(cells.len(), ends[1..].iter().filter(|cut| **cut <= end).count());
            for (cell, packed) in cells {
                assert_eq!(packed.rows().expect("it is whole"), rows(cell));
            }
        }
        let mut damaged = bytes.clone();
        damaged[ends[1] + 20] ^= 1;
        let read = taken_apart(&damaged).expect("its head is whole");
        assert!(read.cells.iter().all(|(cell, packed)| packed.rows().expect("it is whole") == rows(*cell)));
        assert!(read.cells.len() < 3 && read.fingerprint == 77);
    }
}

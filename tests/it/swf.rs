//! Logs as they are found in the world: every quirk as text, with the jobs and the account it must give.

use crate::logs::{check, complaint, lines_of, quality_of, read, written};
use crate::support::traces;
use std::io::Write;
use suanli::log::{FORMATS, Finding, Header, LogReader, LogSource, Number};
use suanli::model::Source;

#[test]
fn a_plain_row_is_a_job() {
    let text = "; MaxProcs: 100\n1 5 -1 100 4 -1 -1 8 200 -1 1 7 1 -1 -1 -1 -1 -1\n";
    check(text, &["1 5 100 8 200 7"], &[]);
}

#[test]
fn rows_may_have_more_or_fewer_fields() {
    let text = "1 0 0 10 1 -1 -1 1 20 -1 1 3 1 -1 -1 -1 -1 -1 {12,12} q_1d 1:ppn=2\n\
                2 1 0 10 1 -1 -1 1 20 -1 1 3 1 -1 -1 -1 -1 -1 19\n\
                3 2 0 10 1 -1 -1 1 20\n\
                4 3 0 10 2\n\
                5 4 0 10\n";
    check(
        text,
        &["1 0 10 1 20 3", "2 1 10 1 20 3", "3 2 10 1 20 0", "4 3 10 2 10 0"],
        &[
            (Finding::WalltimeUnknown, 1),
            (Finding::ProcessorsAllocated, 1),
            (Finding::Unreadable, 1),
            (Finding::FieldsBeyond, 1),
        ],
    );
}

#[test]
fn fields_behind_the_standard_name_nodes_and_queue() {
    let text = "7 1356996147 0 60 64 1 1024 4 86400 68719476736 1 62 1 1 -1 1 1 1 {12,12,9,12} q_1d 2:ppn=2:x86#excl\n";
    let file = written(text.as_bytes());
    let mut reader = LogReader::open(file.path()).unwrap();
    let row = reader.next_entry().unwrap().unwrap().row;
    let known = [row.nodes, row.memory_mib, row.queue].map(|number| number.map(Number::whole));
    assert_eq!(known, [Some(2), Some(131_072), Some(1)]);
    assert_eq!(reader.header().queues.word(1), Some("q_1d"));
}

#[test]
fn headers_may_be_indented_and_have_text_behind_numbers() {
    let text = "   ;       MaxProcs: 338 (batch partition; 512 total)\r\n;\tComputer: Bull / Dell mix\n\n\
                ; MaxNodes:43 nodes\n; UnixStartTime: 835823160\n; Note: hybrid nodes are not in the MaxNodes\n\
                ;  and MaxProcs fields: 1\n1 0 0 10 1 -1 -1 1 20 -1 1 3 1 -1 -1 -1 -1 -1\n";
    let file = written(text.as_bytes());
    let expected = Header {
        computer: Some("Bull / Dell mix".into()),
        processors: Some(338),
        nodes: Some(43),
        unix_start: Some(835_823_160),
        ..Header::default()
    };
    assert_eq!(*LogReader::open(file.path()).unwrap().header(), expected);
}

#[test]
fn logs_without_header_and_with_windows_line_ends_are_read() {
    check(
        "\u{feff}1 0 0 10 1 -1 -1 1 20\r\n\r\n2 0 0 5 1 -1 -1 1 20\r\n",
        &["1 0 10 1 20 0", "2 0 5 1 20 0"],
        &[],
    );
    check("\t1\t0\t0\t10\t1\t-1\t-1\t1\t20", &["1 0 10 1 20 0"], &[]);
}

#[test]
fn decimals_are_kept_to_the_microsecond() {
    check(
        "1 0.5 0 10.25 4.00 142.00 -1 4 20.0000019 -1 1 3\n2 1e1 0 1.5e+01 2.5 -1 -1 2.5 2E1 -1 1 3\n",
        &["1 0.5 10.25 4 20.000001 3", "2 10 15 3 20 3"],
        &[(Finding::ProcessorsFraction, 1)],
    );
}

#[test]
fn what_is_missing_is_replaced_by_the_next_best() {
    check(
        "-1 0 0 10 4 -1 -1 -1 20 -1 1 3\n2 0 0 10 4 -1 -1 0 0 -1 1 -1\n3 0 -1 30 -1 -1 -1 2 20 -1 1 3\n4 9 0 0 1 -1 -1 1 -1 -1 1 3\n",
        &["1 0 10 4 20 3", "2 0 10 4 10 0", "3 0 30 2 20 3", "4 9 0 1 0 3"],
        &[
            (Finding::JobNumberUnknown, 1),
            (Finding::ProcessorsAllocated, 2),
            (Finding::WalltimeUnknown, 2),
            (Finding::RanOver, 1),
            (Finding::RunZero, 1),
        ],
    );
}

#[test]
fn what_cannot_run_is_dropped_by_reason() {
    let text = "1 -1 0 10 4 -1 -1 4 20\n2 0 0 -1 4 -1 -1 4 20\n3 0 0 10 -1 -1 -1 -1 20\n4 0 0 10 0 -1 -1 0 20\n\
                5 x 0 10 4 -1 -1 4 20\n6 0 0 10 4 -1 -1 4 20\n";
    check(
        text,
        &["6 0 10 4 20 0"],
        &[
            (Finding::SubmitUnknown, 1),
            (Finding::RunUnknown, 1),
            (Finding::ProcessorsUnknown, 2),
            (Finding::Unreadable, 1),
        ],
    );
    let (_, quality) = read(text);
    assert_eq!((quality.rows_read, quality.rows_kept, quality.rows_dropped()), (6, 1, 5));
    assert_eq!(quality.tally(Finding::ProcessorsUnknown).first_lines, [3, 4]);
}

#[test]
fn a_row_with_two_repairs_is_one_repaired_row() {
    let (_, quality) = read("1 0 0 10 4 -1 -1 -1 -1\n2 0 0 10 4 -1 -1 4 20\n");
    assert_eq!((quality.rows_kept, quality.rows_repaired), (2, 1));
}

#[test]
fn absurd_numbers_never_wrap() {
    let text = "1 0 0 18446744073709551617 1 -1 -1 1 20\n2 0 0 10 1 -1 -1 4294967297 20\n\
                3 0 0 10 1 -1 -1 1 18446744073709551615 -1 1 99999999999\n\
                4 99999999999999999999999999 0 10 1 -1 -1 1 20\n5 0 0 10 4294967295 -1 -1 -1 20\n\
                99999999999999999999 0 0 00000000000000000000000000000010 1 -1 -1 1 inf\n";
    check(
        text,
        &["3 0 10 1 1000000000 0", "5 0 10 4294967295 20 0", "6 0 10 1 1000000000 0"],
        &[
            (Finding::NumberAbsurd, 3),
            (Finding::WalltimeAbsurd, 2),
            (Finding::UserAbsurd, 1),
            (Finding::ProcessorsAllocated, 1),
            (Finding::JobNumberUnknown, 1),
        ],
    );
}

#[test]
fn absolute_times_begin_at_the_first_submission() {
    let file =
        written(b"; UnixStartTime: 0\n1 1641021254 0 10 1 -1 -1 1 20\n2 1641021354 0 10 1 -1 -1 1 20\n");
    let mut source = LogSource::streamed(LogReader::open(file.path()).unwrap()).unwrap();
    assert_eq!(source.origin().as_secs(), 1_641_021_254);
    assert_eq!(source.take().request.submit.as_secs(), 0);
    assert_eq!(source.next_submit().unwrap().unwrap().as_secs(), 100);
}

#[test]
fn rows_out_of_order_are_sorted_and_keep_their_order_within_an_instant() {
    let file = written(b"1 5 0 1 1\n2 3 0 1 1\n3 5 0 1 1\n4 3 0 1 1\n5 0 0 1 1\n6 9 0 1 1\n");
    let mut streamed = LogSource::streamed(LogReader::open(file.path()).unwrap()).unwrap();
    assert_eq!(streamed.take().request.id.0, 1);
    let error = streamed.next_submit().unwrap_err();
    assert!(error.message.ends_with("line 2: submitted before a row above it"), "{error}");
    assert!(streamed.went_back());

    let (lines, quality) = lines_of(LogSource::sorted(LogReader::open(file.path()).unwrap()).unwrap());
    let order: Vec<&str> = lines.iter().map(|line| &line[..1]).collect();
    assert_eq!(order, ["5", "2", "4", "1", "3", "6"]);
    assert_eq!(quality.tally(Finding::OutOfOrder).rows, 3);
}

fn rows(count: u32) -> Vec<u8> {
    let mut text = String::from("; MaxProcs: 64\n");
    for number in 1..=count {
        text +=
            &format!("{number} {} -1 {} 4 -1 -1 4 99999 -1 1 7 1 -1 -1 -1 -1 -1\n", number * 3, number % 977);
    }
    text.into_bytes()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(bytes).expect("writing to memory cannot fail");
    packer.finish().expect("writing to memory cannot fail")
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 1).expect("writing to memory cannot fail")
}

#[test]
fn compressed_logs_are_recognised_by_content() {
    let plain = rows(20_000);
    let expected = read(std::str::from_utf8(&plain).unwrap());
    assert_eq!(expected.0.len(), 20_000);
    let (half, rest) = plain.split_at(plain.len() / 2);
    for packed in
        [gzip(&plain), zstd(&plain), [gzip(half), gzip(rest)].concat(), [zstd(half), zstd(rest)].concat()]
    {
        let file = written(&packed);
        let found = lines_of(LogSource::streamed(LogReader::open(file.path()).unwrap()).unwrap());
        assert_eq!(found, expected);
    }
}

#[test]
fn logs_that_were_cut_off_are_told_with_the_line() {
    let plain = rows(20_000);
    for packed in [gzip(&plain), zstd(&plain)] {
        for share in [3, 2] {
            let message = complaint(&packed[..packed.len() / share]);
            assert!(message.starts_with("line "), "{message}");
            assert!(
                message.ends_with("the compressed data end too early: the file was cut off"),
                "{message}"
            );
        }
        // Of the last bytes too: a checksum or the end of a frame.
        assert!(complaint(&packed[..packed.len() - 1]).contains("cut off"));
    }
    let cut = plain.len() - 20;
    assert_eq!(
        complaint(&plain[..cut]),
        "line 20001: the file was cut off: expected 18 fields as in its first row, found 11"
    );
    let mut damaged = gzip(&plain);
    let middle = damaged.len() / 2;
    damaged[middle..middle + 50].fill(0x55);
    assert!(complaint(&damaged).contains("the compressed data are damaged"));
}

#[test]
fn a_last_row_without_line_end_is_a_row() {
    let plain = rows(3);
    check(
        std::str::from_utf8(&plain[..plain.len() - 1]).unwrap(),
        &["1 3 1 4 99999 7", "2 6 2 4 99999 7", "3 9 3 4 99999 7"],
        &[],
    );
}

const MAP: &str = "`--columns map.toml` says what the columns of any table mean";

#[test]
fn files_that_are_no_logs_are_told_so() {
    let known = FORMATS.iter().map(|format| format.name).collect::<Vec<_>>().join(", ");
    assert_eq!(complaint(b""), "is empty, expected a log");
    assert_eq!(complaint(b"\n \n\t\n"), "holds no jobs, only remarks or empty lines");
    assert_eq!(complaint(b"; MaxProcs: 100\n; nothing else\n"), "holds no jobs, only remarks or empty lines");
    assert_eq!(complaint(&gzip(b"")), "is empty, expected a log");
    assert_eq!(complaint(b"1 0 0 1 1\n2 3 \0\0\0\n"), "line 2: expected text, found binary data");
    assert_eq!(
        complaint(b"job,submit,run\n1,2,3\n"),
        format!(
            "line 1: this is in none of the formats that are read ({known}): found `job,submit,run`. {MAP}"
        )
    );
    assert_eq!(
        complaint(format!("\n{}\n", "x".repeat(70)).as_bytes()),
        format!(
            "line 2: this is in none of the formats that are read ({known}): found `{}...`. {MAP}",
            "x".repeat(60)
        )
    );
    assert_eq!(
        complaint(b"; MaxProcs: 4\na b\nc d\n"),
        "line 2: this is not in the format SWF: expected at least 5 numbers, found `a b`"
    );
    assert_eq!(
        complaint(b"1 0 0 -1 4\n2 0 0 -1 4\n3 0 0 5 0\n"),
        "none of its 3 rows gives a job that can run, mostly because: run time unknown"
    );
    assert_eq!(
        complaint(b"\xfd7zXZ\0\0"),
        "is compressed with xz: unpack it first (.gz and .zst are read as they are)"
    );
}

#[test]
fn binary_data_deep_in_a_log_are_found() {
    let mut bytes = rows(40_000);
    bytes.extend_from_slice(&[0; 4000]);
    assert_eq!(complaint(&bytes), "line 40002: expected text, found binary data");
}

#[test]
fn folders_and_absent_files_are_told_so() {
    let folder = tempfile::tempdir().unwrap();
    let message = LogReader::open(folder.path()).unwrap_err().to_string();
    assert!(message.ends_with(": is a folder, expected a log"), "{message}");
    let message = LogReader::open(&folder.path().join("absent.swf")).unwrap_err().to_string();
    assert!(message.contains("absent.swf: cannot be opened: "), "{message}");
}

#[test]
fn an_endless_line_is_refused_in_bounded_memory() {
    let expected = "expected a row, found a line of more than 1048576 bytes";
    assert_eq!(complaint(&vec![b'1'; 3_000_000]), format!("line 1: {expected}"));
    let mut late = rows(40_000);
    late.extend(std::iter::repeat_n(b' ', 1_100_000));
    late.push(b'\n');
    assert_eq!(complaint(&late), format!("line 40002: {expected}"));
    let long_but_fine =
        format!("1 0 0 10 1 -1 -1 1 20 -1 1 3 1 -1 -1 -1 -1 -1 {{{}}}\n", "1241,".repeat(200_000));
    check(&long_but_fine, &["1 0 10 1 20 3"], &[]);
}

/// Every place at which a row can meet the end of the buffer.
#[test]
fn rows_across_pieces_of_the_file_are_whole() {
    for pad in 0..70 {
        let text = format!(";{}\n{}", " ".repeat(pad), String::from_utf8(rows(5_000)).unwrap());
        let (lines, quality) = read(&text);
        assert_eq!(quality.rows_kept, 5_000);
        assert_eq!(lines[4_999], "5000 15000 115 4 99999 7");
    }
}

/// Whatever happens to a log, it gives jobs in order or a message.
#[test]
fn damaged_logs_give_jobs_or_a_message() {
    let whole = rows(60);
    let mut scatter = 7_u64;
    for _ in 0..3_000 {
        let mut bytes = whole.clone();
        for _ in 0..1 + scatter % 7 {
            scatter = scatter.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let place = (scatter >> 32) as usize % bytes.len();
            bytes[place] = b"\0\n\r\t -.;0123456789eE\xff{"[(scatter >> 20) as usize % 22];
        }
        let file = written(&bytes);
        if let Ok(source) = LogReader::open(file.path()).and_then(LogSource::sorted) {
            assert!(lines_of(source).1.rows_kept <= 120);
        }
    }
}

/// Rows read, and of those kept: all, of run 0, longer than requested, without requested time. The first are those of
/// the traces' README; all were counted by a program of another kind (awk). The README finds LLNL-Thunder unsorted:
/// only rows without a submit time (-1) are.
#[test]
fn the_shared_logs_have_the_published_counts() {
    let Some(folder) = traces() else { return };
    for (name, expected) in [
        ("KTH-SP2-1996-2.swf.zst", [28_489, 28_489, 8, 475, 0]),
        ("KTH-SP2-1996-2.1-cln.swf.zst", [28_476, 28_475, 8, 475, 0]),
        ("SDSC-SP2-1998-4.1-first7.swf", [7, 7, 0, 0, 0]),
        ("SDSC-SP2-1998-4.2-cln.swf.zst", [59_715, 54_044, 10, 4_134, 35]),
        ("CTC-SP2-1996-3.1-cln.swf.zst", [77_222, 77_222, 17, 7_174, 6]),
        ("CEA-Curie-2011-2.1-cln.swf.zst", [312_826, 312_807, 17_267, 5_416, 0]),
        ("LANL-CM5-1994-4.1-cln.swf.zst", [122_060, 122_057, 2, 40_180, 11_287]),
        ("NASA-iPSC-1993-3.1-cln.swf.zst", [18_239, 18_239, 173, 0, 18_239]),
        ("METACENTRUM-2009-2.swf.zst", [103_656, 103_656, 3_712, 0, 103_656]),
        ("LLNL-Thunder-2007-1.1-cln.swf.zst", [121_039, 118_791, 5_178, 1_101, 80_200]),
        ("UniLu-Gaia-2014-1.swf.zst", [51_987, 51_860, 1, 1_500, 0]),
        ("LCG-2005-1.swf.zst", [188_041, 188_041, 521, 0, 0]),
        ("ALCF-Theta-2022.swf.zst", [23_911, 23_911, 0, 6_264, 0]),
        ("MetaCentrum-Zewura-Zegox-2013.swf.zst", [17_900, 17_898, 0, 702, 0]),
    ] {
        let quality = quality_of(&folder.join("swf").join(name));
        let rows = |finding| quality.tally(finding).rows;
        let kept_of = [Finding::RunZero, Finding::RanOver, Finding::WalltimeUnknown].map(rows);
        let found = [quality.rows_read, quality.rows_kept, kept_of[0], kept_of[1], kept_of[2]];
        assert_eq!(found, expected, "{name}");
        assert_eq!((rows(Finding::Unreadable), rows(Finding::OutOfOrder)), (0, 0), "{name}");
    }
}

#[test]
fn the_shared_logs_tell_their_machines() {
    let Some(folder) = traces() else { return };
    for (name, processors, nodes) in [
        ("KTH-SP2-1996-2.swf.zst", Some(100), Some(100)),
        ("CTC-SP2-1996-3.1-cln.swf.zst", Some(338), Some(338)),
        ("CEA-Curie-2011-2.1-cln.swf.zst", Some(93_312), Some(5_544)),
        ("UniLu-Gaia-2014-1.swf.zst", Some(2_004), Some(151)),
        ("LCG-2005-1.swf.zst", Some(24_515), None),
        ("METACENTRUM-2009-2.swf.zst", None, None),
    ] {
        let reader = LogReader::open(&folder.join("swf").join(name)).unwrap();
        assert_eq!((reader.header().processors, reader.header().nodes), (processors, nodes), "{name}");
    }
}

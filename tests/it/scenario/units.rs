//! Amounts with their units, there and back.

use suanli::scenario::{Dimension, Misread, parse_amount, parse_span};

#[test]
fn amounts_are_read_exactly() {
    let hour = 3_600_000_000;
    let cases = [
        (Dimension::Duration, "36h", 36 * hour),
        (Dimension::Duration, "90 min", hour * 3 / 2),
        (Dimension::Duration, "1.5 h", hour * 3 / 2),
        (Dimension::Duration, "2 days", 48 * hour),
        (Dimension::Duration, "1 week", 168 * hour),
        (Dimension::Duration, "365 days", 365 * 24 * hour),
        (Dimension::Duration, "0.000001 s", 1),
        (Dimension::Duration, " 1_000  s ", 1_000_000_000),
        (Dimension::Speed, "256 TFLOPS", 256_000_000),
        (Dimension::Speed, "200 PFLOPS", 200_000_000_000),
        (Dimension::Power, "1.6 kW", 1_600_000),
        (Dimension::Memory, "512 GB", 512_000_000_000),
        (Dimension::Memory, "64 GiB", 64 << 30),
        (Dimension::Share, "30 %", 30_000_000),
        (Dimension::Share, "12.8%", 12_800_000),
        (Dimension::Share, "-5 %", -5_000_000),
        // Rounded to the nearest, as nothing smaller can be counted.
        (Dimension::Duration, "0.0000015 s", 2),
    ];
    for (dimension, text, base) in cases {
        assert_eq!(parse_amount(dimension, text), Ok(base), "{text}");
    }
}

#[test]
fn what_is_written_reads_back_the_same() {
    let amounts =
        [0, 1, 999, 60_000_000, 3_600_000_000, 5_400_000_000, 86_400_000_000, 1 << 30, 1 << 50, -12_800_000];
    for dimension in
        [Dimension::Duration, Dimension::Speed, Dimension::Power, Dimension::Memory, Dimension::Share]
    {
        for base in amounts {
            let text = dimension.written(base);
            assert_eq!(parse_amount(dimension, &text), Ok(base), "{text}");
        }
    }
}

#[test]
fn amounts_that_are_none_are_refused() {
    let too_large = "9".repeat(60);
    let cases = [
        ("", Misread::NoNumber),
        ("h", Misread::NoNumber),
        (".5 h", Misread::NoNumber),
        ("1.2.3 h", Misread::NoNumber),
        ("_1 h", Misread::NoNumber),
        ("nan h", Misread::NotFinite),
        ("-inf h", Misread::NotFinite),
        (
            "300000 weeks_",
            Misread::UnknownUnit {
                found: "weeks_".into(),
                meant: Some("weeks"),
                known: vec!["s", "min", "h", "days", "weeks", "ms"],
            },
        ),
        ("9223372036854775807 s", Misread::TooLarge),
        ("3", Misread::NoUnit { fixed: "3 h".into() }),
    ];
    for (text, misread) in cases {
        assert_eq!(parse_amount(Dimension::Duration, text), Err(misread), "{text}");
    }
    for text in [format!("{too_large} h"), format!("0.{too_large} h"), format!("{too_large}.{too_large} h")] {
        assert_eq!(parse_amount(Dimension::Duration, &text), Err(Misread::TooLarge), "{text}");
    }
}

#[test]
fn a_span_of_the_command_line_is_refused_in_one_sentence() {
    assert_eq!(parse_span("30 days").unwrap().as_secs(), 30 * 86_400);
    let told = parse_span("30 moths").unwrap_err();
    assert_eq!(
        told,
        "expected a duration such as \"36 h\", found \"30 moths\": it has no such unit as `moths`; \
         units are `s`, `min`, `h`, `days`, `weeks` and `ms`"
    );
    assert!(parse_span("-3 h").is_err());
}

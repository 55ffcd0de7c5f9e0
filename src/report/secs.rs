//! Seconds in files: exact, with as many digits behind the point as there are.

/// Writes microseconds as seconds: `60`, `0.5`.
pub(super) fn write_secs(text: &mut Vec<u8>, micros: u64) {
    text.extend_from_slice(itoa::Buffer::new().format(micros / 1_000_000).as_bytes());
    let mut rest = micros % 1_000_000;
    if rest == 0 {
        return;
    }
    text.push(b'.');
    let mut worth = 100_000;
    while 0 < rest {
        text.push(b'0' + (rest / worth) as u8);
        rest %= worth;
        worth /= 10;
    }
}

/// The same as a text.
pub(super) fn secs_text(micros: u64) -> String {
    let mut text = Vec::new();
    write_secs(&mut text, micros);
    String::from_utf8(text).expect("digits are text")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_exact() {
        let shown = [0, 60_000_000, 500_000, 1, 12_000_340].map(secs_text);
        assert_eq!(shown, ["0", "60", "0.5", "0.000001", "12.00034"]);
    }
}

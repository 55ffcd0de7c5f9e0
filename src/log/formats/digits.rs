//! Digits of whole numbers and fractions, read from bytes.

/// The value of the digits at the beginning, which has wrapped when there are more than 19, and what stands behind them.
pub(super) fn digits(text: &[u8]) -> (u64, &[u8]) {
    match text.first_chunk() {
        Some(eight) => {
            let (value, count) = few_digits(u64::from_le_bytes(*eight));
            let rest = &text[count..];
            if count < 8 { (value, rest) } else { more_digits(value, rest) }
        }
        None => more_digits(0, text),
    }
}

/// The value of the digits at the beginning of eight bytes, and how many there are: all at once, because how many there are
/// nobody could foresee, a processor included.
pub(super) const fn few_digits(eight: u64) -> (u64, usize) {
    // Of a digit the value is left; all else has a bit in its upper half, now or with 6 more.
    let values = eight ^ 0x3030_3030_3030_3030;
    let others = (values | values.wrapping_add(0x0606_0606_0606_0606)) & 0xf0f0_f0f0_f0f0_f0f0;
    let count = others.trailing_zeros() / 8;
    if count == 0 {
        return (0, 0);
    }
    // Zeros come before the digits, so that there are always eight: pairs of them are put together, then fours, then all.
    let values = values << (64 - 8 * count);
    let pairs = (values.wrapping_mul(10).wrapping_add(values >> 8)) & 0x00ff_00ff_00ff_00ff;
    let fours = (pairs.wrapping_mul(100).wrapping_add(pairs >> 16)) & 0x0000_ffff_0000_ffff;
    ((fours.wrapping_mul(10_000).wrapping_add(fours >> 32)) & 0xffff_ffff, count as usize)
}

/// The same for digits behind others of this value.
fn more_digits(value: u64, text: &[u8]) -> (u64, &[u8]) {
    let (mut value, mut rest) = (value, text);
    while let [byte, behind @ ..] = rest {
        let digit = byte.wrapping_sub(b'0');
        if 9 < digit {
            break;
        }
        value = value.wrapping_mul(10).wrapping_add(u64::from(digit));
        rest = behind;
    }
    (value, rest)
}

/// The millionths behind a point, and what stands behind them; what is smaller is cut off.
pub(super) fn fraction(text: &[u8]) -> (u32, &[u8]) {
    let (mut millionths, mut worth, mut rest) = (0, 100_000, text);
    while let [byte, behind @ ..] = rest {
        let digit = byte.wrapping_sub(b'0');
        if 9 < digit {
            break;
        }
        millionths += u32::from(digit) * worth;
        worth /= 10;
        rest = behind;
    }
    (millionths, rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_those_of_a_plain_loop() {
        let texts =
            ["", "7", "x", "12 ", "1234567", "12345678", "12345678 9", "123456789012", "0000000012 -1 -1"];
        let marks = ['/', ':', '\u{7f}', '.', '-', '\t', 'é', 'ÿ', '\u{fa}'];
        let behind =
            marks.iter().flat_map(|mark| (0..10).map(move |count| format!("{:0count$}{mark}98765432", 4)));
        for text in texts.iter().map(|text| (*text).to_owned()).chain(behind) {
            let count = text.bytes().take_while(u8::is_ascii_digit).count();
            let plain = text[..count].bytes().fold(0, |value, digit| 10 * value + u64::from(digit - b'0'));
            assert_eq!(digits(text.as_bytes()), (plain, &text.as_bytes()[count..]), "{text}");
        }
    }
}

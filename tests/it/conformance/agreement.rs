//! How well two results agree: in digits, or in starts.

use std::fmt;

/// How well our result agrees with a published one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Agreement {
    /// So many significant digits.
    Digits(u32),
    /// So many of the starts (or cases) are the same.
    Same { count: usize, of: usize },
}

impl Agreement {
    /// The significant digits to which a number agrees with a text, at most those that the text gives.
    pub(super) fn of_digits(ours: f64, published: &str) -> Agreement {
        let given = published.trim_start_matches(['-', '0', '.']).bytes().filter(u8::is_ascii_digit).count();
        let theirs: f64 = published.parse().expect("a published number");
        let first = libm::log10(theirs.abs()).floor() as i32 + 1;
        let agrees = |digits: &u32| (ours - theirs).abs() <= 0.5 * 10_f64.powi(first - *digits as i32);
        let most = given.min(15) as u32;
        Agreement::Digits((1..=most).rev().find(agrees).unwrap_or(0))
    }

    pub(super) fn is_at_least(self, wanted: Agreement) -> bool {
        match (self, wanted) {
            (Agreement::Digits(found), Agreement::Digits(wanted)) => wanted <= found,
            (Agreement::Same { count, of }, Agreement::Same { count: wanted, of: all }) => {
                wanted <= count && of == all
            }
            (Agreement::Digits(_), Agreement::Same { .. })
            | (Agreement::Same { .. }, Agreement::Digits(_)) => false,
        }
    }
}

impl fmt::Display for Agreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Agreement::Digits(digits) => write!(f, "{digits} digits"),
            Agreement::Same { count, of } => write!(f, "{count} of {of}"),
        }
    }
}

#[test]
fn digits_are_counted_up_to_half_a_unit() {
    assert_eq!(Agreement::of_digits(1_552_128.4, "1552128"), Agreement::Digits(7));
    assert_eq!(Agreement::of_digits(1_552_128.6, "1552128"), Agreement::Digits(6));
    assert_eq!(Agreement::of_digits(12.079_795, "12.0798"), Agreement::Digits(6));
    assert_eq!(Agreement::of_digits(0.5554, "0.555"), Agreement::Digits(3));
    assert_eq!(Agreement::of_digits(9.0, "2.5"), Agreement::Digits(0));
}

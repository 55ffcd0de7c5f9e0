//! Kinds of jobs in words.

use super::classes::Class;
use crate::log::SizeUnit;

/// What the jobs of a kind are: "2 to 8 processors, 1 h to 4 h requested".
pub(super) fn kind_title(size: Class, unit: SizeUnit, length: Class, requests_known: bool) -> String {
    let unit = match (unit, size.most) {
        (SizeUnit::Processors, 1) => "processor",
        (SizeUnit::Nodes, 1) => "node",
        (SizeUnit::Accelerators, 1) => "accelerator",
        (SizeUnit::Slots, 1) => "slot",
        (SizeUnit::Processors | SizeUnit::Nodes | SizeUnit::Accelerators | SizeUnit::Slots, _) => {
            unit.words()
        }
    };
    let size = if size.least == size.most {
        size.most.to_string()
    } else {
        format!("{} to {}", size.least, size.most)
    };
    let length = if length.least == length.most {
        span(length.most)
    } else {
        format!("{} to {}", span(length.least), span(length.most))
    };
    format!("{size} {unit}, {length} {}", if requests_known { "requested" } else { "run time" })
}

/// Seconds in the largest unit that leaves a number of at least one, with one digit behind the point where it is needed.
pub(super) fn span(secs: u64) -> String {
    let (unit, name) = match secs {
        0..60 => (1, "s"),
        60..3_600 => (60, "min"),
        3_600..172_800 => (3_600, "h"),
        _ => (86_400, "d"),
    };
    let tenths = (secs * 10 + unit / 2) / unit;
    if tenths.is_multiple_of(10) {
        format!("{} {name}", tenths / 10)
    } else {
        format!("{}.{} {name}", tenths / 10, tenths % 10)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_told_in_words() {
        let class = |least, most| Class { least, most };
        let title = kind_title(class(1, 1), SizeUnit::Processors, class(0, 900), true);
        assert_eq!(title, "1 processor, 0 s to 15 min requested");
        let title = kind_title(class(2, 8), SizeUnit::Nodes, class(5_400, 200_000), false);
        assert_eq!(title, "2 to 8 nodes, 1.5 h to 2.3 d run time");
    }
}

//! Names of nodes as Slurm writes many of them at once: `cn[001-004,007],gpu1`.

/// No machine has more nodes.
const NODES_MAX: u64 = 1_000_000;

/// The names that such a text stands for; nothing where it makes no sense.
pub(super) fn hosts(text: &str) -> Option<Vec<String>> {
    let mut names = Vec::new();
    for part in parts(text)? {
        expand(part, &mut names)?;
    }
    Some(names)
}

/// The parts between commas that stand in no brackets.
fn parts(text: &str) -> Option<Vec<&str>> {
    let (mut parts, mut from, mut depth) = (Vec::new(), 0, 0_u32);
    for (at, letter) in text.char_indices() {
        if letter == '[' {
            depth += 1;
        } else if letter == ']' {
            depth = depth.checked_sub(1)?;
        } else if letter == ',' && depth == 0 {
            parts.push(&text[from..at]);
            from = at + 1;
        }
    }
    parts.push(&text[from..]);
    (depth == 0 && parts.iter().all(|part| !part.is_empty())).then_some(parts)
}

fn expand(part: &str, names: &mut Vec<String>) -> Option<()> {
    let Some((before, rest)) = part.split_once('[') else {
        names.push(part.to_owned());
        return Some(());
    };
    let (ranges, after) = rest.split_once(']')?;
    for range in ranges.split(',') {
        let (from, until) = range.split_once('-').unwrap_or((range, range));
        let (first, last): (u64, u64) = (from.parse().ok()?, until.parse().ok()?);
        if last < first || NODES_MAX < last - first + names.len() as u64 {
            return None;
        }
        for number in first..=last {
            // Numbers have as many digits as the first has.
            expand(&format!("{before}{number:0width$}{after}", width = from.len()), names)?;
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_stand_for_each_of_their_numbers() {
        assert_eq!(hosts("cn[08-10,12],gpu1").unwrap(), ["cn08", "cn09", "cn10", "cn12", "gpu1"]);
        assert_eq!(hosts("r[1-2]n[1-2]").unwrap(), ["r1n1", "r1n2", "r2n1", "r2n2"]);
        for text in ["cn[1-", "cn]1[", "cn[2-1]", "cn[a-b]", "cn[1-99999999]", "a,,b"] {
            assert_eq!(hosts(text), None, "{text}");
        }
    }
}

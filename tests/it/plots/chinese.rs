//! Figures in Chinese: nothing of them is left in English but names.

use super::synthetic::{LARGE, SMALL, comparison, comparisons};
use super::{figures, figures_in};
use std::collections::BTreeSet;
use suanli::experiment::Comparison;
use suanli::lang::Lang;

/// Units, people and abbreviations that Chinese writes in Latin letters, too, and the names of services.
const LATIN: [&str; 12] = ["cpu", "gb", "jain", "mwh", "k", "m", "g", "s", "t", "e", "storage", "network"];

/// The words of a text that are written in Latin letters.
pub(crate) fn latin_words(text: &str) -> impl Iterator<Item = String> {
    text.split(|letter: char| !letter.is_ascii_alphabetic())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
}

/// The words of all names of a scenario.
pub(crate) fn names(comparison: &Comparison) -> BTreeSet<String> {
    let scenario = &comparison.scenario;
    let mut names = vec![scenario.title.clone()];
    names.extend(scenario.policies.iter().map(|policy| policy.name.clone()));
    names.extend(scenario.centers.iter().flat_map(|center| [center.name.clone(), center.title.clone()]));
    let pools = scenario.centers.iter().flat_map(|center| &center.pools);
    names.extend(pools.clone().map(|pool| pool.name.clone()));
    names.extend(pools.filter_map(|pool| Some(pool.lock.as_ref()?.name.clone())));
    names.extend(scenario.workloads.iter().flat_map(|class| [class.name.clone(), class.title.clone()]));
    names.extend(scenario.groups.iter().flat_map(|group| [group.name.clone(), group.title.clone()]));
    names.extend(scenario.tenants.iter().map(|tenant| tenant.name.clone()));
    let partitions = scenario.centers.iter().flat_map(|center| &center.partitions);
    names.extend(partitions.map(|partition| partition.name.clone()));
    names.extend(scenario.wan.links.iter().map(|link| link.name.clone()));
    names.iter().flat_map(|name| latin_words(name)).chain(LATIN.map(str::to_owned)).collect()
}

/// Whether a word is a name, or an end of one that was cut.
pub(crate) fn is_part(word: &str, name: &str) -> bool {
    name.starts_with(word) || name.ends_with(word)
}

#[test]
fn figures_in_chinese_hold_no_english_but_names() {
    for (name, comparison) in comparisons() {
        let known = names(&comparison);
        for (stem, drawing) in figures_in(&comparison, Lang::Chinese) {
            for label in drawing.labels() {
                let is_known = |word: &String| known.iter().any(|name| is_part(word, name));
                let left: Vec<String> = latin_words(&label.text).filter(|word| !is_known(word)).collect();
                assert!(left.is_empty(), "{name}: {stem}: {left:?} in `{}`", label.text);
            }
        }
    }
}

/// Whatever the language, data lie on the same scale, and the numbers behind them are the same to the byte.
#[test]
fn languages_differ_in_words_alone() {
    for size in [SMALL, LARGE] {
        let comparison = comparison(size);
        let series = |lang| -> Vec<(String, Option<String>)> {
            let figures = suanli::plot::figures(&comparison, lang);
            figures.map(|one| (one.stem, one.series.map(|series| series.csv().to_owned()))).collect()
        };
        assert_eq!(series(Lang::English), series(Lang::Chinese));
        assert!(figures(&comparison).values().any(|drawing| drawing.labels().any(|label| label.size == 22)));
    }
}

#[test]
fn a_figure_names_fonts_for_both_kinds_of_letters() {
    for (stem, drawing) in figures_in(&comparison(SMALL), Lang::Chinese) {
        let svg = drawing.svg();
        let families = svg.split("font-family=\"").nth(1).expect("there is text").split('"').next();
        let families: Vec<&str> = families.expect("it ends").split(", ").collect();
        let place = |name: &str| families.iter().position(|family| *family == name);
        assert_eq!((place("Noto Sans"), place("sans-serif")), (Some(0), Some(families.len() - 1)), "{stem}");
        for name in ["Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei"] {
            assert!(place(name).is_some(), "{stem}: {name} is not among {families:?}");
        }
    }
}

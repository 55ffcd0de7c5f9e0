//! The one number for how well waits are reproduced, in a sentence.

use crate::experiment::Score;
use crate::lang::Lang;
use crate::log::statistics::size_class_words;
use schemars::JsonSchema;
use serde::Serialize;

/// How well waits are reproduced, with what is known of its spread.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ScoreReport {
    /// 100 where every class of jobs waits as it should, 0 where none has a wait in common.
    pub points: f64,
    /// The least and the most over synthetic logs; nothing where there is but one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub between: Option<(f64, f64)>,
    /// The same in every other week, and in the weeks between.
    pub halves: [Option<f64>; 2],
    /// The class of sizes that costs most, in processors.
    pub spoiled_by: Option<String>,
    /// The distance of its waits, 0 to 1.
    pub spoiled_distance: Option<f64>,
}

impl ScoreReport {
    /// The report on one or more scores, of which the first stands for all; nothing where there is none.
    #[must_use]
    pub fn of(scores: &[Score], halves: [Option<f64>; 2]) -> Option<ScoreReport> {
        let first = scores.first()?;
        let mean = scores.iter().map(|score| score.points).sum::<f64>() / scores.len() as f64;
        let least = scores.iter().map(|score| score.points).fold(f64::INFINITY, f64::min);
        let most = scores.iter().map(|score| score.points).fold(f64::NEG_INFINITY, f64::max);
        Some(ScoreReport {
            points: mean,
            between: (1 < scores.len()).then_some((least, most)),
            halves,
            spoiled_by: first.worst.map(|(class, _)| size_class_words(class)),
            spoiled_distance: first.worst.map(|(_, distance)| distance),
        })
    }

    /// `Score: 83 of 100 (80 and 86 in every other week); spoiled most by jobs of 17-32 processors.`
    #[must_use]
    pub fn words_in(&self, lang: Lang) -> String {
        let mut spread = Vec::new();
        if let Some((least, most)) = self.between {
            let (least, most) = (format!("{least:.0}"), format!("{most:.0}"));
            let words = "{least} to {most} over synthetic logs";
            spread.push(lang.fill(words, &[("least", &least), ("most", &most)]));
        }
        if let [Some(even), Some(odd)] = self.halves {
            let (even, odd) = (format!("{even:.0}"), format!("{odd:.0}"));
            let words = "{even} and {odd} in every other week";
            spread.push(lang.fill(words, &[("even", &even), ("odd", &odd)]));
        }
        let comma = if lang == Lang::Chinese { "，" } else { ", " };
        let spread = match spread.is_empty() {
            true => String::new(),
            false => lang.fill(" ({spread})", &[("spread", &spread.join(comma))]),
        };
        let spoiled = self.spoiled_by.as_ref().zip(self.spoiled_distance);
        let spoiled = spoiled.map_or(String::new(), |(class, distance)| {
            let words = match class == "1" {
                true => "; spoiled most by jobs of {class} processor, whose waits are {distance} apart",
                false => "; spoiled most by jobs of {class} processors, whose waits are {distance} apart",
            };
            lang.fill(words, &[("class", class), ("distance", &format!("{distance:.2}"))])
        });
        let points = format!("{:.0}", self.points);
        lang.fill(
            "Score: {points} of 100{spread}{spoiled}.",
            &[("points", &points), ("spread", &spread), ("spoiled", &spoiled)],
        )
    }
}

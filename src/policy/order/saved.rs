//! How the function of an order is written down: as the name of its row, which is looked up again.

use super::named::{Named, RankOf, ScoreOf};
use super::{Rule, rule};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

impl<F> Serialize for Named<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name)
    }
}

impl<'de> Deserialize<'de> for Named<RankOf> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Named<RankOf>, D::Error> {
        let name = String::deserialize(deserializer)?;
        match rule(&name) {
            Ok(Rule::Fixed(named)) => Ok(named),
            Ok(_) | Err(_) => Err(D::Error::custom(format!("no order `{name}` with a fixed rank"))),
        }
    }
}

impl<'de> Deserialize<'de> for Named<ScoreOf> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Named<ScoreOf>, D::Error> {
        let name = String::deserialize(deserializer)?;
        match rule(&name) {
            Ok(Rule::Waiting(named)) => Ok(named),
            Ok(_) | Err(_) => Err(D::Error::custom(format!("no order `{name}` that goes by the wait"))),
        }
    }
}

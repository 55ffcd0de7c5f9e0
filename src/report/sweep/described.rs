//! What a sweep is, written down before its first cell: from this file and the cells alone all results are made.

use crate::experiment::sweep::{Design, Layout};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The name of the file.
pub const SWEEP_FILE: &str = "sweep.json";

/// Grows when the file, the cells or the columns of results change.
const FORM: u32 = 1;

/// What a sweep is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Described {
    /// The form of this file.
    form: u32,
    /// The version of the program: another may find something else.
    pub suanli: String,
    /// The title of the scenario.
    pub title: String,
    /// How the points were chosen.
    pub design: DesignTold,
    /// The values that are varied.
    pub axes: Vec<AxisTold>,
    /// The policies.
    pub policies: Vec<String>,
    /// How often each policy meets each point.
    pub replications: u32,
    /// What the command line says instead of the scenario.
    pub options: Vec<String>,
    /// The logs that the scenario names.
    pub logs: Vec<FileMark>,
    /// The scopes of its results, in their order.
    pub scopes: Vec<ScopeTold>,
    /// The values of each point, for people.
    pub points: Vec<Vec<String>>,
    /// Where in the ranges of its axes each point lies, where effects are told from that.
    pub places: Vec<Vec<usize>>,
    /// The scenario word for word.
    pub scenario: String,
}

/// How points were chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DesignTold {
    /// Every value with every other.
    Grid,
    /// A Latin hypercube.
    LatinHypercube,
    /// A sequence of Sobol.
    Sobol,
    /// One axis at a time.
    OneAtATime,
    /// Ways of Morris.
    Morris,
}

impl DesignTold {
    /// Whether its points are drawn from the space of all axes, rather than all that there are; nothing where points belong to effects.
    #[must_use]
    pub const fn is_drawn(self) -> Option<bool> {
        match self {
            DesignTold::Grid => Some(false),
            DesignTold::LatinHypercube | DesignTold::Sobol => Some(true),
            DesignTold::OneAtATime | DesignTold::Morris => None,
        }
    }

    /// The kind of a design.
    #[must_use]
    pub const fn of(design: Design) -> DesignTold {
        match design {
            Design::Grid => DesignTold::Grid,
            Design::LatinHypercube { .. } => DesignTold::LatinHypercube,
            Design::Sobol { .. } => DesignTold::Sobol,
            Design::OneAtATime => DesignTold::OneAtATime,
            Design::Morris { .. } => DesignTold::Morris,
        }
    }

    /// Its name for people.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            DesignTold::Grid => "a grid",
            DesignTold::LatinHypercube => "a Latin hypercube",
            DesignTold::Sobol => "a Sobol sequence",
            DesignTold::OneAtATime => "one value at a time",
            DesignTold::Morris => "Morris's elementary effects",
        }
    }
}

/// A value that is varied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AxisTold {
    /// The key.
    pub key: String,
    /// The value in the file.
    pub here: String,
    /// The last place of its range, which begins at 0.
    pub last: usize,
}

/// A file that the scenario names, as far as it can be told from others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileMark {
    /// Its name without its folder: that may be another on another machine.
    pub name: String,
    /// Its length.
    pub bytes: u64,
    /// A sum over its beginning.
    pub head: String,
}

/// Which jobs a row is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScopeTold {
    /// `overall`, `center`, `class`, `group` or `size`.
    pub kind: String,
    /// The short name; empty for the whole.
    pub name: String,
}

impl Described {
    /// A sweep of this version of the program, of which nothing is said yet but its layout.
    #[must_use]
    pub fn new(title: &str, design: Design, policies: Vec<String>, replications: u32) -> Described {
        Described {
            form: FORM,
            suanli: env!("CARGO_PKG_VERSION").to_owned(),
            title: title.to_owned(),
            design: DesignTold::of(design),
            axes: Vec::new(),
            policies,
            replications,
            options: Vec::new(),
            logs: Vec::new(),
            scopes: Vec::new(),
            points: Vec::new(),
            places: Vec::new(),
            scenario: String::new(),
        }
    }

    /// How its cells are numbered.
    #[must_use]
    pub const fn layout(&self) -> Layout {
        Layout { points: self.points.len(), policies: self.policies.len(), replications: self.replications }
    }

    /// The file.
    #[must_use]
    pub fn json(&self) -> String {
        let text = serde_json::to_string_pretty(self).expect("names and numbers can be written");
        format!("{text}\n")
    }

    /// What its cells bear, so that nobody takes them for those of another sweep: the sum of Fowler, Noll and Vo (FNV-1a) of the file.
    #[must_use]
    pub fn fingerprint(&self) -> u64 {
        let sum = |sum: u64, byte: u8| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
        self.json().bytes().fold(0xCBF2_9CE4_8422_2325, sum)
    }

    /// Reads the file of a folder.
    ///
    /// # Errors
    /// When it is not there, or was written by another version of the program.
    pub fn read(dir: &Path) -> Result<Described, String> {
        let path = dir.join(SWEEP_FILE);
        let text = std::fs::read_to_string(&path)
            .map_err(|error| format!("{}: cannot read: {error}", path.display()))?;
        let wrong = |why: String| format!("{}: {why}", path.display());
        let form = serde_json::from_str::<serde_json::Value>(&text)
            .map_err(|error| wrong(format!("this is no description of a sweep: {error}")))?;
        let version = form.get("suanli").and_then(serde_json::Value::as_str).unwrap_or("another program");
        if version != env!("CARGO_PKG_VERSION") || form.get("form") != Some(&FORM.into()) {
            return Err(wrong(format!(
                "the sweep was made by suanli {version}; this is suanli {}, which may find something else: choose another folder",
                env!("CARGO_PKG_VERSION")
            )));
        }
        serde_json::from_value(form).map_err(|error| wrong(error.to_string()))
    }

    /// In what another sweep differs from this one; nothing where it does not.
    #[must_use]
    pub fn difference(&self, other: &Described) -> Option<String> {
        let keys =
            |sweep: &Described| sweep.axes.iter().map(|axis| axis.key.clone()).collect::<Vec<_>>().join(", ");
        let told = |what: &str, one: &str, other: &str| Some(format!("{what}: {one} there, {other} here"));
        let differences = [
            (self.suanli != other.suanli).then(|| told("the version of suanli", &self.suanli, &other.suanli)),
            (self.scenario != other.scenario || self.title != other.title)
                .then(|| Some("the text of the scenario".to_owned())),
            (self.logs != other.logs).then(|| Some("the logs of the scenario".to_owned())),
            (self.options != other.options)
                .then(|| told("the options", &self.options.join(" "), &other.options.join(" "))),
            (self.design != other.design)
                .then(|| told("the design", self.design.words(), other.design.words())),
            (keys(self) != keys(other)).then(|| told("the axes", &keys(self), &keys(other))),
            (self.axes != other.axes || self.points != other.points || self.places != other.places)
                .then(|| Some("the values of the axes".to_owned())),
            (self.policies != other.policies)
                .then(|| told("the policies", &self.policies.join(", "), &other.policies.join(", "))),
            (self.replications != other.replications).then(|| {
                told("the replications", &self.replications.to_string(), &other.replications.to_string())
            }),
            (self.scopes != other.scopes).then(|| Some("what its results are about".to_owned())),
        ];
        differences.into_iter().flatten().flatten().next()
    }
}

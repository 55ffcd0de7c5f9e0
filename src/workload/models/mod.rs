//! Models of whole machines' workloads from the literature: one file each, one row for each set of parameters.

mod gamma;
mod law;
mod lublin;
mod page;

pub use gamma::LogGamma;
pub use lublin::{Lublin, Stages};
pub use page::page;

pub(crate) use law::LublinLaw;
pub(crate) use lublin::GAP_LOG_MAX;

/// All models.
pub const MODELS: &[Lublin] = &[lublin::ALL, lublin::BATCH, lublin::INTERACTIVE];

/// The model of that name.
#[must_use]
pub fn model(name: &str) -> Option<&'static Lublin> {
    MODELS.iter().find(|model| model.name == name)
}

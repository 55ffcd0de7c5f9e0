//! Gamma distributed logarithms: shares of them, and means of what they are the logarithms of.

use rand_distr::Gamma;
use statrs::function::gamma::gamma_lr;

/// A gamma distribution, mostly that of the logarithm of a time in seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LogGamma {
    /// Its shape.
    pub shape: f64,
    /// Its scale; the mean is shape times scale.
    pub scale: f64,
}

impl LogGamma {
    /// The distribution of this shape and scale.
    #[must_use]
    pub const fn new(shape: f64, scale: f64) -> LogGamma {
        LogGamma { shape, scale }
    }

    /// The share of values up to `value`.
    #[must_use]
    pub fn share_upto(self, value: f64) -> f64 {
        share(self.shape, value / self.scale)
    }

    /// The mean of `exp(X)` over the values up to `most`, where those above count as nothing.
    ///
    /// # Panics
    /// When the scale is 1 or more: the integral is then another one.
    #[must_use]
    pub fn exp_mean_upto(self, most: f64) -> f64 {
        assert!(self.scale < 1.0, "exp of a gamma of scale {} has no finite mean", self.scale);
        // Multiplying the density by exp(x) gives a gamma density of the same shape and a larger scale.
        let tilted = self.scale / (1.0 - self.scale);
        libm::exp(-self.shape * libm::log1p(-self.scale)) * share(self.shape, most / tilted)
    }

    /// The same distribution, to draw from.
    pub(crate) fn sampler(self) -> Gamma<f64> {
        Gamma::new(self.shape, self.scale).expect("shapes and scales of the models are above zero")
    }
}

/// The regularised incomplete gamma function.
fn share(shape: f64, value: f64) -> f64 {
    if value <= 0.0 {
        return 0.0;
    }
    // The last digits depend on the platform's logarithm: arrivals are to be the same everywhere.
    (gamma_lr(shape, value) * 1e12).round() / 1e12
}

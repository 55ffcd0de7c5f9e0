//! Figures: what people look at.

//! A scale for counting whole numbers: buckets of one value each at first, then of equal ratio.

/// Each power of two is split into 2^`SPLIT_BITS` equal buckets, so that a bucket's width is at most that part of its values.
/// Buckets are one wide up to 2^(`SPLIT_BITS` + 1), two wide up to the next power of two, and so on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale<const SPLIT_BITS: u32>;

impl<const SPLIT_BITS: u32> Scale<SPLIT_BITS> {
    /// The bucket of a value.
    pub(super) const fn bucket_of(value: u64) -> usize {
        let bits = u64::BITS - value.leading_zeros();
        let shift = bits.saturating_sub(SPLIT_BITS + 1);
        ((shift as u64) << SPLIT_BITS) as usize + (value >> shift) as usize
    }

    /// The lowest value of a bucket.
    pub(super) const fn lowest_of(bucket: usize) -> u64 {
        let shift = Self::shift(bucket);
        (bucket as u64 - (shift << SPLIT_BITS)) << shift
    }

    /// The value in the middle of a bucket.
    pub(super) const fn middle_of(bucket: usize) -> u64 {
        Self::lowest_of(bucket) + ((1 << Self::shift(bucket)) >> 1)
    }

    /// The width of a bucket, as a power of two.
    const fn shift(bucket: usize) -> u64 {
        ((bucket >> SPLIT_BITS) as u64).saturating_sub(1)
    }
}

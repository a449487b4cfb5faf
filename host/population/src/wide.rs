//! The processor's wider vectors, where it has them.

/// Does some work with vectors of 256 bits where the processor has them: the same numbers to the last bit, in less time. Only what is
/// inlined into the work gains. Multiplying and adding in one step, which rounds otherwise, stays out.
#[inline]
pub(crate) fn wide<T>(work: impl FnOnce() -> T) -> T {
    #[cfg(target_arch = "x86_64")]
    {
        #[target_feature(enable = "avx2")]
        fn with_avx2<T>(work: impl FnOnce() -> T) -> T {
            work()
        }
        if std::arch::is_x86_feature_detected!("avx2") {
            // SAFETY: the processor has them, as was just found.
            #[allow(unsafe_code)]
            return unsafe { with_avx2(work) };
        }
    }
    work()
}

//! Which threads go before which: the only place here with `unsafe` code.
#![allow(unsafe_code)]

/// Lets the threads of others go before this one, for good: a thread can't take that back without privileges.
///
/// It is for threads that compute for long while others answer somebody who waits. They get a tenth of what others get that compute
/// beside them, and take it in long pieces, which the system breaks off when another thread wakes up (Linux from 6.12; earlier ones know
/// the tenth only). Elsewhere than on Linux, and where the system refuses it, the thread stays as it was.
pub(crate) fn give_way() {
    #[cfg(target_os = "linux")]
    if let Err(error) = linux::set(linux::NICE, linux::LONGEST_NS) {
        tracing::debug!(%error, "threads that compute for long do not give way to others");
    }
}

/// Lets this thread go first when it wakes up, for a moment each time; in all it gets no more than others.
///
/// It is for threads that answer at once and wait again: those of quick guests, and those of a server that lets them answer. Elsewhere
/// than on Linux, and where the system refuses it, the thread stays as it was.
pub fn go_first() {
    #[cfg(target_os = "linux")]
    if let Err(error) = linux::set(0, linux::SHORTEST_NS) {
        tracing::debug!(%error, "threads that answer at once do not go first");
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use std::io;

    /// How nice it is to others, of at most 19: each step is about a tenth of the processor (sched(7)).
    pub(super) const NICE: i32 = 10;

    /// How long a thread computes before the system looks whose turn it is: 100 ms at most. Who wakes up and has a shorter one goes
    /// first at once.
    pub(super) const LONGEST_NS: u64 = 100_000_000;

    /// The shortest: 0.1 ms. The system's own is some milliseconds.
    pub(super) const SHORTEST_NS: u64 = 100_000;

    pub(super) fn set(nice: i32, slice_ns: u64) -> io::Result<()> {
        let attributes = libc::sched_attr {
            size: u32::try_from(size_of::<libc::sched_attr>()).unwrap_or(0),
            sched_policy: libc::SCHED_OTHER as u32,
            sched_flags: 0,
            sched_nice: nice,
            sched_priority: 0,
            sched_runtime: slice_ns,
            sched_deadline: 0,
            sched_period: 0,
        };
        // SAFETY: the call reads as many bytes as `size` says, which are those of `attributes`; thread 0 is the one that calls.
        let refused = unsafe { libc::syscall(libc::SYS_sched_setattr, 0, &raw const attributes, 0) } != 0;
        if refused { Err(io::Error::last_os_error()) } else { Ok(()) }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn the_system_takes_it() {
            let on_a_thread = |nice, slice_ns| std::thread::spawn(move || set(nice, slice_ns)).join();
            on_a_thread(NICE, LONGEST_NS).expect("it does not panic").expect("anybody may give way");
            on_a_thread(0, SHORTEST_NS).expect("it does not panic").expect("anybody may take less at once");
        }
    }
}

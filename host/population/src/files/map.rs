//! Maps a file into memory: the only place with `unsafe` code.
#![allow(unsafe_code)]

use std::fs::File;
use std::io;

use bytes::Bytes;
use memmap2::Mmap;

/// The bytes of a file, read by the system as they are looked at.
pub(super) fn map(file: &File) -> io::Result<Bytes> {
    // SAFETY: a mapping is sound as long as nobody changes the file under it. Fieldlab changes none: it writes files beside their
    // place and renames them, so that a mapping keeps the file that it was made of. Somebody else's program could still do it; for
    // that case what is mapped is only ever read as bytes and as whole numbers, of which any bits are one, and every length and
    // place is checked and kept outside the mapping when the file is opened. So other citizens could be read, which a replay finds
    // out, or the system ends the process when the file was cut short; no memory is touched that is not in the mapping.
    let map = unsafe { Mmap::map(file)? };
    Ok(Bytes::from_owner(map))
}

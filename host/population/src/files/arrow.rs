//! Arrow IPC: a record batch a block, as it is in memory, so that it can be mapped.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use arrow_array::{Array as _, RecordBatch};
use arrow_ipc::writer::FileWriter;
use arrow_schema::{ArrowError, DataType};
use fieldlab_domain::digest::Digest;
use fieldlab_domain::population::{Population as _, PopulationError, PopulationIdentity};
use rayon::prelude::*;

use super::columns::Table;
use super::mapped::Mapped;
use super::rows::Blocks;
use super::{MAKE, failure, personas, whole};
use crate::block::Block;
use crate::memory::Memory;

/// The key of the metadata in the footer with the digest of the identity and all columns.
pub(super) const COLUMNS: &str = "fieldlab.columns";

/// Blocks that are made at the same time: some 50 MB.
const TOGETHER: usize = 16;

/// Writes the persons of a population; personas have the last record batch to themselves.
pub(super) fn write(table: &Table<'_>, file: File, progress: &mut dyn FnMut(u64)) -> Result<(), ArrowError> {
    let population = table.population;
    let mut writer = FileWriter::try_new(BufWriter::with_capacity(1 << 20, file), table.schema())?;
    let mut digests = Vec::new();
    let mut written = 0;
    let all: Vec<usize> = (0..population.blocks()).collect();
    for blocks in all.chunks(TOGETHER) {
        let make = |block: &usize| {
            let batch = table.batch(*block);
            let digest = digest(&batch);
            (batch, digest)
        };
        let made: Vec<(RecordBatch, Digest)> = blocks.par_iter().map(make).collect();
        for (batch, digest) in made {
            writer.write(&batch)?;
            written += batch.num_rows() as u64;
            digests.push(digest);
        }
        progress(written);
    }
    if let Some(last) = personas::batch(table) {
        writer.write(&last)?;
        digests.push(digest(&last));
    }
    writer.write_metadata(COLUMNS, digest_of(population.identity(), &digests).to_string());
    writer.finish()?;
    writer.get_mut().flush()?;
    Ok(())
}

/// The digest of all columns of a batch: values, and which are there.
pub(super) fn digest(batch: &RecordBatch) -> Digest {
    let columns: Vec<_> = batch.columns().iter().map(|column| column.to_data()).collect();
    let bits = batch.num_rows().div_ceil(8);
    let parts = columns.iter().flat_map(|column| {
        let bytes = match column.data_type() {
            DataType::Boolean => bits,
            kind => kind.primitive_width().unwrap_or(0) * batch.num_rows(),
        };
        let there = column.nulls().filter(|nulls| nulls.null_count() > 0);
        let there = there.map_or(&[][..], |nulls| &nulls.buffer().as_slice()[..bits]);
        [&column.buffers()[0].as_slice()[..bytes], there]
    });
    Digest::of_parts(parts)
}

/// The digest of a population and all its batches.
pub(super) fn digest_of(identity: &PopulationIdentity, batches: &[Digest]) -> Digest {
    let identity = identity.digest();
    Digest::of_parts(std::iter::once(&identity).chain(batches).map(|digest| digest.as_str().as_bytes()))
}

/// Reads a population into memory.
pub(super) fn read(path: &Path) -> Result<Memory, PopulationError> {
    let mapped = Mapped::open(path)?;
    let block = |(nth, batch): (usize, &RecordBatch)| -> Result<Block, String> {
        let mut blocks = Blocks::new(mapped.block_start(nth));
        blocks.add(batch)?;
        let mut blocks = blocks.finish();
        match (blocks.pop(), blocks.len()) {
            (Some(block), 0) => Ok(block),
            _ => Err(format!("record batch {nth} is not one block of households")),
        }
    };
    let blocks: Result<Vec<Block>, String> = mapped.batches().par_iter().enumerate().map(block).collect();
    let blocks = blocks.map_err(|what| failure(path, what, MAKE))?;
    whole(path, mapped.identity().clone(), blocks, mapped.about())
}

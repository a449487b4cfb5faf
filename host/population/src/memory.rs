//! A population in memory.

use std::fmt;

use fieldlab_domain::column::Batch;
use fieldlab_domain::digest::Digest;
use fieldlab_domain::field::FieldName;
use fieldlab_domain::name::nearest_hint;
use fieldlab_domain::population::{BlockReader, Population, PopulationError, PopulationIdentity};
use rayon::prelude::*;

use crate::block::Block;
use crate::fields::{Fill, fill, names};
use crate::generate::{Fitted, Layout};

/// A population in memory, in blocks of whole households.
pub struct Memory {
    identity: PopulationIdentity,
    blocks: Vec<Block>,
    /// The place of the first person of each block, and the number of persons.
    starts: Vec<u64>,
}

impl fmt::Debug for Memory {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Memory").field("identity", &self.identity).field("blocks", &self.blocks.len()).finish()
    }
}

impl Memory {
    /// Makes a population, its blocks in parallel; the same on any number of threads.
    pub(crate) fn generate(fitted: &Fitted, identity: PopulationIdentity) -> Memory {
        let layout = Layout::new(fitted, &identity);
        let blocks = (0..layout.blocks()).into_par_iter().map(|block| layout.block(fitted, block)).collect();
        let starts = (0..=layout.blocks()).map(|block| layout.person(block)).collect();
        Memory { identity, blocks, starts }
    }

    /// A population of these blocks.
    pub(crate) fn of(identity: PopulationIdentity, blocks: Vec<Block>) -> Memory {
        let mut starts = vec![0];
        for block in &blocks {
            starts.push(starts.last().copied().unwrap_or(0) + block.len() as u64);
        }
        Memory { identity, blocks, starts }
    }

    pub(crate) fn blocks_in_memory(&self) -> &[Block] {
        &self.blocks
    }

    /// The digest of all citizens: the same citizens, the same digest.
    pub fn content_digest(&self) -> Digest {
        let digest = |block: &Block| {
            let mut bytes = Vec::new();
            block.content(&mut bytes);
            Digest::of(&bytes)
        };
        let blocks: Vec<Digest> = self.blocks.par_iter().map(digest).collect();
        Digest::of_parts(blocks.iter().map(|digest| digest.as_str().as_bytes()))
    }

    /// How many bytes the columns take.
    pub fn bytes(&self) -> usize {
        self.blocks.iter().map(Block::bytes).sum()
    }
}

impl Population for Memory {
    fn identity(&self) -> &PopulationIdentity {
        &self.identity
    }

    fn blocks(&self) -> usize {
        self.blocks.len()
    }

    fn block_start(&self, block: usize) -> u64 {
        self.starts[block]
    }

    fn reader<'a>(&'a self, fields: &[FieldName]) -> Result<Box<dyn BlockReader + 'a>, PopulationError> {
        let fills = fields.iter().map(|field| {
            fill(field).ok_or_else(|| PopulationError::MissingField {
                population: self.identity.model.clone(),
                field: field.clone(),
                hint: nearest_hint(field.as_str(), names()),
            })
        });
        Ok(Box::new(Reader { population: self, fills: fills.collect::<Result<_, _>>()? }))
    }
}

struct Reader<'a> {
    population: &'a Memory,
    fills: Vec<Fill>,
}

impl BlockReader for Reader<'_> {
    fn read(&mut self, block: usize, batch: &mut Batch) {
        let block = &self.population.blocks[block];
        batch.rows = block.len();
        for (fill, column) in self.fills.iter().zip(&mut batch.columns) {
            column.clear();
            fill(block, column);
        }
    }
}

//! CSV: for people, and for `fieldlab try --citizens`. Codes stand by their names, amounts in euro, absent values are empty.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;

use arrow_array::Int32Array;
use fieldlab_domain::column::{Column, Value};
use fieldlab_domain::field::Field;
use fieldlab_domain::persona::Persona;
use fieldlab_domain::population::Population as _;
use rayon::prelude::*;

use super::columns::field_column_of;
use super::{fields, personas};
use crate::block::Block;
use crate::memory::Memory;

/// The most persons for whom a CSV file is of use; that many take some 500 MB.
pub(super) const MOST: u64 = 1_000_000;

/// Blocks that are made at the same time: some 60 MB.
const TOGETHER: usize = 8;

/// A field and the names of its codes.
struct Heading {
    field: &'static Field,
    names: HashMap<u32, &'static str>,
}

/// Writes the persons of a population: a line with the names of the fields, then a line a person, and last those of the personas.
pub(super) fn write(
    population: &Memory,
    personas: &[Persona],
    mut file: File,
    progress: &mut dyn FnMut(u64),
) -> io::Result<()> {
    let heading = |field: &'static Field| {
        let names = field.codes.iter().map(|code| (code.code, code.name.as_str())).collect();
        Heading { field, names }
    };
    let headings: Vec<Heading> = fields().map(heading).collect();
    let mut lines = csv::Writer::from_writer(Vec::new());
    lines.write_record(headings.iter().map(|heading| heading.field.name.as_str()))?;
    file.write_all(&lines.into_inner().map_err(|error| error.into_error())?)?;
    let mut written = 0;
    for blocks in population.blocks_in_memory().chunks(TOGETHER) {
        let made: io::Result<Vec<Vec<u8>>> = blocks.par_iter().map(|block| lines_of(block, &headings)).collect();
        for (block, lines) in blocks.iter().zip(made?) {
            file.write_all(&lines)?;
            written += block.len() as u64;
        }
        progress(written);
    }
    debug_assert_eq!(written, population.persons());
    let members =
        || personas.iter().flat_map(|persona| (0..persona.members.len()).map(move |member| (persona, member)));
    let columns: Vec<Column> = headings.iter().map(|heading| personas::values(heading.field, members())).collect();
    file.write_all(&lines_of_columns(&columns, members().count(), &headings)?)
}

fn lines_of(block: &Block, headings: &[Heading]) -> io::Result<Vec<u8>> {
    let columns: Vec<Column> = headings.iter().map(|heading| field_column_of(heading.field, block, None)).collect();
    lines_of_columns(&columns, block.len(), headings)
}

fn lines_of_columns(columns: &[Column], rows: usize, headings: &[Heading]) -> io::Result<Vec<u8>> {
    let mut lines = csv::Writer::from_writer(Vec::new());
    for row in 0..rows {
        for (heading, column) in headings.iter().zip(columns) {
            match column.get(row) {
                Value::Code(code) if heading.names.contains_key(&code) => lines.write_field(heading.names[&code])?,
                other => lines.write_field(other.plain())?,
            }
        }
        lines.write_record(None::<&[u8]>)?;
    }
    lines.into_inner().map_err(|error| error.into_error())
}

/// The citizen service numbers of a file.
pub(super) fn numbers(path: &Path) -> io::Result<Vec<Int32Array>> {
    let mut reader = csv::Reader::from_path(path)?;
    let at = reader.headers()?.iter().position(|heading| heading == "person.bsn");
    let at = at.ok_or_else(|| io::Error::other("it has no column `person.bsn`"))?;
    let mut numbers = Vec::new();
    let mut record = csv::ByteRecord::new();
    while reader.read_byte_record(&mut record)? {
        let number = record.get(at).and_then(|text| std::str::from_utf8(text).ok()?.parse::<i32>().ok());
        numbers.push(number.ok_or_else(|| io::Error::other("column `person.bsn` has something that is no number"))?);
    }
    Ok(vec![numbers.into()])
}

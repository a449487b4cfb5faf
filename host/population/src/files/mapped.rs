//! A population in an Arrow file that is mapped into memory: its blocks are read where they stand.

use std::fmt;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow_array::cast::AsArray as _;
use arrow_array::types::{Date32Type, Int32Type, Int64Type, UInt32Type, UInt64Type};
use arrow_array::{Array, Int32Array, RecordBatch};
use arrow_buffer::Buffer;
use arrow_ipc::convert::try_fb_to_schema;
use arrow_ipc::reader::{FileDecoder, read_footer_length};
use arrow_ipc::{Block as Place, root_as_footer};
use arrow_schema::{Metadata, Schema, SchemaRef};
use fieldlab_domain::column::{Batch, Column, Kind, Values};
use fieldlab_domain::digest::Digest;
use fieldlab_domain::field::FieldName;
use fieldlab_domain::name::nearest_hint;
use fieldlab_domain::population::{BLOCK_ROWS, BlockReader, Population, PopulationError, PopulationIdentity};
use rayon::prelude::*;

use super::columns::person_columns;
use super::{
    HOUSEHOLD, MAKE, changed, check_persons, count_real, failure, fields, identity, map, personas, refuse_real,
};
use crate::fields::names;

/// A population in a mapped Arrow file. What the file says was checked when it was opened.
pub struct Mapped {
    identity: PopulationIdentity,
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
    /// The place of the first person of each block, and the number of persons.
    starts: Vec<u64>,
}

impl fmt::Debug for Mapped {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Mapped").field("identity", &self.identity).field("blocks", &self.batches.len()).finish()
    }
}

/// What the footer of a file says.
struct Footer {
    schema: SchemaRef,
    version: arrow_ipc::MetadataVersion,
    /// Where the record batches are.
    places: Vec<Place>,
    /// The digest of all columns, as it is written.
    digest: Option<String>,
}

/// What was found in a record batch.
struct Checked {
    batch: RecordBatch,
    digest: Digest,
    /// The first and the last household.
    households: (u64, u64),
    /// How many numbers somebody may have.
    real: u64,
}

impl Mapped {
    /// Maps a file that [`write`](super::write) wrote, and reads it once to check it.
    ///
    /// # Errors
    /// When it can't be read, is cut off or no Arrow file, has other columns, blocks that are too large or no whole households,
    /// was changed after it was written, or has citizen service numbers that somebody may have.
    pub fn open(path: &Path) -> Result<Mapped, PopulationError> {
        let span = tracing::info_span!("map", file = %path.display());
        let _entered = span.enter();
        let unreadable = |what: String| failure(path, format!("it can't be read as Arrow: {what}"), MAKE);
        let bytes = File::open(path).and_then(|file| map::map(&file)).map_err(|error| unreadable(error.to_string()))?;
        let bytes = Buffer::from(bytes);
        let footer = footer(&bytes).map_err(unreadable)?;
        let identity = identity(path, footer.schema.metadata())?;
        check_columns(&footer.schema).map_err(|what| failure(path, what, MAKE))?;
        let decoder = FileDecoder::new(footer.schema.clone(), footer.version).with_require_alignment(true);
        let decode = |place: &Place| decode(&bytes, place, &decoder);
        let batches: Result<Vec<RecordBatch>, String> = footer.places.par_iter().map(decode).collect();
        let batches = batches.map_err(unreadable)?;
        let checked: Vec<Result<Checked, String>> = batches.into_par_iter().map(check).collect();
        // Who is in the file matters before how it is laid out.
        refuse_real(path, checked.iter().map(|found| found.as_ref().map_or(0, |checked| checked.real)).sum())?;
        let checked: Result<Vec<Checked>, String> = checked.into_iter().collect();
        let checked = checked.map_err(|what| failure(path, what, MAKE))?;
        let follow = checked.windows(2).all(|pair| pair[0].households.1.checked_add(1) == Some(pair[1].households.0));
        if !follow || checked.first().is_some_and(|first| first.households.0 != 0) {
            return Err(failure(path, "its households are not numbered one by one", MAKE));
        }
        let digests: Vec<Digest> = checked.iter().map(|checked| checked.digest.clone()).collect();
        if footer.digest != Some(super::arrow::digest_of(&identity, &digests).to_string()) {
            return Err(changed(path));
        }
        let mut checked = checked;
        let personas = personas::rows_in(footer.schema.metadata()).map_err(|what| failure(path, what, MAKE))?;
        let are_personas = |last: Checked| {
            let numbers = last.batch.column_by_name("person.bsn").map(|column| column.as_primitive().clone());
            numbers.is_some_and(|numbers: Int32Array| personas::are_personas(&numbers, personas))
        };
        if personas > 0 && !checked.pop().is_some_and(are_personas) {
            return Err(failure(path, "its last rows are not the personas that it names", MAKE));
        }
        let mut starts = vec![0];
        starts.extend(checked.iter().scan(0, |persons, checked| {
            *persons += checked.batch.num_rows() as u64;
            Some(*persons)
        }));
        check_persons(path, &identity, starts[checked.len()])?;
        let batches = checked.into_iter().map(|checked| checked.batch).collect();
        Ok(Mapped { identity, schema: footer.schema, batches, starts })
    }

    pub(super) fn batches(&self) -> &[RecordBatch] {
        &self.batches
    }

    /// What is said about the population beside its columns.
    pub(super) fn about(&self) -> &Metadata {
        self.schema.metadata()
    }
}

/// The citizen service numbers of a file.
pub(super) fn numbers(path: &Path) -> Result<Vec<Int32Array>, String> {
    let bytes = File::open(path).and_then(|file| map::map(&file)).map_err(|error| error.to_string())?;
    let bytes = Buffer::from(bytes);
    let footer = footer(&bytes)?;
    let at = footer.schema.index_of("person.bsn").map_err(|error| error.to_string())?;
    let decoder = FileDecoder::new(footer.schema, footer.version).with_projection(vec![at]);
    let numbers = |place: &Place| Ok(decode(&bytes, place, &decoder)?.column(0).as_primitive::<Int32Type>().clone());
    footer.places.par_iter().map(numbers).collect()
}

/// Reads the footer and looks whether all that it points at is in the file.
fn footer(bytes: &Buffer) -> Result<Footer, String> {
    const END: usize = 10;
    let cut_off = || "it is cut off".to_owned();
    let (rest, end) = bytes.as_slice().split_last_chunk::<END>().ok_or_else(cut_off)?;
    let length = read_footer_length(*end).map_err(|error| error.to_string())?;
    let start = rest.len().checked_sub(length).ok_or_else(cut_off)?;
    let footer = root_as_footer(&rest[start..]).map_err(|error| error.to_string())?;
    let schema = footer.schema().ok_or("it has no schema")?;
    if !schema.endianness().equals_to_target_endianness() {
        return Err("it is of a machine with another order of bytes".to_owned());
    }
    if footer.dictionaries().is_some_and(|dictionaries| !dictionaries.is_empty()) {
        return Err("it has dictionaries".to_owned());
    }
    let schema: Schema = try_fb_to_schema(schema).map_err(|error| error.to_string())?;
    let about = footer.custom_metadata().into_iter().flatten();
    let digest = about.filter(|pair| pair.key() == Some(super::arrow::COLUMNS)).find_map(|pair| pair.value());
    let places: Vec<Place> = footer.recordBatches().into_iter().flatten().copied().collect();
    let inside = |place: &Place| {
        let (from, header, body) = (place.offset(), i64::from(place.metaDataLength()), place.bodyLength());
        let end = from.checked_add(header).and_then(|end| end.checked_add(body));
        from >= 0 && header >= 8 && body >= 0 && end.is_some_and(|end| end <= start as i64)
    };
    if !places.iter().all(inside) {
        return Err("a record batch is not within the file".to_owned());
    }
    Ok(Footer { schema: Arc::new(schema), version: footer.version(), places, digest: digest.map(str::to_owned) })
}

/// Decodes a record batch, after a look at what the decoder takes at its word.
fn decode(bytes: &Buffer, place: &Place, decoder: &FileDecoder) -> Result<RecordBatch, String> {
    let (header, body) = (place.metaDataLength() as usize, place.bodyLength());
    let bytes = bytes.slice_with_length(place.offset() as usize, header + body as usize);
    let message = match &bytes[..4] {
        [0xff, 0xff, 0xff, 0xff] => &bytes[8..header],
        _ => &bytes[4..header],
    };
    let message = arrow_ipc::root_as_message(message).map_err(|error| error.to_string())?;
    let batch = message.header_as_record_batch().ok_or("a record batch is something else")?;
    let rows = batch.length();
    if !(1..=BLOCK_ROWS as i64).contains(&rows) {
        return Err(format!("a record batch has {rows} rows, not 1 to {BLOCK_ROWS}"));
    }
    if batch.compression().is_some() {
        return Err("it is compressed, and can't be mapped".to_owned());
    }
    let whole = |node: &arrow_ipc::FieldNode| node.length() == rows && (0..=rows).contains(&node.null_count());
    let inside = |buffer: &arrow_ipc::Buffer| {
        let end = buffer.offset().checked_add(buffer.length());
        buffer.offset() >= 0 && buffer.length() >= 0 && end.is_some_and(|end| end <= body)
    };
    if !batch.nodes().into_iter().flatten().all(whole) || !batch.buffers().into_iter().flatten().all(inside) {
        return Err("a column is not within its record batch".to_owned());
    }
    let batch = decoder.read_record_batch(place, &bytes).map_err(|error| error.to_string())?;
    batch.ok_or_else(|| "a record batch is empty".to_owned())
}

/// The columns are those of a file of persons, in their order.
fn check_columns(schema: &Schema) -> Result<(), String> {
    let expected = person_columns();
    for (at, column) in expected.iter().enumerate() {
        let Some(found) = schema.fields().get(at).filter(|found| found.name() == column.name()) else {
            return Err(format!("it has no column `{}`, or not in its place", column.name()));
        };
        if found.data_type() != column.data_type() || found.is_nullable() != column.is_nullable() {
            let what = |field: &arrow_schema::Field| {
                format!("{}{}", field.data_type(), if field.is_nullable() { " or absent" } else { "" })
            };
            return Err(format!("column `{}` is {}, not {}", column.name(), what(found), what(column)));
        }
    }
    match schema.fields().get(expected.len()) {
        Some(more) => Err(format!("it has a column `{}` too many", more.name())),
        None => Ok(()),
    }
}

/// Looks at the contents of a batch: its citizens, their households and their codes.
fn check(batch: RecordBatch) -> Result<Checked, String> {
    let column = |name: &str| batch.column_by_name(name).ok_or_else(|| format!("it has no column `{name}`"));
    let real = count_real(column("person.bsn")?.as_primitive());
    let digest = super::arrow::digest(&batch);
    if real > 0 {
        // It will be refused; what else is wrong does not matter.
        return Ok(Checked { batch, digest, households: (0, 0), real });
    }
    let numbers = column(HOUSEHOLD)?.as_primitive::<UInt64Type>().values();
    let sizes = column("household.size")?.as_primitive::<Int32Type>().values();
    let mut row = 0;
    for home in numbers.chunk_by(|one, next| one == next) {
        let sizes = &sizes[row..row + home.len()];
        if sizes.iter().any(|size| usize::try_from(*size) != Ok(home.len())) {
            return Err(format!("household {} has {} persons, and says something else", home[0], home.len()));
        }
        row += home.len();
    }
    if numbers.windows(2).any(|pair| pair[1] != pair[0] && pair[0].checked_add(1) != Some(pair[1])) {
        return Err("its households are not numbered one by one".to_owned());
    }
    for field in fields().filter(|field| field.kind == Kind::Code) {
        let mut known = vec![false; field.codes.iter().map(|code| code.code as usize + 1).max().unwrap_or(0)];
        field.codes.iter().for_each(|code| known[code.code as usize] = true);
        let codes = column(field.name.as_str())?.as_primitive::<UInt32Type>();
        let is_known = |code: u32| known.get(code as usize) == Some(&true);
        let unknown = match codes.nulls() {
            None => codes.values().iter().any(|code| !is_known(*code)),
            Some(_) => codes.iter().flatten().any(|code| !is_known(code)),
        };
        if unknown {
            return Err(format!("column `{}` has a code that there is not", field.name));
        }
    }
    let households = (numbers[0], numbers[numbers.len() - 1]);
    Ok(Checked { digest, households, real, batch })
}

impl Population for Mapped {
    fn identity(&self) -> &PopulationIdentity {
        &self.identity
    }

    fn blocks(&self) -> usize {
        self.batches.len()
    }

    fn block_start(&self, block: usize) -> u64 {
        self.starts[block]
    }

    fn reader<'a>(&'a self, fields: &[FieldName]) -> Result<Box<dyn BlockReader + 'a>, PopulationError> {
        let columns = fields.iter().map(|field| {
            self.schema.index_of(field.as_str()).map_err(|_| PopulationError::MissingField {
                population: self.identity.model.clone(),
                field: field.clone(),
                hint: nearest_hint(field.as_str(), names()),
            })
        });
        Ok(Box::new(Reader { population: self, columns: columns.collect::<Result<_, _>>()? }))
    }
}

struct Reader<'a> {
    population: &'a Mapped,
    columns: Vec<usize>,
}

impl BlockReader for Reader<'_> {
    fn read(&mut self, block: usize, batch: &mut Batch) {
        let from = &self.population.batches[block];
        batch.rows = from.num_rows();
        for (&at, column) in self.columns.iter().zip(&mut batch.columns) {
            copy(from.column(at).as_ref(), column);
        }
    }
}

/// Replaces the contents of a column; the types were checked when the file was opened.
fn copy(from: &dyn Array, into: &mut Column) {
    into.clear();
    match &mut into.values {
        Values::Flags(values) => values.extend(from.as_boolean().values().iter().map(u8::from)),
        Values::Wholes(values) | Values::Shares(values) => {
            values.extend_from_slice(from.as_primitive::<Int32Type>().values());
        }
        Values::Amounts(values) => values.extend_from_slice(from.as_primitive::<Int64Type>().values()),
        Values::Codes(values) => values.extend_from_slice(from.as_primitive::<UInt32Type>().values()),
        Values::Dates(values) => values.extend_from_slice(from.as_primitive::<Date32Type>().values()),
    }
    if let Some(nulls) = from.nulls() {
        into.present.extend_from_slice(&nulls.buffer().as_slice()[..from.len().div_ceil(8)]);
    }
}

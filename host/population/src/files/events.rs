//! What happened in the lives of a population, as a Parquet file: a row for each event of each person.

use std::collections::HashMap;
use std::fs::File;
use std::sync::Arc;

use arrow_array::{ArrayRef, Date32Array, Int32Array, RecordBatch, StringArray, UInt32Array};
use arrow_schema::{DataType, Field, Schema};
use fieldlab_domain::population::PopulationIdentity;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;

use super::{Format, IDENTITY, Target, WriteError, failure};
use crate::life::Event;

/// Rows that are turned into columns at once.
const ROWS: usize = 1 << 20;

/// Writes events to a target that is a Parquet file, which is finished with it; `identity` is of the population after them.
///
/// Columns: `date`, `event` (its name), `person` and `other` (citizen service numbers; `other` is absent when it is about nobody else),
/// and `municipality` (its code).
///
/// # Errors
/// When it is no Parquet file or can't be written: then nothing is left of it.
pub fn write_events(events: &[Event], identity: &PopulationIdentity, target: &Target) -> Result<(), WriteError> {
    if target.format() != Format::Parquet {
        let what = "events are written as Parquet only";
        return Err(failure(&target.files()[0], what, "name a file that ends in .parquet").into());
    }
    target.fill(0, |file| write(events, identity, file))?;
    Ok(target.finish()?)
}

fn write(events: &[Event], identity: &PopulationIdentity, file: File) -> Result<(), ParquetError> {
    let column = |name: &str, kind: DataType, absent: bool, about: &str| {
        Field::new(name, kind, absent).with_metadata(HashMap::from([("title".to_owned(), about.to_owned())]))
    };
    let fields = vec![
        column("date", DataType::Date32, false, "The day on which it happened"),
        column("event", DataType::Utf8, false, "What happened"),
        column("person", DataType::Int32, false, "Citizen service number of whom it happened to"),
        column("other", DataType::Int32, true, "Citizen service number of whom else it is about"),
        column("municipality", DataType::UInt32, false, "Code of the municipality (BRP table 33)"),
    ];
    let identity = serde_json::to_string(identity).expect("an identity is plain data");
    let about = HashMap::from([(IDENTITY.to_owned(), identity)]);
    let schema = Arc::new(Schema::new(fields).with_metadata(about));
    let level = ZstdLevel::try_new(1)?;
    let properties = WriterProperties::builder().set_compression(Compression::ZSTD(level)).build();
    let mut writer = ArrowWriter::try_new(file, schema.clone(), Some(properties))?;
    for rows in events.chunks(ROWS) {
        let columns: Vec<ArrayRef> = vec![
            Arc::new(rows.iter().map(|event| Some(event.day)).collect::<Date32Array>()),
            Arc::new(rows.iter().map(|event| Some(event.kind.name())).collect::<StringArray>()),
            Arc::new(rows.iter().map(|event| Some(event.person as i32)).collect::<Int32Array>()),
            Arc::new(rows.iter().map(|event| (event.other > 0).then_some(event.other as i32)).collect::<Int32Array>()),
            Arc::new(rows.iter().map(|event| Some(u32::from(event.municipality))).collect::<UInt32Array>()),
        ];
        writer.write(&RecordBatch::try_new(schema.clone(), columns)?)?;
    }
    writer.close()?;
    Ok(())
}

//! Populations as files: what is written comes back, and what is no population is refused.

use std::path::Path;

use arrow_array::Array as _;
use arrow_array::cast::AsArray as _;
use arrow_array::types::{Int32Type, UInt64Type};
use arrow_array::{Int32Array, RecordBatch, UInt32Array};
use arrow_ipc::reader::FileReader;
use arrow_ipc::writer::FileWriter;
use arrow_schema::{ArrowError, Schema};
use arrow_select::concat::concat_batches;
use fieldlab_domain::column::{Batch, Value};
use fieldlab_domain::field::{FieldName, catalogue};
use fieldlab_domain::persona::bundled;
use fieldlab_domain::population::{BLOCK_ROWS, Population, PopulationRequest};
use fieldlab_population::{Mapped, Memory, Proof, Source, Target, WriteError, describe, open, read, write};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

fn make(persons: u64, seed: u64) -> std::sync::Arc<Memory> {
    let request = PopulationRequest::new("nl-2025", Some(persons), seed);
    Source::new().make(&request).expect("it can be made")
}

fn write_to(population: &Memory, path: &Path) -> Result<Proof, WriteError> {
    write(population, &Target::new(path, population.identity().persons)?, &mut |_| {})
}

fn refused(path: &Path) -> String {
    let said = open(path).err().expect("it is refused").to_string();
    assert_eq!(read(path).expect_err("it is refused").to_string(), said);
    assert!(said.contains("\n  hint: "), "{said}");
    said
}

/// All citizens, block by block.
fn citizens(population: &dyn Population) -> Vec<Vec<Value>> {
    let fields: Vec<FieldName> = catalogue().fields().iter().map(|field| field.name.clone()).collect();
    let mut batch = Batch::new(fields.iter().map(|field| catalogue().field(field).kind));
    let mut reader = population.reader(&fields).expect("it has all fields");
    let mut citizens = Vec::new();
    for block in 0..population.blocks() {
        assert_eq!(population.block_start(block), citizens.len() as u64);
        reader.read(block, &mut batch);
        assert!(batch.rows <= BLOCK_ROWS && batch.columns.iter().all(|column| column.len() == batch.rows));
        citizens.extend((0..batch.rows).map(|row| batch.row(row)));
    }
    assert_eq!(population.block_start(population.blocks()), citizens.len() as u64);
    citizens
}

/// The file has the personas at its end, with their households; the population that is read from it has not.
#[test]
fn personas_are_rows_on_request_and_in_no_count() {
    let population = make(3_000, 2);
    let expected = citizens(population.as_ref());
    let members: usize = bundled().iter().map(|persona| persona.members.len()).sum();
    for ending in ["parquet", "arrow", "csv", ""] {
        let folder = tempfile::tempdir().expect("there is room");
        let path = folder.path().join("citizens").with_extension(ending);
        let target = Target::new(&path, 3_000).expect("it can be written there").with_personas();
        let proof = write(&population, &target, &mut |_| {}).expect("it is written");
        assert_eq!(target.persona_rows(), members as u64);
        assert_eq!((proof.numbers, proof.pass_eleven_test, proof.twice), (3_000 + members as u64, members as u64, 0));
        let file = if ending.is_empty() { path.join("persons.parquet") } else { path };
        if ending == "csv" {
            let text = std::fs::read_to_string(&file).expect("it is text");
            assert_eq!(text.lines().count(), 1 + 3_000 + members);
            assert!(text.lines().last().is_some_and(|line| line.starts_with("9999")));
            continue;
        }
        assert_eq!(citizens(open(&file).expect("it is a population").as_ref()), expected, "{ending}");
        assert_eq!(read(&file).expect("it is a population").content_digest(), population.content_digest());
        if ending != "arrow" {
            let rows = parquet_rows(&file);
            let numbers = rows.column_by_name("person.bsn").expect("it is there").as_primitive::<Int32Type>();
            let partner = rows.column_by_name("partner").expect("it is there").as_primitive::<UInt64Type>();
            let home = rows.column_by_name("household").expect("it is there").as_primitive::<UInt64Type>();
            let mut row = 3_000;
            for persona in bundled() {
                for (at, member) in persona.members.iter().enumerate() {
                    let number = persona.value(at, "person.bsn").number().expect("everybody has one");
                    assert_eq!(i64::from(numbers.value(row + at)), number);
                    assert_eq!(home.value(row + at), home.value(row));
                    let with = member.partner.map(|other| (row + other) as u64);
                    assert_eq!(partner.is_valid(row + at).then(|| partner.value(row + at)), with);
                }
                row += persona.members.len();
            }
            assert_eq!(row, rows.num_rows());
        }
    }
}

/// All rows of a Parquet file.
fn parquet_rows(path: &Path) -> RecordBatch {
    let file = std::fs::File::open(path).expect("it is there");
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).expect("it is Parquet");
    let schema = reader.schema().clone();
    let rows: Result<Vec<RecordBatch>, ArrowError> = reader.build().expect("it can be read").collect();
    concat_batches(&schema, &rows.expect("it can be read")).expect("of one schema")
}

#[test]
fn a_file_gives_the_same_population_back() {
    let population = make(40_000, 2);
    let expected = citizens(population.as_ref());
    for ending in ["parquet", "arrow"] {
        let folder = tempfile::tempdir().expect("there is room");
        let path = folder.path().join("citizens").with_extension(ending);
        let mut told = Vec::new();
        let target = Target::new(&path, 40_000).expect("it can be written there");
        write(&population, &target, &mut |done| told.push(done)).expect("it is written");
        assert_eq!(told.last(), Some(&40_000));
        let back = read(&path).expect("it is read");
        assert_eq!(back.identity(), population.identity());
        assert_eq!(back.content_digest(), population.content_digest());
        assert!(citizens(&back) == expected, "{ending}");
        let opened = open(&path).expect("it is opened");
        assert_eq!((opened.identity(), opened.blocks()), (population.identity(), population.blocks()));
        assert!(citizens(opened.as_ref()) == expected, "{ending}");
        assert_eq!(std::fs::read_dir(folder.path()).expect("it exists").count(), 1, "nothing else is left behind");
    }
}

/// A row group of Parquet has a million persons at most.
#[test]
fn a_file_of_several_row_groups_is_read_whole() {
    let folder = tempfile::tempdir().expect("there is room");
    let path = folder.path().join("citizens.parquet");
    let population = make(1_100_000, 2);
    write_to(&population, &path).expect("it is written");
    let file = std::fs::File::open(&path).expect("it was written");
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).expect("it is Parquet");
    assert_eq!(reader.metadata().num_row_groups(), 2);
    let back = read(&path).expect("it is read");
    assert_eq!((back.blocks(), back.content_digest()), (population.blocks(), population.content_digest()));
}

#[test]
fn a_target_that_is_given_up_leaves_nothing() {
    let folder = tempfile::tempdir().expect("there is room");
    let left = || std::fs::read_dir(folder.path()).expect("it exists").count();
    for name in ["citizens.parquet", "citizens.arrow", "citizens.csv", "citizens"] {
        let target = Target::new(&folder.path().join(name), 100).expect("it can be written there");
        assert_eq!(left(), 1, "{name}");
        assert!(target.abandon() && !target.abandon(), "{name}");
        assert_eq!(left(), 0, "{name}");
        let said = write(&make(100, 1), &target, &mut |_| {}).expect_err("it is refused").to_string();
        assert!(said.contains("writing was given up"), "{said}");
        assert_eq!(left(), 0, "{name}");
        drop(Target::new(&folder.path().join(name), 100).expect("it can be written there"));
        assert_eq!(left(), 0, "{name}");
    }
    let said = Target::new(&folder.path().join("citizens.xlsx"), 100).expect_err("it is refused").to_string();
    assert!(said.contains("citizens can't be written as .xlsx"), "{said}");
    let csv = folder.path().join("citizens.csv");
    let said = Target::new(&csv, 1_000_001).expect_err("it is refused").to_string();
    assert!(said.contains("1000001 persons are too many for a CSV file") && said.contains(".parquet"), "{said}");
    Target::new(&csv, 1_000_000).expect("a million persons go into it");
}

#[test]
fn a_folder_has_persons_and_households_that_belong_together() {
    let folder = tempfile::tempdir().expect("there is room");
    let population = make(20_000, 4);
    write_to(&population, &folder.path().join("citizens")).expect("it is written");
    let rows = |name: &str| {
        let file = std::fs::File::open(folder.path().join("citizens").join(name)).expect("it was written");
        let reader = ParquetRecordBatchReaderBuilder::try_new(file).expect("it is Parquet");
        let mut batches = reader.with_batch_size(100_000).build().expect("it can be read");
        batches.next().expect("it has rows").expect("it is right")
    };
    let (persons, households) = (rows("persons.parquet"), rows("households.parquet"));
    assert_eq!(persons.num_rows(), 20_000);
    assert_eq!(households.num_rows() as u64, describe(&population).expect("its model is known").households);
    let numbers = |rows: &RecordBatch, name: &str| {
        rows.column_by_name(name).expect("it is there").as_primitive::<UInt64Type>().clone()
    };
    assert!(numbers(&households, "household").iter().flatten().eq(0..households.num_rows() as u64));
    let home = numbers(&persons, "household");
    for name in ["partner", "parent_1", "parent_2"] {
        let relatives = numbers(&persons, name);
        assert!(relatives.iter().flatten().count() > 3_000, "{name}");
        for (row, relative) in relatives.iter().enumerate() {
            assert!(
                relative.is_none_or(|other| home.value(other as usize) == home.value(row) && other as usize != row)
            );
        }
    }
    let partner = numbers(&persons, "partner");
    for (row, other) in partner.iter().enumerate().filter_map(|(row, other)| Some((row, other?))) {
        assert_eq!(partner.value(other as usize), row as u64, "partners have each other");
    }
}

/// Writes the file again with another column in place of `name`.
fn change_column(path: &Path, name: &str, change: impl Fn(usize, i32) -> i32) {
    let file = std::fs::File::open(path).expect("it was written");
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).expect("it is Parquet");
    // The builder has what stands beside the columns, which the rows lack.
    let schema = reader.schema().clone();
    let rows = reader.build().expect("it can be read").next().expect("it has rows").expect("it is right");
    let at = schema.index_of(name).expect("it is there");
    let numbers = rows.column(at).as_primitive::<Int32Type>().values().iter().enumerate();
    let mut columns = rows.columns().to_vec();
    columns[at] = std::sync::Arc::new(Int32Array::from_iter_values(numbers.map(|(row, number)| change(row, *number))));
    let rows = RecordBatch::try_new(schema.clone(), columns).expect("the columns fit");
    let file = std::fs::File::create(path).expect("it can be written");
    let mut writer = ArrowWriter::try_new(file, schema, None).expect("it can be written");
    writer.write(&rows).expect("it can be written");
    writer.close().expect("it can be written");
}

#[test]
fn a_file_that_was_changed_is_refused() {
    let folder = tempfile::tempdir().expect("there is room");
    let path = folder.path().join("citizens.parquet");
    write_to(&make(1_000, 4), &path).expect("it is written");
    change_column(&path, "household.postcode4", |_, postcode| postcode);
    read(&path).expect("nothing was changed");
    change_column(&path, "household.postcode4", |_, postcode| postcode ^ 1);
    let said = refused(&path);
    assert!(said.contains("it was changed after it was written"), "{said}");
}

#[test]
fn numbers_that_somebody_may_have_are_refused_and_not_told() {
    let folder = tempfile::tempdir().expect("there is room");
    let path = folder.path().join("citizens.parquet");
    write_to(&make(1_000, 4), &path).expect("it is written");
    // 111222333 passes the eleven-test; 999990019 does too, in the official test range.
    change_column(&path, "person.bsn", |row, number| match row {
        3 | 5 | 700 => 111_222_333,
        9 => 999_990_019,
        _ => number,
    });
    let said = refused(&path);
    assert!(said.contains("column `person.bsn` has 3 numbers that somebody may have"), "{said}");
    assert!(!said.contains("111222333"), "{said}");
}

/// Writes an Arrow file again, with other record batches.
fn change_arrow(path: &Path, change: impl Fn(Vec<RecordBatch>) -> Vec<RecordBatch>) -> Result<(), ArrowError> {
    let reader = FileReader::try_new(std::fs::File::open(path)?, None)?;
    let about = reader.custom_metadata().clone();
    let schema = reader.schema();
    let batches: Vec<RecordBatch> = reader.collect::<Result<_, _>>()?;
    let batches = change(batches);
    let changed = batches.first().map_or(schema.clone(), |batch| batch.schema());
    let schema = Schema::new(changed.fields().clone()).with_metadata(schema.metadata().clone());
    let mut writer = FileWriter::try_new(std::fs::File::create(path)?, &schema)?;
    about.into_iter().for_each(|(key, value)| writer.write_metadata(key, value));
    batches.iter().try_for_each(|batch| writer.write(batch))?;
    writer.finish()
}

#[test]
fn an_arrow_file_that_was_changed_is_refused() {
    let folder = tempfile::tempdir().expect("there is room");
    let path = folder.path().join("citizens.arrow");
    write_to(&make(20_000, 4), &path).expect("it is written");
    change_arrow(&path, |batches| batches).expect("it can be changed");
    open(&path).expect("nothing was changed");
    let with = |batch: &RecordBatch, name: &str, column: arrow_array::ArrayRef| {
        let at = batch.schema().index_of(name).expect("it is there");
        let mut columns = batch.columns().to_vec();
        columns[at] = column;
        RecordBatch::try_new(batch.schema(), columns).expect("the columns fit")
    };
    let numbers = |batch: &RecordBatch, name: &str, change: &dyn Fn(usize, i32) -> i32| {
        let column = batch.column_by_name(name).expect("it is there").as_primitive::<Int32Type>();
        let changed = column.values().iter().enumerate().map(|(row, number)| change(row, *number));
        with(batch, name, std::sync::Arc::new(Int32Array::from_iter_values(changed)))
    };
    let whole = std::fs::read(&path).expect("it is there");
    let check_all = |change: &dyn Fn(Vec<RecordBatch>) -> Vec<RecordBatch>, words: &str| {
        std::fs::write(&path, &whole).expect("it is written");
        change_arrow(&path, change).expect("it can be changed");
        let said = refused(&path);
        assert!(said.contains(words) && !said.contains("111222333"), "{said}");
    };
    let check = |change: &dyn Fn(RecordBatch) -> RecordBatch, words: &str| {
        check_all(&|batches| batches.into_iter().map(change).collect(), words);
    };
    check(
        &|batch| numbers(&batch, "household.postcode4", &|_, postcode| postcode ^ 1),
        "it was changed after it was written",
    );
    check(
        &|batch| numbers(&batch, "person.bsn", &|row, number| if row < 3 { 111_222_333 } else { number }),
        "column `person.bsn` has 6 numbers that somebody may have: it is refused whole",
    );
    let unknown = |batch: RecordBatch| {
        let codes = std::sync::Arc::new(UInt32Array::from(vec![u32::MAX; batch.num_rows()]));
        with(&batch, "household.type", codes)
    };
    check(&unknown, "column `household.type` has a code that there is not");
    check(&|batch| numbers(&batch, "household.size", &|_, size| size + 1), "persons, and says something else");
    check(&|batch| batch.slice(0, batch.num_rows() - 8), "persons, and says something else");
    check(&|batch| batch.project(&[0, 1, 2]).expect("they are there"), "it has no column `parent_2`");
    let columns = swapped_columns();
    let swap = |batch: RecordBatch| batch.project(&columns).expect("they are there");
    check(&swap, "it has no column `household`, or not in its place");
    let one = |batches: Vec<RecordBatch>| {
        vec![concat_batches(&batches[0].schema(), &batches).expect("they have the same columns")]
    };
    check_all(&one, "a record batch has 20000 rows, not 1 to 16384");
    let turned = |batches: Vec<RecordBatch>| batches.into_iter().rev().collect();
    check_all(&turned, "its households are not numbered one by one");
    check_all(&|batches| batches[..1].to_vec(), "it was changed after it was written");
    check_all(&|batches| vec![batches[0].slice(0, 0)], "a record batch has 0 rows");
}

/// The places of the columns with the first two the other way around.
fn swapped_columns() -> Vec<usize> {
    let mut places: Vec<usize> = (0..4 + catalogue().fields().len()).collect();
    places.swap(0, 1);
    places
}

/// Whatever is changed in a file: it is refused, or it is the same population; and nothing breaks.
#[test]
fn an_arrow_file_with_any_bit_changed_breaks_nothing() {
    let folder = tempfile::tempdir().expect("there is room");
    let path = folder.path().join("citizens.arrow");
    let population = make(300, 4);
    write_to(&population, &path).expect("it is written");
    let expected = citizens(population.as_ref());
    let whole = std::fs::read(&path).expect("it is there");
    let (mut refused, mut places) = (0, 0);
    for place in (0..whole.len()).step_by(101).chain(whole.len() - 12..whole.len()) {
        let mut changed = whole.clone();
        changed[place] ^= 1 << (place % 8);
        std::fs::write(&path, &changed).expect("it is written");
        places += 1;
        match Mapped::open(&path) {
            Ok(mapped) => {
                assert_eq!(mapped.identity(), population.identity(), "a bit of byte {place}");
                assert!(citizens(&mapped) == expected, "a bit of byte {place}");
            }
            Err(_) => refused += 1,
        }
    }
    // The rest is padding, titles and the names of codes.
    assert!(refused * 5 > places, "{refused} of {places}");
}

#[test]
fn files_that_are_no_population_are_refused() {
    let folder = tempfile::tempdir().expect("there is room");
    for (name, format) in [("citizens.parquet", "Parquet"), ("citizens.arrow", "Arrow")] {
        let path = folder.path().join(name);
        assert!(refused(&path).contains("there is no such file"), "{}", refused(&path));
        write_to(&make(5_000, 2), &path).expect("it is written");
        let whole = std::fs::read(&path).expect("it is there");
        let unreadable = format!("it can't be read as {format}");
        for (bytes, words) in [
            (&whole[..whole.len() / 2], unreadable.as_str()),
            (&whole[..whole.len() - 1], &unreadable),
            (&whole[..8], &unreadable),
            (&whole[..3], &unreadable),
            (&[][..], "it is empty"),
            (b"name,age\njan,3\n", &unreadable),
        ] {
            std::fs::write(&path, bytes).expect("it is written");
            assert!(refused(&path).contains(words), "{}", refused(&path));
        }
        foreign(&path);
        let words = "it was not written by fieldlab: it does not say which population it is";
        assert!(refused(&path).contains(words), "{}", refused(&path));
    }
    assert!(refused(folder.path()).contains("it is a folder"), "{}", refused(folder.path()));
    let nowhere = folder.path().join("nowhere/citizens.parquet");
    let error = write_to(&make(10, 2), &nowhere).expect_err("there is no folder");
    assert!(error.to_string().contains("hint: name a file in a folder that can be written and has room"), "{error}");
}

/// A file of somebody else.
fn foreign(path: &Path) {
    let ages = std::sync::Arc::new(Int32Array::from(vec![3, 4]));
    let rows = RecordBatch::try_from_iter([("age", ages as arrow_array::ArrayRef)]).expect("the columns fit");
    let file = std::fs::File::create(path).expect("it can be written");
    if path.extension().is_some_and(|ending| ending == "arrow") {
        let mut writer = FileWriter::try_new(file, &rows.schema()).expect("it can be written");
        writer.write(&rows).and_then(|()| writer.finish()).expect("it can be written");
    } else {
        let mut writer = ArrowWriter::try_new(file, rows.schema(), None).expect("it can be written");
        writer.write(&rows).expect("it can be written");
        writer.close().expect("it can be written");
    }
}

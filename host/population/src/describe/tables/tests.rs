use super::*;
use crate::describe::cells;

#[test]
fn published_tables_are_right() {
    for name in crate::models() {
        let tables = published(name);
        assert!(tables.len() >= 15, "{name} has {}", tables.len());
        for table in &tables {
            let cells = cells::cells(&table.key, [0; 4]).unwrap_or_else(|| panic!("{} has no cells", table.key));
            assert_eq!((cells.rows, cells.columns), (table.rows.len(), table.columns.len()), "{}", table.key);
            assert!(table.values().all(|values| values.len() == cells.columns), "{}", table.key);
            assert_eq!(cells.of_households, matches!(table.of, Of::Households), "{}", table.key);
            let rate = table.compared == Compared::Rate;
            assert!(!rate || table.values().flatten().all(|share| (0.0..=1.0).contains(share)), "{}", table.key);
            assert_eq!(tables.iter().filter(|other| other.key == table.key).count(), 1, "{}", table.key);
        }
    }
}

/// What parts of the country are held to stands in `regions.toml` in another order: the figures are the same.
#[test]
fn regions_are_held_to_the_published_tables() {
    let regions: toml::Value = toml::from_str(include_str!("../../../../../fixtures/populations/nl-2025/regions.toml"))
        .expect("it is bundled");
    let tables = published("nl-2025");
    let rows = |key: &str| -> Vec<Vec<f64>> {
        let table = tables.iter().find(|table| table.key == key).expect("it is published");
        table.values().map(<[f64]>::to_vec).collect()
    };
    let numbers = |value: &toml::Value| -> Vec<f64> {
        value.as_array().into_iter().flatten().filter_map(|one| one.as_integer()).map(|one| one as f64).collect()
    };
    let families: Vec<Vec<f64>> = rows("children_type_region");
    for (part, of) in regions["families"].as_array().expect("a list").iter().zip(families.chunks(3)) {
        let couples: Vec<f64> = of[0].iter().zip(&of[1]).map(|(unmarried, married)| unmarried + married).collect();
        assert_eq!((numbers(&part["couples"]), numbers(&part["single_parents"])), (couples, of[2].clone()));
    }
    let positions = |nth: usize| -> Vec<[f64; 5]> {
        let row = |row: &toml::Value| {
            ["child", "alone", "partner", "single_parent", "persons"]
                .map(|key| row[key].as_integer().expect("a number") as f64)
        };
        regions["positions"][nth]["rows"].as_array().expect("a list").iter().map(row).collect()
    };
    let of = |rows: Vec<Vec<f64>>| -> Vec<[f64; 5]> {
        rows.iter().map(|row| [row[0], row[1], row[2], row[3], row.iter().sum()]).collect()
    };
    assert_eq!(positions(0), of([rows("positions_zeeland"), rows("position_zeeland")].concat()));
    assert_eq!(positions(1), of(rows("position_the_hague")));
}

#[test]
fn errors_are_the_differences_and_those_of_chance() {
    let (error, chance) = errors([(60.0, 50.0), (40.0, 50.0)].into_iter(), 1.0);
    assert_eq!(error, 0.2);
    // Two cells that move together: sqrt(2 / pi * 100 * 0.6 * 0.4) persons each.
    assert!((chance - 2.0 * (std::f64::consts::FRAC_2_PI * 24.0).sqrt() / 100.0).abs() < 1e-12);
    assert_eq!(errors(std::iter::empty(), 1.0), (0.0, 0.0));
}

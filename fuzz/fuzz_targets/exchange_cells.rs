//! Texts as the cells of one row of every kind: a value, or at least one reason.
#![no_main]

use jinxue_domain::person::CheckDigit;
use jinxue_exchange::{
    columns::{Becomes, Column, Mapping},
    kinds::{Gaps, History, People, Plan, Roster, TableKind, Units},
    reading::RowParser,
    table::Epoch,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|texts: Vec<String>| {
    read_row::<Units>(&texts);
    read_row::<Roster>(&texts);
    read_row::<Plan>(&texts);
    read_row::<History>(&texts);
    read_row::<Gaps>(&texts);
    read_row::<People>(&texts);
});

fn read_row<K: TableKind>(texts: &[String]) {
    let columns = K::FIELDS.iter().enumerate().map(|(index, field)| Column {
        index,
        header: field.zh.to_owned(),
        becomes: Becomes::Field(*field),
    });
    let mapping = Mapping {
        sheet: "S".into(),
        sheet_index: 0,
        header_row: 1,
        columns: columns.collect(),
        missing: Vec::new(),
        given: Default::default(),
    };
    let mut parser = RowParser::<K>::new(mapping, Epoch::Y1900).expect("nothing is missing");
    if let Err(faults) = parser.read_texts(2, texts.to_vec(), CheckDigit::MustFit).value {
        assert!(!faults.is_empty());
    }
}

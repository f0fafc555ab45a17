//! Files in and out: rows or a full list of faults.
//!
//! This crate turns the files that lie on people's desks into typed rows, and
//! rows into files. It knows the formats, the headers people use and what may
//! be wrong with a file; it knows nothing of databases, of HTTP, or of what is
//! done with a row.
//!
//! # From a file to rows
//!
//! 1. [`table`] opens `.xlsx`, `.xls` and text tables as sheets of rows of
//!    cells, within [`limits`]. A stranger's file is parsed in a process of its
//!    own ([`process`]), which may die without harm.
//! 2. [`columns`] finds the header, tells what each column becomes, and takes a
//!    person's corrections, which can be remembered.
//! 3. [`reading`] yields one row after the other as a [`kinds`] says: the row,
//!    or every [`fault`] of it at its cell, in Chinese and in English; and the
//!    raw texts, so that a faulty row can be handed back as it was.
//!
//! # Appointment forms
//!
//! [`forms`] reads the `.lrmx` and `.lrm` files of 干部任免审批表, one person each,
//! with the résumé as a list of posts.
//!
//! # From rows to a file
//!
//! [`mod@write`] makes workbooks and text tables that the same kinds read back, and
//! a workbook of the faulty rows with their reasons.
//!
//! ```
//! use jinxue_exchange::{
//!     columns::{Request, recognise}, fault::FileFault, kinds::Roster, limits::Limits, reading::read, table::open_table,
//! };
//!
//! # let folder = tempfile::tempdir().unwrap();
//! # let path = folder.path().join("roster.csv");
//! std::fs::write(&path, "姓名,所属单位,出生年月,职级\n张三,财政局,1980.02,四级调研员\n李四,财政局,1980.13,处长\n").unwrap();
//!
//! // A server says `process::open_table(&reader, &path, &limits)` instead.
//! let mut table = open_table(&path, &Limits::default())?;
//! let mapping = recognise::<Roster>(&table, &Request::default())?;
//! for row in read::<Roster>(&mut table, mapping)? {
//!     let row = row?;
//!     match row.value {
//!         Ok(person) => println!("{}: {}", row.number, person.name),
//!         Err(faults) => {
//!             for fault in faults {
//!                 println!("{} {}: {}", row.number, fault.header, fault.words.zh);
//!             }
//!         }
//!     }
//! }
//! # Ok::<(), FileFault>(())
//! ```

pub mod columns;
pub mod fault;
pub mod forms;
pub mod kinds;
pub mod limits;
pub mod process;
pub mod reading;
pub mod table;
pub mod values;
pub mod write;

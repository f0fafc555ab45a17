//! Reading a stranger's table in a process of its own.
//!
//! A hostile workbook of a few kilobytes can exhaust the memory of whoever
//! parses it, and exhausted memory is an abort, not an error. So the risky
//! parse happens in a child with limits on memory, computing time and open
//! files; what dies is the child, and the parent reports a [`FileFault`].
//!
//! The two sides talk in JSON lines (`wire`): the parent sends the limits,
//! the child answers with the first rows of every sheet, the parent chooses a
//! sheet, the child streams its rows.
//!
//! [`FileFault`]: crate::fault::FileFault

mod client;
mod watch;
mod wire;
mod worker;

pub(crate) use client::Conversation;
pub use client::{ReaderProgram, open_table};
pub use worker::serve;

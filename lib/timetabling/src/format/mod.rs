//! Files in and out, strict in both directions.

pub mod ctt;
pub mod itc2019;

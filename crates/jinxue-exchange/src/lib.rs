//! Files in and out: rows or a full list of faults.

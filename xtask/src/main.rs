//! Chores of the repository: tidy, codegen.

fn main() {}

//! Test databases, servers and builders.

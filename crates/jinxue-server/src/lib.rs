//! HTTP: thin handlers over the use cases.

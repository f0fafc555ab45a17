//! Wire types, error codes, the OpenAPI document.

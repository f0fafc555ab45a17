//! Domain to engines and back: build the instance, run it, explain it.

//! Who sits in which class: a priced assignment engine with a proof of quality and reasons.

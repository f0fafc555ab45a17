//! Vocabulary and rules of training, pure.

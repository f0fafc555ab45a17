//! Lists in the order of what they are about.

/// What belongs to `id` in a list that is in the order of its keys.
pub(crate) fn run_of<T, K: Ord>(sorted: &[T], id: K, key: impl Fn(&T) -> K) -> &[T] {
    let start = sorted.partition_point(|one| key(one) < id);
    let end = sorted.partition_point(|one| key(one) <= id);
    &sorted[start..end]
}

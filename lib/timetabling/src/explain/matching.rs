//! Who can have which cell: bipartite matching, and the small set that proves there are too few cells.

/// Matches rows to columns by augmenting paths. When some row is left over, returns the rows that
/// compete for too few columns between them (a Hall violator), ascending.
pub fn too_few(columns_of: &[Vec<usize>], columns: usize) -> Option<Vec<usize>> {
    let mut taken: Vec<Option<usize>> = vec![None; columns];
    for row in 0..columns_of.len() {
        let mut seen = vec![false; columns];
        if !augment(row, columns_of, &mut taken, &mut seen) {
            let mut rows: Vec<usize> =
                seen.iter().zip(&taken).filter(|(s, _)| **s).filter_map(|(_, t)| *t).collect();
            rows.push(row);
            rows.sort_unstable();
            return Some(rows);
        }
    }
    None
}

fn augment(row: usize, columns_of: &[Vec<usize>], taken: &mut [Option<usize>], seen: &mut [bool]) -> bool {
    // Paths are as long as rows are many: a stack of our own instead of recursion.
    let mut stack = vec![(row, 0usize)];
    let mut path: Vec<(usize, usize)> = Vec::new();
    while let Some((r, next)) = stack.pop() {
        let Some(&column) = columns_of[r].get(next) else {
            path.pop();
            continue;
        };
        stack.push((r, next + 1));
        if std::mem::replace(&mut seen[column], true) {
            continue;
        }
        path.push((r, column));
        match taken[column] {
            Some(holder) => stack.push((holder, 0)),
            None => {
                for (r, c) in path {
                    taken[c] = Some(r);
                }
                return true;
            }
        }
    }
    false
}

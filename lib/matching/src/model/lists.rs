//! Many short lists in two flat vectors, and many short names in one string.

/// For each of `0..len` a list of items, stored one after the other.
#[derive(Debug, Clone)]
pub(crate) struct Lists<T> {
    start: Vec<u32>,
    items: Vec<T>,
}

impl<T: Copy + Default> Lists<T> {
    /// Sorts `(owner, item)` entries into lists, keeping the order within an owner.
    pub fn collect(owners: usize, entries: &[(u32, T)]) -> Self {
        let mut start = vec![0u32; owners + 1];
        for &(owner, _) in entries {
            start[owner as usize + 1] += 1;
        }
        for i in 0..owners {
            start[i + 1] += start[i];
        }
        let mut next = start.clone();
        let mut items = vec![T::default(); entries.len()];
        for &(owner, item) in entries {
            let at = &mut next[owner as usize];
            items[*at as usize] = item;
            *at += 1;
        }
        Self { start, items }
    }
}

impl<T> Lists<T> {
    pub fn of(&self, owner: usize) -> &[T] {
        &self.items[self.start[owner] as usize..self.start[owner + 1] as usize]
    }

    pub fn sort_each_by_key<K: Ord>(&mut self, key: impl Fn(&T) -> K) {
        for owner in 0..self.start.len() - 1 {
            let range = self.start[owner] as usize..self.start[owner + 1] as usize;
            self.items[range].sort_unstable_by_key(&key);
        }
    }

    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}

/// The keys of one kind of thing, with the way back from key to index.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names {
    text: String,
    end: Vec<u32>,
    /// Indices in the order of their keys.
    sorted: Vec<u32>,
}

impl Names {
    pub fn new<'a>(keys: impl Iterator<Item = &'a str>) -> Self {
        let mut names = Self::default();
        for key in keys {
            names.text.push_str(key);
            names.end.push(names.text.len() as u32);
        }
        let mut sorted: Vec<u32> = (0..names.end.len() as u32).collect();
        sorted.sort_unstable_by(|&a, &b| names.bytes(a).cmp(names.bytes(b)));
        names.sorted = sorted;
        names
    }

    fn bytes(&self, index: u32) -> &[u8] {
        let begin = if index == 0 { 0 } else { self.end[index as usize - 1] };
        &self.text.as_bytes()[begin as usize..self.end[index as usize] as usize]
    }

    pub fn key(&self, index: u32) -> &str {
        // Keys are appended whole, so the borders are character borders.
        std::str::from_utf8(self.bytes(index)).unwrap_or_default()
    }

    pub fn find(&self, key: &str) -> Option<u32> {
        self.sorted
            .binary_search_by(|&index| self.bytes(index).cmp(key.as_bytes()))
            .ok()
            .map(|at| self.sorted[at])
    }

    pub fn len(&self) -> usize {
        self.end.len()
    }
}

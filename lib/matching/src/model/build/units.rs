//! The tree of units: every parent is known, and nobody is their own ancestor.

use super::{Builder, Lists};
use crate::fault::Problem;

/// How far a unit's way up has been followed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    New,
    OnTheWay,
    Done,
}

impl Builder {
    /// Called after the last unit: parents may stand below their children in the file.
    pub fn link_units(&mut self) {
        for unit in 0..self.parents.len() {
            if let Some(parent) = self.parents[unit].clone()
                && self.units.find(&parent).is_none()
            {
                self.unknown(("units.csv", self.unit_lines[unit]), "parent", &parent, "units.csv");
                self.parents[unit] = None;
            }
        }
        for unit in self.units_in_cycles() {
            let parent = self.parents[unit].clone().unwrap_or_default();
            self.row("units.csv", self.unit_lines[unit]).fault("parent", parent, Problem::Cycle);
        }
    }

    pub(super) fn parent_indices(&self) -> Vec<u32> {
        let index = |p: &Option<String>| p.as_ref().and_then(|p| self.units.find(p)).unwrap_or(u32::MAX);
        self.parents.iter().map(index).collect()
    }

    /// The units that are their own ancestors, in the order of the file; units below such are not among them.
    fn units_in_cycles(&self) -> Vec<usize> {
        let parent = self.parent_indices();
        let mut marks = vec![Mark::New; parent.len()];
        let mut cyclic = Vec::new();
        for unit in 0..parent.len() {
            let mut way = Vec::new();
            let mut at = unit as u32;
            while at != u32::MAX && marks[at as usize] == Mark::New {
                marks[at as usize] = Mark::OnTheWay;
                way.push(at as usize);
                at = parent[at as usize];
            }
            if at != u32::MAX && marks[at as usize] == Mark::OnTheWay {
                cyclic.extend(way.iter().skip_while(|&&unit| unit != at as usize));
            }
            way.into_iter().for_each(|unit| marks[unit] = Mark::Done);
        }
        cyclic.sort_unstable();
        cyclic
    }
}

/// For each unit its place in a walk that goes through every subtree at a stretch, and the place after its own: whether
/// a unit lies within another then is a comparison.
pub(super) fn spans(parent: &[u32]) -> Vec<(u32, u32)> {
    let linked = |unit: &u32| parent[*unit as usize] != u32::MAX;
    let (below, roots): (Vec<u32>, Vec<u32>) = (0..parent.len() as u32).partition(linked);
    let entries: Vec<(u32, u32)> = below.iter().map(|&unit| (parent[unit as usize], unit)).collect();
    let children = Lists::collect(parent.len(), &entries);
    let mut way = Vec::with_capacity(parent.len());
    let mut next = roots;
    while let Some(unit) = next.pop() {
        way.push(unit);
        next.extend(children.of(unit as usize));
    }
    let mut spans = vec![(0, 1); parent.len()];
    way.iter().zip(0..).for_each(|(&unit, place)| spans[unit as usize] = (place, place + 1));
    // Backwards, so that every subtree is whole before its parent's takes it in.
    for &unit in way.iter().rev().filter(|&unit| linked(unit)) {
        let end = spans[unit as usize].1;
        let above = &mut spans[parent[unit as usize] as usize];
        above.1 = above.1.max(end);
    }
    spans
}

//! The value of a set of classes, kept up to date while classes come and go.

use crate::model::Instance;
use crate::value;

/// How much of each gap is closed, how many hours are counted and which groups are met by the classes added
/// so far. One is kept a thread and used for one person after another.
#[derive(Debug, Default)]
pub(crate) struct Running {
    covered: Vec<u32>,
    met: Vec<u32>,
    hours: i64,
    classes: usize,
}

impl Running {
    pub fn new() -> Self {
        Self::default()
    }

    /// Begins with the empty set of the person.
    pub fn start(&mut self, instance: &Instance, p: usize) {
        self.covered.clear();
        self.covered.resize(instance.people.gaps.of(p).len(), 0);
        self.met.clear();
        self.met.resize(instance.people.mandatory.of(p).len(), 0);
        self.hours = 0;
        self.classes = 0;
    }

    /// Adds a class and returns how much the value grew.
    pub fn add(&mut self, instance: &Instance, p: usize, class: u32) -> i64 {
        let w = &instance.weights;
        let gaps = instance.people.gaps.of(p);
        let mut gain = value::apart(instance, p, class);
        for cover in instance.classes.coverage.of(class as usize) {
            if let Some(at) = gaps.iter().position(|gap| gap.topic == cover.topic) {
                let before = self.covered[at];
                self.covered[at] = before + cover.percent;
                let closed = w.closed((before + cover.percent) as i64) - w.closed(before as i64);
                gain += gaps[at].severity as i64 * closed;
            }
        }
        let due = instance.people.hours_due[p] as i64;
        let hours = self.hours + instance.classes.hours[class as usize] as i64;
        gain += w.hours * (hours.min(due) - self.hours.min(due));
        self.hours = hours;
        for (at, &group) in instance.people.mandatory.of(p).iter().enumerate() {
            if instance.groups.classes.of(group as usize).binary_search(&class).is_ok() {
                gain += if self.met[at] == 0 { w.mandatory_missed } else { 0 };
                self.met[at] += 1;
            }
        }
        self.classes += 1;
        gain + if self.classes == 1 { value::first_class(instance, p) } else { 0 }
    }

    /// Takes back a class that was added.
    pub fn remove(&mut self, instance: &Instance, p: usize, class: u32) {
        let gaps = instance.people.gaps.of(p);
        for cover in instance.classes.coverage.of(class as usize) {
            if let Some(at) = gaps.iter().position(|gap| gap.topic == cover.topic) {
                self.covered[at] -= cover.percent;
            }
        }
        self.hours -= instance.classes.hours[class as usize] as i64;
        for (at, &group) in instance.people.mandatory.of(p).iter().enumerate() {
            if instance.groups.classes.of(group as usize).binary_search(&class).is_ok() {
                self.met[at] -= 1;
            }
        }
        self.classes -= 1;
    }
}

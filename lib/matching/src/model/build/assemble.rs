//! The checked rows as the tables of an instance, people in the order of their units.

use std::collections::{HashMap, HashSet};

use super::units::spans;
use super::{Builder, Class};
use crate::model::*;

impl Builder {
    pub(super) fn assemble(mut self, threads: usize) -> Instance {
        let count = self.persons.len();
        self.seen = HashSet::new();
        self.people.index = HashMap::new();
        let mut order: Vec<u32> = (0..count as u32).collect();
        order.sort_by_key(|&p| self.persons[p as usize].unit);
        let mut place = vec![0u32; count];
        order.iter().enumerate().for_each(|(at, &p)| place[p as usize] = at as u32);

        let classes = self.assemble_classes();
        let units = self.assemble_units(classes.watched.len());
        let people = self.assemble_people(&order, &place);
        let mut group_classes = Lists::collect(self.groups.list.len(), &self.group_classes);
        group_classes.sort_each_by_key(|&class| class);
        let mut instance = Instance {
            weights: self.weights,
            units,
            people,
            classes,
            quotas: std::mem::take(&mut self.quotas),
            topics: self.topics.names(),
            groups: Groups { classes: group_classes },
            pairs: Pairs::default(),
        };
        drop(self);
        instance.pairs = eligible::pairs(&instance, threads);
        instance
    }

    fn assemble_units(&self, days: usize) -> Units {
        let mut people = vec![0u32; self.units.list.len() + 1];
        self.persons.iter().for_each(|p| people[p.unit as usize + 1] += 1);
        for unit in 0..self.units.list.len() {
            people[unit + 1] += people[unit];
        }
        let parent = self.parent_indices();
        Units {
            names: self.units.names(),
            span: spans(&parent),
            parent,
            cap: self.caps.clone(),
            people,
            days,
        }
    }

    fn assemble_people(&mut self, order: &[u32], place: &[u32]) -> People {
        fn lists<T: Copy + Default>(entries: Vec<(u32, T)>, place: &[u32]) -> Lists<T> {
            let mut entries = entries;
            entries.iter_mut().for_each(|(p, _)| *p = place[*p as usize]);
            Lists::collect(place.len(), &entries)
        }
        let persons = std::mem::take(&mut self.persons);
        let keys = std::mem::take(&mut self.people.list);
        let each = || order.iter().map(|&p| &persons[p as usize]);
        let mut gaps = lists(std::mem::take(&mut self.gaps), place);
        gaps.sort_each_by_key(|gap| gap.topic);
        let mut preferences = lists(std::mem::take(&mut self.preferences), place);
        preferences.sort_each_by_key(|entry| entry.0);
        let mut fixed = lists(std::mem::take(&mut self.fixed), place);
        fixed.sort_each_by_key(|&class| class);
        People {
            names: Names::new(order.iter().map(|&p| &*keys[p as usize])),
            unit: each().map(|p| p.unit).collect(),
            division: each().map(|p| p.division).collect(),
            rank: each().map(|p| p.rank).collect(),
            role: each().map(|p| p.role).collect(),
            sector: each().map(|p| p.sector).collect(),
            max_classes: each().map(|p| p.max_classes).collect(),
            hours_due: each().map(|p| p.hours_due).collect(),
            weeks_untrained: each().map(|p| p.weeks_untrained).collect(),
            gaps,
            history: lists(std::mem::take(&mut self.history), place),
            busy: lists(std::mem::take(&mut self.busy), place),
            mandatory: lists(std::mem::take(&mut self.mandatory), place),
            preferences,
            fixed,
        }
    }

    fn assemble_classes(&self) -> Classes {
        let rows = &self.class_rows;
        let mut watched: Vec<i32> = rows.iter().map(|c| c.start).collect();
        watched.sort_unstable();
        watched.dedup();
        let first = |c: &Class| watched.partition_point(|&day| day < c.start) as u16;
        let last = |c: &Class| (watched.partition_point(|&day| day <= c.end) - 1) as u16;
        let quotas: Vec<(u32, u32)> = self.quotas.iter().zip(0..).map(|(q, i)| (q.class, i)).collect();
        let mut coverage = Lists::collect(rows.len(), &self.coverage);
        coverage.sort_each_by_key(|cover: &Cover| cover.topic);
        Classes {
            names: self.classes.names(),
            topic: rows.iter().map(|c| c.topic).collect(),
            start: rows.iter().map(|c| c.start).collect(),
            end: rows.iter().map(|c| c.end).collect(),
            first: rows.iter().map(first).collect(),
            last: rows.iter().map(last).collect(),
            min: rows.iter().map(|c| c.min).collect(),
            max: rows.iter().map(|c| c.max).collect(),
            hours: rows.iter().map(|c| c.hours).collect(),
            audience: rows.iter().map(|c| c.audience).collect(),
            ranks: rows.iter().map(|c| c.ranks).collect(),
            roles: rows.iter().map(|c| c.roles).collect(),
            sectors: Lists::collect(rows.len(), &self.class_sectors),
            division: rows.iter().map(|c| c.division).collect(),
            coverage,
            quotas: Lists::collect(rows.len(), &quotas),
            watched,
        }
    }
}

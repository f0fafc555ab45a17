//! Runs under way in this process: how they stand, and how to stop them.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jinxue_api::runs::RunPoint;
use jinxue_domain::RunId;
use jinxue_planning::CancelToken;

/// Points of a course kept while it runs.
const POINTS_MAX: usize = 600;

/// The register of runs under way.
#[derive(Default)]
pub(crate) struct UnderWay(Mutex<HashMap<RunId, Course>>);

struct Course {
    token: CancelToken,
    points: Vec<RunPoint>,
}

impl UnderWay {
    fn register(&self) -> MutexGuard<'_, HashMap<RunId, Course>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn begin(&self, id: RunId, token: CancelToken) {
        self.register().insert(id, Course { token, points: Vec::new() });
    }

    pub fn end(&self, id: RunId) {
        self.register().remove(&id);
    }

    pub fn note(&self, id: RunId, point: RunPoint) {
        if let Some(course) = self.register().get_mut(&id) {
            if course.points.len() >= POINTS_MAX {
                // Every other point is enough for the older half of the picture.
                let mut keep = false;
                course.points.retain(|_| {
                    keep = !keep;
                    keep
                });
            }
            course.points.push(point);
        }
    }

    pub fn course(&self, id: RunId) -> Vec<RunPoint> {
        self.register().get(&id).map(|course| course.points.clone()).unwrap_or_default()
    }

    /// Asks a run to stop and take its best; `false` when it is not under way here.
    pub fn stop(&self, id: RunId) -> bool {
        let register = self.register();
        let Some(course) = register.get(&id) else { return false };
        course.token.cancel();
        true
    }
}

//! Classes: whom they are for, what makes one well formed, how they live, and how they clash.

mod attendance;
mod audience;
mod clash;
mod draft;
mod eligibility;
mod leave;
mod life;
mod shares;

pub use attendance::{Attendance, AttendanceFault};
pub use audience::{Audience, AudienceRefusal, Candidate, GradeRange, Roles, Sectors};
pub use clash::{Clash, ClashKind, PlannedClass, clashes, clashes_of};
pub use draft::{CheckedClass, ClassDraft, ClassFault, QuotaDraft, TopicDraft};
pub use eligibility::{Eligibility, EligibilityRefusal, Reason, refusals};
pub use leave::{LeaveVerdict, leave_verdict};
pub use life::{Step, StepRefusal};
pub use shares::{ContentHours, ShareVerdict, core_shares};

#[cfg(test)]
pub(crate) use audience::tests::audience as audience_for_tests;

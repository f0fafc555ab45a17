//! A class that was held stands in the training of everybody who had a seat in it, and counts for their hours.

use jinxue_domain::calendar::Calendar;
use jinxue_domain::{Period, PersonId, RecordForm, Tenths, TopicCode};
use jinxue_store::classes::{self, Class};
use jinxue_store::records::{self, TrainingRecord};
use jinxue_store::seats::{self, SeatOfClass};
use jinxue_store::{Tx, units};

use crate::{Answer, Work, figures};

/// What the records of one class have in common.
struct Held<'a> {
    work: &'a Work,
    class: &'a Class,
    topic: Option<TopicCode>,
    organiser: String,
    days: u32,
}

/// Writes the records of those who sat in the class, and their hours anew.
pub(super) async fn credit(tx: &mut Tx, work: &Work, class: &Class, period: &Period) -> Answer<()> {
    let seats = seats::of_class(tx, class.id).await?;
    let topic = classes::main_topics(tx, &[class.id]).await?.into_iter().next().map(|topic| topic.topic);
    let organiser = units::by_id(tx, class.organiser_id).await?.name;
    let days = Calendar::built_in().working_days(period).days;
    let held = Held { work, class, topic, organiser, days };
    let trained: Vec<TrainingRecord> = seats.into_iter().map(|seat| held.record(seat)).collect();
    records::upsert_many(tx, &trained).await?;
    let people: Vec<PersonId> = trained.iter().map(|record| record.person_id).collect();
    figures::refresh_now(tx, &people, work.app.clock.today()).await
}

impl Held<'_> {
    fn record(&self, seat: SeatOfClass) -> TrainingRecord {
        let class = self.class;
        TrainingRecord {
            id: self.work.app.ids.draw(),
            person_id: seat.person_id,
            class_name: class.name.clone(),
            class_id: Some(class.id),
            topic: self.topic,
            kind: class.kind,
            form: RecordForm::Offline,
            start_date: class.start_date,
            end_date: class.end_date,
            days: self.days,
            hours_tenths: Tenths::new(class.hours.saturating_mul(10)),
            recognised: class.recognised,
            organiser: Some(self.organiser.clone()),
            organiser_tier: Some(class.tier),
            institution: class.venue.clone(),
            completion: None,
            unit_then: Some(seat.unit_name),
            post_then: seat.post,
            import_id: None,
            created_at: self.work.app.clock.now(),
            verbatim: None,
        }
    }
}

//! A class that was held stands in the training of everybody who came, counts for their hours, and closes what they lacked.

use jinxue_domain::calendar::Calendar;
use jinxue_domain::class::Attendance;
use jinxue_domain::hours::Credit;
use jinxue_domain::{Period, PersonId, RecordForm, Tenths, TopicCode};
use jinxue_store::classes::{self, Class};
use jinxue_store::records::{self, TrainingRecord};
use jinxue_store::seats::{self, SeatOfClass};
use jinxue_store::{Tx, units};

use super::attendance;
use crate::{Answer, Work, figures, needs};

/// What the records of one class have in common.
pub(super) struct Held<'a> {
    work: &'a Work,
    class: &'a Class,
    topic: Option<TopicCode>,
    organiser: String,
    /// What it counts for somebody who was there throughout.
    whole: Credit,
}

impl<'a> Held<'a> {
    pub async fn of(tx: &mut Tx, work: &'a Work, class: &'a Class, period: &Period) -> Answer<Self> {
        let topic = classes::main_topics(tx, &[class.id]).await?.into_iter().next().map(|topic| topic.topic);
        let organiser = units::by_id(tx, class.organiser_id).await?.name;
        let days = Calendar::built_in().working_days(period).days;
        let whole = Credit { days, hours: Tenths::from_hours(class.hours) };
        Ok(Self { work, class, topic, organiser, whole })
    }

    /// Writes the records of those who came, and their hours anew.
    pub async fn credit_all(&self, tx: &mut Tx) -> Answer<()> {
        let mut trained = Vec::new();
        for seat in seats::of_class(tx, self.class.id).await? {
            let attended = attendance::of_seat(&seat, self.class)?;
            trained.extend(attended.credit(self.whole).map(|credit| self.record(seat, credit)));
        }
        records::upsert_many(tx, &trained).await?;
        let people: Vec<PersonId> = trained.iter().map(|record| record.person_id).collect();
        needs::learn(tx, self.work, self.class, &people).await?;
        figures::refresh_now(tx, &people, self.work.app.clock.today()).await
    }

    /// Makes the record of one person agree with how they took part, and their hours anew. A record that stands keeps
    /// the unit and the post of its time.
    pub async fn credit_again(&self, tx: &mut Tx, person: PersonId, attended: &Attendance) -> Answer<()> {
        let standing = records::of_class_and_person(tx, self.class.id, person).await?;
        let credit = attended.credit(self.whole);
        let came = credit.as_ref().map(|_| person);
        match (standing, credit) {
            (None, None) => {}
            (Some(record), None) => records::delete_many(tx, &[record.id]).await?,
            (Some(record), Some(credit)) => {
                let record = TrainingRecord { days: credit.days, hours_tenths: credit.hours, ..record };
                records::upsert_many(tx, &[record]).await?;
            }
            (None, Some(credit)) => {
                let seats = seats::of_class(tx, self.class.id).await?;
                let seat = seats.into_iter().find(|seat| seat.person_id == person);
                let record: Vec<_> = seat.map(|seat| self.record(seat, credit)).into_iter().collect();
                records::upsert_many(tx, &record).await?;
            }
        }
        needs::learn_again(tx, self.work, self.class, person, came.as_slice()).await?;
        figures::refresh_now(tx, &[person], self.work.app.clock.today()).await
    }

    fn record(&self, seat: SeatOfClass, credit: Credit) -> TrainingRecord {
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
            days: credit.days,
            hours_tenths: credit.hours,
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

-- Who stayed away from a class, why, and the hours of those who came for a part of it. Nothing noted: present
-- throughout. The audit keeps every note and correction; these columns say what holds.

alter table seat add column presence text not null default 'present' constraint seat_presence_known check (presence in ('present', 'absent'));
alter table seat add column absence text constraint seat_absence_known check (absence in ('duty', 'sick', 'personal', 'unexcused', 'withdrawn', 'other'));
alter table seat add column hours_tenths integer constraint seat_hours_positive check (hours_tenths > 0);
alter table seat add column noted_by text;
alter table seat add column noted_at integer;
alter table seat add column version integer not null default 1;

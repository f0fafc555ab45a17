-- Who stayed away from a class, why, and the hours of those who came for a part of it. Nothing noted: present
-- throughout. The audit keeps every note and correction; these columns say what holds.

alter table seat add column presence text collate "C" not null default 'present' constraint seat_presence_known check (presence in ('present', 'absent'));
alter table seat add column absence text collate "C" constraint seat_absence_known check (absence in ('duty', 'sick', 'personal', 'unexcused', 'withdrawn', 'other'));
alter table seat add column hours_tenths bigint constraint seat_hours_positive check (hours_tenths > 0);
alter table seat add column noted_by text collate "C";
alter table seat add column noted_at bigint;
alter table seat add column version bigint not null default 1;

-- A plan's targets handed down the tree: a unit divides what it holds among units below it, all at once and in versions.

create table plan_division (
    plan_id blob not null,
    unit_id blob not null,
    version integer not null,
    actor text not null,
    changed_at integer not null,
    constraint plan_division_pk primary key (plan_id, unit_id),
    constraint plan_division_plan_fk foreign key (plan_id) references plan (id) on delete cascade,
    constraint plan_division_unit_fk foreign key (unit_id) references unit (id)
) strict;

create table plan_share (
    plan_id blob not null,
    unit_id blob not null,
    tier text not null,
    from_id blob not null,
    classes integer not null,
    person_times integer not null,
    constraint plan_share_pk primary key (plan_id, unit_id, tier),
    constraint plan_share_division_fk foreign key (plan_id, from_id) references plan_division (plan_id, unit_id) on delete cascade,
    constraint plan_share_unit_fk foreign key (unit_id) references unit (id),
    constraint plan_share_tier_known check (tier in ('province', 'city', 'county')),
    constraint plan_share_not_own check (unit_id <> from_id),
    constraint plan_share_positive check (classes >= 0 and person_times >= 0)
) strict;
create index plan_share_division on plan_share (plan_id, from_id);
create index plan_share_unit on plan_share (unit_id);
create index plan_division_unit on plan_division (unit_id);

-- Every version of a local value stays: who set which value when, and from which day on it holds. A version without a value gives up
-- those before it.

create table rule_version (
    id blob not null,
    rule_code text not null,
    unit_id blob not null,
    number integer not null,
    value text,
    source text,
    mark text,
    valid_from text not null,
    actor text not null,
    created_at integer not null,
    constraint rule_version_pk primary key (id),
    constraint rule_version_number_unique unique (rule_code, unit_id, number),
    constraint rule_version_unit_fk foreign key (unit_id) references unit (id),
    constraint rule_version_mark_known check (mark in ('C', 'S', 'U')),
    constraint rule_version_whole check ((value is null) = (source is null) and (value is null) = (mark is null)),
    constraint rule_version_number_positive check (number >= 1)
) strict;
insert into rule_version
select id, rule_code, unit_id, row_number() over (partition by rule_code, unit_id order by valid_from, created_at, id), value, source, mark, valid_from, actor, created_at
from rule_override;
drop table rule_override;

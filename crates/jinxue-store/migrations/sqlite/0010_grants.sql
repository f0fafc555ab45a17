-- Who may do what, and where: a role given on a unit, for a time, passed on from another grant.

-- No key to unit: a grant outlives its unit and says that it was removed. unit_name is what the unit was called then.
create table authority_grant (
    id blob not null,
    account_id blob not null,
    role text not null,
    unit_id blob not null,
    unit_name text not null,
    reach text not null,
    fields text not null,
    from_at integer not null,
    until_at integer,
    parent_id blob,
    given_by blob,
    given_by_name text not null,
    given_at integer not null,
    revoked_at integer,
    revoked_by_name text,
    constraint authority_grant_pk primary key (id),
    constraint authority_grant_account_fk foreign key (account_id) references account (id) on delete cascade,
    constraint authority_grant_parent_fk foreign key (parent_id) references authority_grant (id) on delete cascade,
    constraint authority_grant_reach_known check (reach in ('subtree', 'node')),
    constraint authority_grant_ordered check (from_at < until_at)
) strict;
create index authority_grant_account on authority_grant (account_id);
create index authority_grant_unit on authority_grant (unit_id);
create index authority_grant_parent on authority_grant (parent_id);

-- Whose right a job uses. A job without a line was asked for by the operator or by the software itself.
create table job_asker (
    job_id blob not null,
    account_id blob not null,
    asked_right text not null,
    constraint job_asker_pk primary key (job_id),
    constraint job_asker_job_fk foreign key (job_id) references job (id) on delete cascade,
    constraint job_asker_account_fk foreign key (account_id) references account (id) on delete cascade
) strict;
create index job_asker_account on job_asker (account_id, job_id);

-- How far an import reaches at most. One without a line may touch everything. No key to unit: it is never narrower.
create table import_span (
    import_id blob not null,
    unit_id blob not null,
    reach text not null,
    constraint import_span_pk primary key (import_id),
    constraint import_span_file_fk foreign key (import_id) references import_file (id) on delete cascade,
    constraint import_span_reach_known check (reach in ('subtree', 'node'))
) strict;

-- Views belong to whoever keeps them: the id of the account, empty for the operator.
create table owned_view (
    id blob not null,
    owner text not null,
    list text not null,
    name text not null,
    query text not null,
    columns text not null,
    actor text not null,
    created_at integer not null,
    constraint saved_view_pk primary key (id),
    constraint saved_view_name_unique unique (owner, list, name)
) strict;
insert into owned_view select id, '', list, name, query, columns, actor, created_at from saved_view;
drop table saved_view;
alter table owned_view rename to saved_view;

-- Who may do what, and where: a role given on a unit, for a time, passed on from another grant.

-- No key to unit: a grant outlives its unit and says that it was removed. unit_name is what the unit was called then.
create table authority_grant (
    id uuid not null,
    account_id uuid not null,
    role text collate "C" not null,
    unit_id uuid not null,
    unit_name text collate "C" not null,
    reach text collate "C" not null,
    fields text collate "C" not null,
    from_at bigint not null,
    until_at bigint,
    parent_id uuid,
    given_by uuid,
    given_by_name text collate "C" not null,
    given_at bigint not null,
    revoked_at bigint,
    revoked_by_name text collate "C",
    constraint authority_grant_pk primary key (id),
    constraint authority_grant_account_fk foreign key (account_id) references account (id) on delete cascade,
    constraint authority_grant_parent_fk foreign key (parent_id) references authority_grant (id) on delete cascade,
    constraint authority_grant_reach_known check (reach in ('subtree', 'node')),
    constraint authority_grant_ordered check (from_at < until_at)
);
create index authority_grant_account on authority_grant (account_id);
create index authority_grant_unit on authority_grant (unit_id);
create index authority_grant_parent on authority_grant (parent_id);

-- Whose right a job uses. A job without a line was asked for by the operator or by the software itself.
create table job_asker (
    job_id uuid not null,
    account_id uuid not null,
    asked_right text collate "C" not null,
    constraint job_asker_pk primary key (job_id),
    constraint job_asker_job_fk foreign key (job_id) references job (id) on delete cascade,
    constraint job_asker_account_fk foreign key (account_id) references account (id) on delete cascade
);
create index job_asker_account on job_asker (account_id, job_id);

-- How far an import reaches at most. One without a line may touch everything. No key to unit: it is never narrower.
create table import_span (
    import_id uuid not null,
    unit_id uuid not null,
    reach text collate "C" not null,
    constraint import_span_pk primary key (import_id),
    constraint import_span_file_fk foreign key (import_id) references import_file (id) on delete cascade,
    constraint import_span_reach_known check (reach in ('subtree', 'node'))
);

-- Views belong to whoever keeps them: the id of the account, empty for the operator.
alter table saved_view add column owner text collate "C" not null default '';
alter table saved_view drop constraint saved_view_name_unique;
alter table saved_view add constraint saved_view_name_unique unique (owner, list, name);

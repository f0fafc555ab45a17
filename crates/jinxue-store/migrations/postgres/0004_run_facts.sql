-- What a run used, so that a reason can say whether it is still so: a digest of the facts of every person and class,
-- and the worth of the least seat of every class as the run left it.

alter table run_class add column least_worth bigint;
alter table run_class add column digest bigint not null default 0;

-- No key to person: somebody who was taken back out of the roster leaves a digest that nobody reads.
create table run_person (
    run_id uuid not null,
    person_id uuid not null,
    digest bigint not null,
    constraint run_person_pk primary key (run_id, person_id),
    constraint run_person_run_fk foreign key (run_id) references run (id) on delete cascade
);

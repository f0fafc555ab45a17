-- The trail of deeds becomes a chain: each deed is sealed with the hash of the one before it. Deeds wait for their seal
-- in a table of their own, so that what is unsealed is found without looking through the trail.

alter table audit add column account_id uuid;
alter table audit add column role text collate "C";
alter table audit add column request_id text collate "C";
alter table audit add column address text collate "C";

create table audit_waiting (
    audit_id uuid not null,
    constraint audit_waiting_pk primary key (audit_id),
    constraint audit_waiting_audit_fk foreign key (audit_id) references audit (id)
);
insert into audit_waiting (audit_id) select id from audit;

create table audit_seal (
    seq bigint not null,
    audit_id uuid not null,
    hash text collate "C" not null,
    sealed_at bigint not null,
    constraint audit_seal_pk primary key (seq),
    constraint audit_seal_audit_unique unique (audit_id),
    constraint audit_seal_audit_fk foreign key (audit_id) references audit (id)
);

create function deeds_are_only_added() returns trigger language plpgsql as $$
begin
    raise exception 'deeds and their seals are only added';
end
$$;
create trigger audit_not_changed before update or delete or truncate on audit
    for each statement execute function deeds_are_only_added();
create trigger audit_seal_not_changed before update or delete or truncate on audit_seal
    for each statement execute function deeds_are_only_added();

-- The trail of deeds becomes a chain: each deed is sealed with the hash of the one before it. Deeds wait for their seal
-- in a table of their own, so that what is unsealed is found without looking through the trail.

alter table audit add column account_id blob;
alter table audit add column role text;
alter table audit add column request_id text;
alter table audit add column address text;

create table audit_waiting (
    audit_id blob not null,
    constraint audit_waiting_pk primary key (audit_id),
    constraint audit_waiting_audit_fk foreign key (audit_id) references audit (id)
) strict;
insert into audit_waiting (audit_id) select id from audit;

create table audit_seal (
    seq integer not null,
    audit_id blob not null,
    hash text not null,
    sealed_at integer not null,
    constraint audit_seal_pk primary key (seq),
    constraint audit_seal_audit_unique unique (audit_id),
    constraint audit_seal_audit_fk foreign key (audit_id) references audit (id)
) strict;

create trigger audit_not_changed before update on audit begin
    select raise(abort, 'deeds are only added');
end;
create trigger audit_not_removed before delete on audit begin
    select raise(abort, 'deeds are only added');
end;
create trigger audit_seal_not_changed before update on audit_seal begin
    select raise(abort, 'seals are only added');
end;
create trigger audit_seal_not_removed before delete on audit_seal begin
    select raise(abort, 'seals are only added');
end;

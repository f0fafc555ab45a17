-- Citizen numbers, shared secrets and the rows of imports are sealed; numbers are found by their keyed hash, which
-- takes the place of the number and so its unique rule. What stands here in the open is sealed when the store is opened.
-- The keys themselves lie in a file: the proof, a fixed text sealed with a key, tells whether it is the right file.

create table sealing_key (
    id text not null,
    algorithm text not null,
    state text not null,
    proof text not null,
    constraint sealing_key_pk primary key (id),
    constraint sealing_key_state_known check (state in ('preparing', 'index', 'writing', 'reading', 'retired'))
) strict;
create unique index sealing_key_one_writing on sealing_key (state) where state = 'writing';

alter table person rename column citizen_no to citizen_no_hash;
alter table person add column citizen_no_sealed text;

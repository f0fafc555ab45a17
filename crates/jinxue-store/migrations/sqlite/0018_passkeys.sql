-- Passkeys (W3C Web Authentication): what proves an account beside its password, and the challenges that wait for one.

-- credential is its public key and what its maker said of it; counter is the last one it showed, 0 where it has none.
create table passkey (
    id blob not null,
    account_id blob not null,
    name text not null,
    credential_id text not null,
    credential text not null,
    counter integer not null,
    created_at integer not null,
    used_at integer,
    constraint passkey_pk primary key (id),
    constraint passkey_credential_unique unique (credential_id),
    constraint passkey_account_fk foreign key (account_id) references account (id) on delete cascade
) strict;
create index passkey_account on passkey (account_id, created_at);

-- One at a time for a session: a new one takes the place of the last.
create table passkey_challenge (
    session_id blob not null,
    purpose text not null,
    state text not null,
    expires_at integer not null,
    constraint passkey_challenge_pk primary key (session_id),
    constraint passkey_challenge_session_fk foreign key (session_id) references session (id) on delete cascade,
    constraint passkey_challenge_purpose_known check (purpose in ('register', 'prove'))
) strict;
create index passkey_challenge_expires on passkey_challenge (expires_at);

-- Passkeys (W3C Web Authentication): what proves an account beside its password, and the challenges that wait for one.

-- credential is its public key and what its maker said of it; counter is the last one it showed, 0 where it has none.
create table passkey (
    id uuid not null,
    account_id uuid not null,
    name text collate "C" not null,
    credential_id text collate "C" not null,
    credential text collate "C" not null,
    counter bigint not null,
    created_at bigint not null,
    used_at bigint,
    constraint passkey_pk primary key (id),
    constraint passkey_credential_unique unique (credential_id),
    constraint passkey_account_fk foreign key (account_id) references account (id) on delete cascade
);
create index passkey_account on passkey (account_id, created_at);

-- One at a time for a session: a new one takes the place of the last.
create table passkey_challenge (
    session_id uuid not null,
    purpose text collate "C" not null,
    state text collate "C" not null,
    expires_at bigint not null,
    constraint passkey_challenge_pk primary key (session_id),
    constraint passkey_challenge_session_fk foreign key (session_id) references session (id) on delete cascade,
    constraint passkey_challenge_purpose_known check (purpose in ('register', 'prove'))
);
create index passkey_challenge_expires on passkey_challenge (expires_at);

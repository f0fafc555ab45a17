-- Who may come in: accounts, what proves them, the sessions they hold, and the one-time links that make or mend them.

create table account (
    id blob not null,
    login text not null,
    display_name text not null,
    person_id blob,
    state text not null,
    second_factor text not null,
    version integer not null,
    created_at integer not null,
    changed_at integer not null,
    constraint account_pk primary key (id),
    constraint account_login_unique unique (login),
    constraint account_person_fk foreign key (person_id) references person (id),
    constraint account_state_known check (state in ('active', 'suspended')),
    constraint account_second_factor_known check (second_factor in ('optional', 'required'))
) strict;
create index account_person on account (person_id);

-- The newest is the one in force; the older ones may not be taken again.
create table password (
    id blob not null,
    account_id blob not null,
    phc text not null,
    set_at integer not null,
    constraint password_pk primary key (id),
    constraint password_account_fk foreign key (account_id) references account (id) on delete cascade
) strict;
create index password_account on password (account_id, set_at, id);

-- last_step is the last time step a code was taken for: an equal or earlier one is a replay.
create table totp (
    account_id blob not null,
    secret text not null,
    last_step integer,
    confirmed_at integer,
    created_at integer not null,
    constraint totp_pk primary key (account_id),
    constraint totp_account_fk foreign key (account_id) references account (id) on delete cascade
) strict;

create table recovery_code (
    account_id blob not null,
    code_hash text not null,
    used_at integer,
    constraint recovery_code_pk primary key (account_id, code_hash),
    constraint recovery_code_account_fk foreign key (account_id) references account (id) on delete cascade
) strict;

-- due: what its holder must still do before anything else is answered; null when nothing is.
create table session (
    id blob not null,
    account_id blob not null,
    token_hash text not null,
    due text,
    address text not null,
    agent text not null,
    created_at integer not null,
    seen_at integer not null,
    constraint session_pk primary key (id),
    constraint session_token_unique unique (token_hash),
    constraint session_account_fk foreign key (account_id) references account (id) on delete cascade,
    constraint session_due_known check (due in ('second_factor', 'enrolment', 'password'))
) strict;
create index session_account on session (account_id, seen_at);
create index session_seen on session (seen_at);

-- Kept by a digest of what was typed, so that a name nobody has behaves like one that somebody has.
create table sign_in_failure (
    login_hash text not null,
    failures integer not null,
    last_at integer not null,
    constraint sign_in_failure_pk primary key (login_hash)
) strict;
create index sign_in_failure_last on sign_in_failure (last_at);

create table setup_link (
    id blob not null,
    purpose text not null,
    account_id blob,
    secret_hash text not null,
    made_by text not null,
    created_at integer not null,
    expires_at integer not null,
    used_at integer,
    constraint setup_link_pk primary key (id),
    constraint setup_link_secret_unique unique (secret_hash),
    constraint setup_link_account_fk foreign key (account_id) references account (id) on delete cascade,
    constraint setup_link_purpose_known check (purpose in ('first_start', 'recovery'))
) strict;
create index setup_link_account on setup_link (account_id);

-- Sign-in by another (OpenID Connect): whose account a provider's subject is, and browsers that are on their way there.

create table provider_subject (
    issuer text not null,
    subject text not null,
    account_id blob not null,
    bound_at integer not null,
    constraint provider_subject_pk primary key (issuer, subject),
    constraint provider_subject_account_unique unique (account_id),
    constraint provider_subject_account_fk foreign key (account_id) references account (id) on delete cascade
) strict;

-- account_id: whose account is to be bound; null where somebody comes in. browser_hash tells the browser that set out.
create table provider_visit (
    state_hash text not null,
    browser_hash text not null,
    account_id blob,
    redirect text not null,
    nonce text not null,
    verifier text not null,
    expires_at integer not null,
    constraint provider_visit_pk primary key (state_hash),
    constraint provider_visit_account_fk foreign key (account_id) references account (id) on delete cascade
) strict;
create index provider_visit_account on provider_visit (account_id);
create index provider_visit_expires on provider_visit (expires_at);

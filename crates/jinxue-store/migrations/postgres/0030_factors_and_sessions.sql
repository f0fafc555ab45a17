-- A link for a lost second factor says why; sessions have a number; who needs a second factor is a rule.

alter table setup_link add column factor_reason text;

update setting set value = (value::jsonb || '{"sessions_max": 5, "second_factor_for": "everybody"}'::jsonb)::text where key = 'sign_in_rules';

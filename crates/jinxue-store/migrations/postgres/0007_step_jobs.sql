-- The job that took a step: what a bulk step moved is known however often its process was killed.
-- No key to job: jobs are forgotten, steps are not.

alter table class_transition add column job_id uuid;
create index class_transition_job on class_transition (job_id) where job_id is not null;

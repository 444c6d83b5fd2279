-- Says what a worker may do: read whose tasks are due and who is told, tell them, and
-- send the letters. After every `interact upgrade`, as the owner, in the main database:
--     psql --username interact_owner --dbname interact --file grants-worker.sql
-- It reads nothing that says who a child or a colleague is, nor the audit log; what is
-- sealed in a row it cannot open. It has no right at all in the database of the keyring.
\set ON_ERROR_STOP on

BEGIN;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM interact_worker;
GRANT USAGE ON SCHEMA public TO interact_worker;

-- Which case, whose task, who is let in, who belongs to which agency.
GRANT SELECT ON "case", task, share, restriction, alert, agency, membership
  TO interact_worker;
-- PostgreSQL holds a row only for who may change something of it: nothing else than when
-- a task was taken, and when a wish was first said.
GRANT UPDATE (taken_at) ON task TO interact_worker;
GRANT SELECT, UPDATE (created_at) ON reminder_wishes TO interact_worker;

GRANT SELECT, UPDATE (claim, claimed_until, done_at) ON deadline TO interact_worker;
GRANT SELECT, INSERT ON reminder TO interact_worker;
GRANT SELECT, INSERT, DELETE ON letter TO interact_worker;
GRANT UPDATE (attempts, claim, claimed_until, next_at, sent_at, failed_at, last_error)
  ON letter TO interact_worker;
COMMIT;

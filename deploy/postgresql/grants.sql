-- Says what the application may do. After every `interact upgrade`, as the owner, in
-- each of the two databases:
--     psql --username interact_owner --dbname interact --file grants.sql
--     psql --username interact_owner --dbname interact_keyring --file grants.sql
-- To the audit log it may add; it may change or remove nothing there.
\set ON_ERROR_STOP on

BEGIN;
GRANT USAGE ON SCHEMA public TO interact_app;

DO $$
DECLARE
  made record;
  allowed text;
BEGIN
  FOR made IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('REVOKE ALL ON public.%I FROM PUBLIC, interact_app', made.tablename);
    allowed := CASE
      WHEN made.tablename LIKE 'audit\_%' THEN 'SELECT, INSERT'
      WHEN made.tablename = 'alembic_version' THEN 'SELECT'
      ELSE 'SELECT, INSERT, UPDATE, DELETE'
    END;
    EXECUTE format('GRANT %s ON public.%I TO interact_app', allowed, made.tablename);
  END LOOP;
END $$;

GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO interact_app;
COMMIT;

-- Makes three roles and three databases. Once, as a superuser of the server:
--     psql --file create.sql
-- interact_owner owns every table and brings the layout up to date; nobody serves with
-- it. interact_app serves; interact_worker tells people of what is due. Give each a
-- password, or a line in pg_hba.conf.
-- The keyring is better on a server of its own: run this there, too, and drop the
-- database that is not used.
\set ON_ERROR_STOP on

CREATE ROLE interact_owner LOGIN;
CREATE ROLE interact_app LOGIN;
CREATE ROLE interact_worker LOGIN;

CREATE DATABASE interact OWNER interact_owner ENCODING 'UTF8' TEMPLATE template0;
CREATE DATABASE interact_keyring OWNER interact_owner ENCODING 'UTF8' TEMPLATE template0;
-- Numbers of what is due, for the worker alone: it makes its tables itself.
CREATE DATABASE interact_queue OWNER interact_worker ENCODING 'UTF8' TEMPLATE template0;

REVOKE ALL ON DATABASE interact, interact_keyring, interact_queue FROM PUBLIC;
GRANT CONNECT ON DATABASE interact, interact_keyring TO interact_app;
GRANT CONNECT ON DATABASE interact TO interact_worker;

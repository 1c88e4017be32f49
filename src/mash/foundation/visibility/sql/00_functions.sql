-- What policies are written with. Everything here is owned by mash_owner, who is bound by FORCEd policies too:
-- a function that must look past them (a projection) says so with SET mash.projecting, and only then.

CREATE SCHEMA IF NOT EXISTS mash;
GRANT USAGE ON SCHEMA mash TO mash_app;

CREATE OR REPLACE FUNCTION mash.actor() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT nullif(current_setting('mash.actor', true), '') $$;

CREATE OR REPLACE FUNCTION mash.at() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT nullif(current_setting('mash.at', true), '')::timestamptz $$;

-- The groups that the actor belongs to, as small integers (see mash.principal).
CREATE OR REPLACE FUNCTION mash.principals() RETURNS int[] LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT coalesce(nullif(current_setting('mash.principals', true), '')::int[], '{}') $$;

CREATE OR REPLACE FUNCTION mash.is_service(name text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT coalesce(mash.actor() = 'service:' || name, false) $$;

CREATE OR REPLACE FUNCTION mash.draft() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT CASE WHEN mash.actor() LIKE 'draft:%' THEN substr(mash.actor(), 7) END $$;

-- One integer a group: the row's number times 8 plus the kind of group. Never shown to anyone.
CREATE OR REPLACE FUNCTION mash.principal(kind text, id bigint) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT (id * 8 + CASE kind
    WHEN 'everywhere' THEN 0  -- id 1: triage staff of any hub; 2: administrators; 3: signed in; 4: readers of the log's tree; 5: managers
    WHEN 'user' THEN 1
    WHEN 'hub' THEN 2         -- those who work on a hub's cases
    WHEN 'agency' THEN 3      -- an agency's researchers
    WHEN 'governance' THEN 4  -- a hub's information-governance lead
    WHEN 'oversight' THEN 5   -- a hub's auditors and learning leads
    WHEN 'cleared' THEN 6     -- those cleared for a hub's sealed material
  END)::int $$;

CREATE OR REPLACE FUNCTION mash.holds(kind text, id bigint) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT mash.principal(kind, id) = ANY (mash.principals()) $$;

-- Whether the actor is the information-governance lead of some hub.
CREATE OR REPLACE FUNCTION mash.leads_governance() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT EXISTS (SELECT FROM unnest(mash.principals()) AS p WHERE p % 8 = 4) $$;

DO $$ BEGIN
  CREATE TYPE mash.timed_grant AS (principal int, starts timestamptz, ends timestamptz);
EXCEPTION WHEN duplicate_object THEN NULL; END $$;

-- Compared with the actor's own time, never the server's: a simulated year obeys its own clock.
CREATE OR REPLACE FUNCTION mash.sees_timed(grants mash.timed_grant[], mine int[], at timestamptz) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT EXISTS (SELECT FROM unnest(grants) AS g
        WHERE g.principal = ANY (mine) AND g.starts <= at AND (g.ends IS NULL OR at < g.ends)) $$;

-- Set who acts, and when, for the rest of the transaction. A seat out of its dates has no group at all.
CREATE OR REPLACE FUNCTION mash.begin(actor text, at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on'
AS $$
DECLARE
  groups int[] := '{}';
  seat record;
BEGIN
  IF actor LIKE 'seat:%' OR actor LIKE 'token:%' THEN
    SELECT s.id, s.user_id, s.role, s.hub_id, s.agency_id INTO seat
      FROM public.accounts_seat s JOIN public.accounts_user u ON u.id = s.user_id AND u.is_active
     WHERE s.id = CASE WHEN actor LIKE 'seat:%' THEN substr(actor, 6)::bigint
                       ELSE (SELECT t.seat_id FROM public.accounts_apitoken t
                              WHERE t.id = substr(actor, 7)::bigint AND t.revoked_at IS NULL
                                AND (t.expires_at IS NULL OR at < t.expires_at)) END
       AND s.from_at <= at AND (s.until_at IS NULL OR at < s.until_at);
    IF FOUND THEN
      groups := ARRAY[mash.principal('user', seat.user_id), mash.principal('everywhere', 3)];
      IF seat.role IN ('screener', 'decider', 'chair', 'minutes', 'manager') THEN
        groups := groups || mash.principal('hub', seat.hub_id) || mash.principal('everywhere', 1);
        IF seat.role = 'manager' THEN
          groups := groups || mash.principal('everywhere', 5);
        END IF;
      ELSIF seat.role = 'researcher' THEN
        groups := groups || mash.principal('agency', seat.agency_id);
      ELSIF seat.role = 'governance' THEN
        groups := groups || mash.principal('governance', seat.hub_id) || mash.principal('everywhere', 4);
      ELSIF seat.role IN ('auditor', 'learning') THEN
        groups := groups || mash.principal('oversight', seat.hub_id);
      ELSIF seat.role = 'administrator' THEN
        groups := groups || mash.principal('everywhere', 2);
      END IF;
      -- A person is cleared, never a machine: a token of a cleared seat sees nothing sealed.
      IF actor LIKE 'seat:%' AND EXISTS (SELECT FROM public.accounts_clearance c
            WHERE c.seat_id = seat.id AND c.hub_id = seat.hub_id AND c.from_at <= at
              AND (c.until_at IS NULL OR at < c.until_at)) THEN
        groups := groups || mash.principal('cleared', seat.hub_id);
      END IF;
    END IF;
  END IF;
  PERFORM set_config('mash.actor', actor, true),
          set_config('mash.at', at::text, true),
          set_config('mash.principals', groups::text, true);
END $$;

-- Whoever may insert takes the next number, where the table's rows are numbered.
CREATE OR REPLACE PROCEDURE mash.grant_numbers(tab text) LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM information_schema.columns
              WHERE table_schema = 'public' AND table_name = tab AND column_name = 'id')
     AND pg_get_serial_sequence('public.' || tab, 'id') IS NOT NULL THEN
    EXECUTE format('GRANT USAGE ON SEQUENCE %s TO mash_app', pg_get_serial_sequence('public.' || tab, 'id'));
  END IF;
END $$;

-- Police one table: deny all, then allow what is written. A verb without a rule has no grant either.
CREATE OR REPLACE PROCEDURE mash.police(
  tab text, sees text, inserts text DEFAULT NULL, updates text DEFAULT NULL, deletes text DEFAULT NULL,
  update_check text DEFAULT NULL)
LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', tab);
  EXECUTE format('ALTER TABLE public.%I FORCE ROW LEVEL SECURITY', tab);
  EXECUTE format('CREATE POLICY projection ON public.%I TO mash_owner
                    USING (current_setting(''mash.projecting'', true) = ''on'')', tab);
  EXECUTE format('CREATE POLICY sees ON public.%I FOR SELECT USING (%s)', tab, sees);
  EXECUTE format('GRANT SELECT ON public.%I TO mash_app', tab);
  IF inserts IS NOT NULL THEN
    EXECUTE format('CREATE POLICY inserts ON public.%I FOR INSERT WITH CHECK (%s)', tab, inserts);
    EXECUTE format('GRANT INSERT ON public.%I TO mash_app', tab);
    CALL mash.grant_numbers(tab);
  END IF;
  IF updates IS NOT NULL THEN
    EXECUTE format('CREATE POLICY updates ON public.%I FOR UPDATE USING (%s) WITH CHECK (%s)',
                   tab, updates, coalesce(update_check, updates));
    EXECUTE format('GRANT UPDATE ON public.%I TO mash_app', tab);
  END IF;
  IF deletes IS NOT NULL THEN
    EXECUTE format('CREATE POLICY deletes ON public.%I FOR DELETE USING (%s)', tab, deletes);
    EXECUTE format('GRANT DELETE ON public.%I TO mash_app', tab);
  END IF;
END $$;

-- Deny those who are close to whom a row is about, whatever else allows: `hidden_from` holds the users, NULL for nobody.
CREATE OR REPLACE PROCEDURE mash.keep_from_the_close(tab text) LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE public.%I ADD COLUMN IF NOT EXISTS hidden_from int[]', tab);
  EXECUTE format('CREATE POLICY never_ones_own ON public.%I AS RESTRICTIVE TO mash_app
                    USING (hidden_from IS NULL OR NOT hidden_from && (SELECT mash.principals()))', tab);
END $$;

-- Whether the actor is one of these, for functions that look past the policies.
CREATE OR REPLACE FUNCTION mash.too_close(hidden_from int[]) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT coalesce(hidden_from && mash.principals(), false) $$;

-- A table that everyone may read and only set-up or an administrator may write.
CREATE OR REPLACE PROCEDURE mash.police_reference(tab text) LANGUAGE plpgsql AS $$
BEGIN
  CALL mash.police(tab, sees => 'true',
    inserts => 'mash.is_service(''setup'') OR mash.holds(''everywhere'', 2)',
    updates => 'mash.is_service(''setup'') OR mash.holds(''everywhere'', 2)',
    deletes => 'mash.is_service(''setup'')');
END $$;

-- A table that the libraries need before anyone has signed in; the exemption is written where this is called.
CREATE OR REPLACE PROCEDURE mash.exempt(tab text, reason text) LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE public.%I DISABLE ROW LEVEL SECURITY', tab);
  EXECUTE format('ALTER TABLE public.%I NO FORCE ROW LEVEL SECURITY', tab);
  EXECUTE format('COMMENT ON TABLE public.%I IS %L', tab, 'no policy: ' || reason);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON public.%I TO mash_app', tab);
  CALL mash.grant_numbers(tab);
END $$;

-- How each table is disposed of with a matter, and what keeps one from it: each file says so of the tables that it
-- polices, and 74_retention.sql does it. `how` is "delete", "keep", or what is set on a row that stays as a figure;
-- `chosen` says which rows, of the matter's number $1, its reference $2, the persons $3 who hang on nothing else and the
-- records $4 that came in with it. What is sealed is counted for those cleared alone. Only the owner reads these tables.
CREATE TABLE IF NOT EXISTS mash.disposal_of (
  tab text NOT NULL, how text NOT NULL, chosen text NOT NULL, sealed boolean NOT NULL, place serial);
CREATE TABLE IF NOT EXISTS mash.open_work (tab text NOT NULL, code text NOT NULL, condition text NOT NULL);
DELETE FROM mash.disposal_of;
DELETE FROM mash.open_work;
CREATE OR REPLACE PROCEDURE mash.disposed_of(
  tab text, how text, chosen text DEFAULT 'matter_id = $1', sealed boolean DEFAULT false) LANGUAGE sql AS $$
  INSERT INTO mash.disposal_of (tab, how, chosen, sealed) VALUES (tab, how, chosen, sealed) $$;

-- Work of this table that is not done keeps the matter: `code` is what people are told, `condition` is about one row.
CREATE OR REPLACE PROCEDURE mash.keeps_open(tab text, code text, condition text) LANGUAGE sql AS $$
  INSERT INTO mash.open_work (tab, code, condition) VALUES (tab, code, condition) $$;

-- Anyone who acts may publish or queue, through a function; only the worker reads what waits to leave.

CALL mash.police('outbox_message',
  sees => 'mash.is_service(''worker'')',
  updates => 'mash.is_service(''worker'')',
  deletes => 'mash.is_service(''worker'')');
CALL mash.police('outbox_event',
  sees => 'mash.is_service(''worker'')',
  updates => 'mash.is_service(''worker'')',
  deletes => 'mash.is_service(''worker'')');

-- Numbers of messages that have left, for whoever holds the ledger against them.
CREATE OR REPLACE FUNCTION mash.sent_messages(before timestamptz) RETURNS TABLE (id bigint, sent_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on'
AS $$ SELECT m.id, m.sent_at FROM public.outbox_message m WHERE m.sent_at < before AND mash.is_service('sequencer') $$;

CREATE OR REPLACE FUNCTION mash.publish(name text, at timestamptz, ids jsonb) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on'
AS $$ INSERT INTO public.outbox_event (name, at, ids) SELECT name, at, ids WHERE mash.actor() IS NOT NULL RETURNING id $$;

CREATE OR REPLACE FUNCTION mash.queue_message(
  recipient text, channel text, template text, language text, reference text, code text, link text, at timestamptz)
RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on'
AS $$ INSERT INTO public.outbox_message
        ("to", channel, template, language, reference, code, link, created_at, attempts, failure)
      SELECT recipient, channel, template, language, reference, code, link, at, 0, ''
       WHERE mash.actor() IS NOT NULL RETURNING id $$;

-- A message says a reference and goes to somebody: with what it was about, whom it went to goes.
CALL mash.disposed_of('outbox_message', $$"to" = '', code = '', link = ''$$,
  $$reference = $2 OR reference IN (SELECT c.ref FROM public.intake_contact c WHERE c.matter_id = $1)
    OR reference IN (SELECT r.ref FROM public.sharing_request r WHERE r.matter_id = $1)
    OR reference IN (SELECT k.ref FROM public.calls_call k WHERE k.matter_id = $1
                        OR k.advice_id IN (SELECT x.id FROM public.consultations_consultation x WHERE x.matter_id = $1))$$);

-- A request and its answers: the hub's, and the asked agency's. An agency sees the persons asked about as they were
-- given to it, and nothing else of the matter.

CREATE OR REPLACE FUNCTION mash.also_agency() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.also_visible_to := ARRAY[mash.principal('agency', NEW.agency_id)];
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION mash.also_request() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  SELECT r.also_visible_to INTO NEW.also_visible_to FROM public.sharing_request r
   WHERE r.id = NEW.request_id AND r.matter_id = NEW.matter_id;
  RETURN NEW;
END $$;

CALL mash.police_with_matter('sharing_openness', inserts => 'visible_to && (SELECT mash.principals())');
CALL mash.police_with_matter('sharing_request',
  inserts => 'visible_to && (SELECT mash.principals()) AND NOT mash.holds(''agency'', agency_id)',
  updates => 'visible_to && (SELECT mash.principals()) OR mash.is_service(''clocks'')',
  also => '(SELECT mash.is_service(''clocks''))');
CALL mash.police_with_matter('sharing_requestsubject', inserts => 'visible_to && (SELECT mash.principals())');
CALL mash.police_with_matter('sharing_answer', inserts => 'also_visible_to && (SELECT mash.principals())');
CALL mash.police_with_matter('sharing_item', inserts => 'also_visible_to && (SELECT mash.principals())');

-- A decision to share is the hub's, or the agency's that answers, and the lead's to review, who sees nothing else of the
-- matter.
CREATE OR REPLACE FUNCTION mash.also_governance() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  SELECT ARRAY[mash.principal('governance', m.hub_id)] INTO NEW.also_visible_to
    FROM public.matters_matter m WHERE m.id = NEW.matter_id;
  RETURN NEW;
END $$;
CALL mash.police_with_matter('sharing_share', inserts => 'visible_to && (SELECT mash.principals())');
CALL mash.police_with_matter('sharing_sharereview',
  inserts => 'also_visible_to && (SELECT mash.principals())');
-- What an agency decides when it answers is its own too, and only on a request that it was asked.
CREATE OR REPLACE FUNCTION mash.also_share() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  SELECT mash.principal('governance', m.hub_id) || coalesce(r.also_visible_to, '{}') INTO NEW.also_visible_to
    FROM public.matters_matter m
    LEFT JOIN public.agencies_agency a ON a.key = NEW.source
    LEFT JOIN public.sharing_request r ON r.id = NEW.request_id AND r.matter_id = m.id AND r.agency_id = a.id
   WHERE m.id = NEW.matter_id;
  RETURN NEW;
END $$;
CREATE TRIGGER visibility_also BEFORE INSERT ON public.sharing_share
  FOR EACH ROW EXECUTE FUNCTION mash.also_share();
CREATE TRIGGER visibility_also BEFORE INSERT ON public.sharing_sharereview
  FOR EACH ROW EXECUTE FUNCTION mash.also_governance();

-- BEFORE triggers run in the order of their names: what else may see it, then what the matter says.
CREATE TRIGGER visibility_also BEFORE INSERT ON public.sharing_request
  FOR EACH ROW EXECUTE FUNCTION mash.also_agency();
CREATE TRIGGER visibility_also BEFORE INSERT ON public.sharing_requestsubject
  FOR EACH ROW EXECUTE FUNCTION mash.also_request();
CREATE TRIGGER visibility_also BEFORE INSERT ON public.sharing_answer
  FOR EACH ROW EXECUTE FUNCTION mash.also_request();
CREATE TRIGGER visibility_also BEFORE INSERT ON public.sharing_item
  FOR EACH ROW EXECUTE FUNCTION mash.also_request();

-- What an agency is still writing is its own: the hub sees what was sent.
ALTER TABLE public.sharing_underway ADD COLUMN IF NOT EXISTS also_visible_to int[] NOT NULL DEFAULT '{}';
CALL mash.police('sharing_underway',
  sees => 'also_visible_to && (SELECT mash.principals())',
  inserts => 'also_visible_to && (SELECT mash.principals())',
  updates => 'also_visible_to && (SELECT mash.principals())');
CREATE TRIGGER visibility_also BEFORE INSERT ON public.sharing_underway
  FOR EACH ROW EXECUTE FUNCTION mash.also_request();
-- It is about those in the matter, whom a colleague may be close to.
CALL mash.keep_from_the_close('sharing_underway');
CREATE OR REPLACE FUNCTION mash.hide_underway() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  SELECT m.hidden_from INTO NEW.hidden_from FROM public.matters_matter m WHERE m.id = NEW.matter_id;
  RETURN NEW;
END $$;
CREATE TRIGGER visibility_hide BEFORE INSERT ON public.sharing_underway
  FOR EACH ROW EXECUTE FUNCTION mash.hide_underway();
-- Rows from before there was this column.
SET LOCAL mash.projecting = 'on';
UPDATE public.sharing_underway u SET hidden_from = m.hidden_from FROM public.matters_matter m
 WHERE m.id = u.matter_id AND u.hidden_from IS DISTINCT FROM m.hidden_from;
SET LOCAL mash.projecting = 'off';

-- Who was asked when, who answered what kind of thing, what was shared with whom on which ground: figures, which stay.
CALL mash.disposed_of('sharing_openness', $$who = '', reason = '', by_name = ''$$);
CALL mash.disposed_of('sharing_request', $$purpose = '', question = '', status_said = '', sent_by_name = '',
  answered_by_name = '', withdrawn_reason = '', also_visible_to = '{}'$$);
CALL mash.disposed_of('sharing_requestsubject', $$given = '{}', also_visible_to = '{}'$$);
CALL mash.disposed_of('sharing_underway', 'delete');
CALL mash.disposed_of('sharing_answer', $$systems_searched = '', withheld_reason = '', strengths = '', worries = '',
  by_name = '', also_visible_to = '{}'$$);
CALL mash.disposed_of('sharing_item', 'delete');
CALL mash.disposed_of('sharing_share', $$necessity = '', recipient_checked = '', reason = '', by_name = ''$$);
CALL mash.disposed_of('sharing_sharereview', $$comment = '', by_name = ''$$);
CALL mash.keeps_open('sharing_request', 'request', $$state IN ('sent', 'acknowledged')$$);
CALL mash.keeps_open('sharing_share', 'share-review', $$outcome = 'ground'
  AND NOT EXISTS (SELECT FROM public.sharing_sharereview v WHERE v.share_id = t.id)$$);

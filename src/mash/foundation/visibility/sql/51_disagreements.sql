-- A disagreement is its matter's, the one agency's that it is with, and the lead's of the hub, who keeps what agreements
-- say of it: they see nothing else of the matter by it. An agency opens one about a request that it was asked, and about
-- nothing else.

CREATE OR REPLACE FUNCTION mash.also_disagreement() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  SELECT m.hub_id, m.desk_id INTO NEW.hub_id, NEW.desk_id FROM public.matters_matter m WHERE m.id = NEW.matter_id;
  NEW.also_visible_to := ARRAY[mash.principal('governance', NEW.hub_id)];
  IF NEW.request_id IS NULL OR EXISTS (SELECT FROM public.sharing_request r
       WHERE r.id = NEW.request_id AND r.matter_id = NEW.matter_id AND r.agency_id = NEW.agency_id AND r.ref = NEW.about_ref) THEN
    NEW.also_visible_to := NEW.also_visible_to || mash.principal('agency', NEW.agency_id);
  END IF;
  RETURN NEW;
END $$;
CALL mash.police_with_matter('disagreements_disagreement',
  inserts => 'visible_to && (SELECT mash.principals()) AND NOT mash.holds(''governance'', hub_id)
              AND (request_id IS NOT NULL OR NOT mash.holds(''agency'', agency_id))',
  also => '(SELECT mash.is_service(''disagreements''))');
CREATE TRIGGER visibility_also BEFORE INSERT ON public.disagreements_disagreement
  FOR EACH ROW EXECUTE FUNCTION mash.also_disagreement();
-- What was said stays; where it stands changes.
CREATE POLICY moves_on ON public.disagreements_disagreement FOR UPDATE
  USING (visible_to && (SELECT mash.principals()) OR (SELECT mash.is_service('disagreements')));
GRANT UPDATE (state, step, due_at, climbs_at, outcome, outcome_text, ended_at, version)
  ON public.disagreements_disagreement TO mash_app;

-- Its steps and views are seen with it: added and never changed.
CREATE OR REPLACE FUNCTION mash.also_of_disagreement() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  SELECT d.also_visible_to INTO STRICT NEW.also_visible_to FROM public.disagreements_disagreement d
   WHERE d.id = NEW.disagreement_id AND d.matter_id = NEW.matter_id;
  RETURN NEW;
END $$;
CALL mash.police_with_matter('disagreements_step',
  inserts => 'visible_to && (SELECT mash.principals()) OR mash.is_service(''disagreements'')',
  also => '(SELECT mash.is_service(''disagreements''))');
CREATE TRIGGER visibility_also BEFORE INSERT ON public.disagreements_step
  FOR EACH ROW EXECUTE FUNCTION mash.also_of_disagreement();
CALL mash.police_with_matter('disagreements_view',
  inserts => 'visible_to && (SELECT mash.principals())',
  also => '(SELECT mash.is_service(''disagreements''))');
CREATE TRIGGER visibility_also BEFORE INSERT ON public.disagreements_view
  FOR EACH ROW EXECUTE FUNCTION mash.also_of_disagreement();

-- With its matter the words go. Who disagreed with whom, about what kind of thing, how high it went and how it ended stays
-- as a figure, for the lead.
CALL mash.disposed_of('disagreements_view', 'delete');
CALL mash.disposed_of('disagreements_step',
  $$text = '', chair_name = '', chair_post = '', by_name = '', also_visible_to = '{}'$$);
CALL mash.disposed_of('disagreements_disagreement', $$what = '', instead = '', outcome_text = '', by_name = '',
  also_visible_to = ARRAY[mash.principal('governance', hub_id)]$$);
CALL mash.keeps_open('disagreements_disagreement', 'disagreement', $$state = 'open'$$);

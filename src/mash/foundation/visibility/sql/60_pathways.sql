-- A pathway is seen with its matter, and so is what hangs on it. Steps and what was considered are added and never changed.

CALL mash.police_with_matter('pathways_pathway',
  inserts => 'visible_to && (SELECT mash.principals())',
  also => '(SELECT mash.is_service(''clocks'')) OR (SELECT mash.is_service(''attention''))');
CREATE POLICY moves_on ON public.pathways_pathway FOR UPDATE
  USING (visible_to && (SELECT mash.principals()) OR (SELECT mash.is_service('clocks')));
GRANT UPDATE (state, outcome, ended_at, due_at, version) ON public.pathways_pathway TO mash_app;
CALL mash.police_with_matter('pathways_step', inserts => 'visible_to && (SELECT mash.principals())');
CALL mash.police_with_matter('pathways_clock',
  inserts => 'visible_to && (SELECT mash.principals())',
  also => '(SELECT mash.is_service(''clocks'')) OR (SELECT mash.is_service(''attention''))');
CREATE POLICY moves_on ON public.pathways_clock FOR UPDATE
  USING (visible_to && (SELECT mash.principals()) OR (SELECT mash.is_service('clocks')) OR (SELECT mash.is_service('attention')));
GRANT UPDATE (due_at, warns_at, stopped_at, stopped_by_id, replaced, warned_at, late_told_at) ON public.pathways_clock TO mash_app;
CALL mash.police_with_matter('pathways_considered', inserts => 'visible_to && (SELECT mash.principals())');

-- With its matter the words and the names go. The kind, where it stood and when, and how it ended stay as figures.
CALL mash.disposed_of('pathways_considered', 'delete', 'matter_id = $1 OR person_id = ANY ($3)');
CALL mash.disposed_of('pathways_step', $$facts = '{}', reason = '', by_name = '', by_registration = ''$$);
CALL mash.disposed_of('pathways_clock', 'keep');
CALL mash.disposed_of('pathways_pathway', $$began_words = '', by_name = ''$$);
CALL mash.keeps_open('pathways_pathway', 'pathway', $$ended_at IS NULL$$);

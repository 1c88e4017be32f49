-- What is known of unborn children, and of children who were considered: seen with the matter, added and never changed, but
-- for the mark that it was said once that the expected date had passed.

CALL mash.police_with_matter('families_expectation',
  inserts => 'mash.is_service(''intake'') OR visible_to && (SELECT mash.principals())',
  also => '(SELECT mash.is_service(''intake'')) OR (SELECT mash.is_service(''attention''))');
CREATE POLICY told_once ON public.families_expectation FOR UPDATE
  USING (mash.is_service('attention') AND told_at IS NULL) WITH CHECK (mash.is_service('attention'));
GRANT UPDATE (told_at) ON public.families_expectation TO mash_app;
CALL mash.police_with_matter('families_outcome',
  inserts => 'visible_to && (SELECT mash.principals())', also => '(SELECT mash.is_service(''attention''))');
CALL mash.police_with_matter('families_considered', inserts => 'visible_to && (SELECT mash.principals())');

CALL mash.disposed_of('families_expectation', 'delete');
CALL mash.disposed_of('families_outcome', 'delete');
-- A person who hangs on nothing else loses everything, in whatever matter it is written.
CALL mash.disposed_of('families_considered', 'delete', 'matter_id = $1 OR person_id = ANY ($3)');

-- The hub's own work on a matter. The services named are those whose work touches a case from outside the hub:
-- arrival opens one, an agency's late answer asks for attention.

CALL mash.police_with_matter('cases_case',
  inserts => 'mash.is_service(''intake'')',
  updates => 'visible_to && (SELECT mash.principals()) OR mash.is_service(''intake'') OR mash.is_service(''attention'')
              OR mash.is_service(''clearing'')',
  also => '(SELECT mash.is_service(''intake'')) OR (SELECT mash.is_service(''attention''))
           OR (SELECT mash.is_service(''clearing''))');
CALL mash.police_with_matter('cases_clock',
  inserts => 'visible_to && (SELECT mash.principals()) OR mash.is_service(''intake'')',
  updates => 'visible_to && (SELECT mash.principals()) OR mash.is_service(''intake'') OR mash.is_service(''clearing'')',
  also => '(SELECT mash.is_service(''intake'')) OR (SELECT mash.is_service(''clearing''))');
CALL mash.police_with_matter('cases_rating', inserts => 'visible_to && (SELECT mash.principals())');
-- Whoever is given the case for a time also leaves their mark on it: that they saw it, have it open, or a note.
CALL mash.police_with_matter('cases_historyview',
  inserts => 'visible_to && (SELECT mash.principals())
              OR mash.sees_timed(timed_grants, (SELECT mash.principals()), (SELECT mash.at()))');
CALL mash.police_with_matter('cases_decision',
  inserts => 'visible_to && (SELECT mash.principals())',
  updates => 'visible_to && (SELECT mash.principals())');
-- A decision changes once: when it is confirmed. What is confirmed is never changed again.
CREATE POLICY confirmed_once ON public.cases_decision AS RESTRICTIVE FOR UPDATE TO mash_app
  USING (confirmed_at IS NULL) WITH CHECK (true);
CALL mash.police_with_matter('cases_presence',
  inserts => 'mash.holds(''user'', user_id) AND (visible_to && (SELECT mash.principals())
              OR mash.sees_timed(timed_grants, (SELECT mash.principals()), (SELECT mash.at())))',
  updates => 'mash.holds(''user'', user_id) AND (visible_to && (SELECT mash.principals())
              OR mash.sees_timed(timed_grants, (SELECT mash.principals()), (SELECT mash.at())))',
  deletes => 'visible_to && (SELECT mash.principals()) OR mash.is_service(''worker'')',
  also => '(SELECT mash.is_service(''worker''))');
CALL mash.police_with_matter('cases_note',
  inserts => 'visible_to && (SELECT mash.principals())
              OR mash.sees_timed(timed_grants, (SELECT mash.principals()), (SELECT mash.at()))
              OR mash.is_service(''intake'') OR mash.is_service(''attention'')',
  also => '(SELECT mash.is_service(''intake'')) OR (SELECT mash.is_service(''attention''))');

CALL mash.disposed_of('cases_case', $$title = '', worker_id = NULL$$);
CALL mash.disposed_of('cases_clock', 'keep');
CALL mash.disposed_of('cases_rating', $$rationale = '', by_name = ''$$);
CALL mash.disposed_of('cases_historyview', 'delete');
CALL mash.disposed_of('cases_presence', 'delete');
CALL mash.disposed_of('cases_note', 'delete');
CALL mash.disposed_of('cases_decision', $$rationale = '', considered = '{}', by_name = '', by_registration = '',
  confirmed_by_name = ''$$);
CALL mash.keeps_open('cases_case', 'case', 'closed_at IS NULL');
CALL mash.keeps_open('cases_case', 'attention', $$attention <> ''$$);

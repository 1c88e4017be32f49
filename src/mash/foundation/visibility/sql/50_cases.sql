-- The hub's own work on a matter. The services named are those whose work touches a case from outside the hub:
-- arrival opens one, an agency's late answer asks for attention.

CALL mash.police_with_matter('cases_case',
  inserts => 'mash.is_service(''intake'')',
  updates => 'visible_to && (SELECT mash.principals()) OR mash.is_service(''intake'') OR mash.is_service(''attention'')
              OR mash.is_service(''clearing'') OR mash.is_service(''clocks'')',
  also => '(SELECT mash.is_service(''intake'')) OR (SELECT mash.is_service(''attention''))
           OR (SELECT mash.is_service(''clearing'')) OR (SELECT mash.is_service(''clocks''))');
CALL mash.police_with_matter('cases_clock',
  inserts => 'visible_to && (SELECT mash.principals()) OR mash.is_service(''intake'') OR mash.is_service(''clocks'')',
  updates => 'visible_to && (SELECT mash.principals()) OR mash.is_service(''intake'') OR mash.is_service(''clearing'')
              OR mash.is_service(''clocks'') OR mash.is_service(''attention'')',
  also => '(SELECT mash.is_service(''intake'')) OR (SELECT mash.is_service(''clearing''))
           OR (SELECT mash.is_service(''clocks'')) OR (SELECT mash.is_service(''attention''))');
CALL mash.police_with_matter('cases_rating', inserts => 'visible_to && (SELECT mash.principals())');
-- Whoever is given the case for a time also leaves their mark on it: that they saw it, have it open, or a note.
CALL mash.police_with_matter('cases_historyview',
  inserts => 'visible_to && (SELECT mash.principals())
              OR mash.sees_timed(timed_grants, (SELECT mash.principals()), (SELECT mash.at()))');
CALL mash.police_with_matter('cases_decision',
  inserts => 'visible_to && (SELECT mash.principals())',
  updates => 'visible_to && (SELECT mash.principals())');
-- A decision changes once: when it is confirmed. Who sees it still follows its matter, which the owner projects.
CREATE POLICY confirmed_once ON public.cases_decision AS RESTRICTIVE FOR UPDATE TO mash_app
  USING (confirmed_at IS NULL) WITH CHECK (true);
-- Decisions confirmed while this bound the owner too did not follow a matter that was restricted since.
SET LOCAL mash.projecting = 'on';
UPDATE public.cases_decision d
   SET visible_to = m.visible_to || d.also_visible_to, timed_grants = m.timed_grants, hidden_from = m.hidden_from
  FROM public.matters_matter m
 WHERE m.id = d.matter_id AND d.confirmed_at IS NOT NULL
   AND (d.visible_to, d.timed_grants, d.hidden_from)
       IS DISTINCT FROM (m.visible_to || d.also_visible_to, m.timed_grants, m.hidden_from);
SET LOCAL mash.projecting = 'off';
CALL mash.police_with_matter('cases_deviation', inserts => 'visible_to && (SELECT mash.principals())');
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
CALL mash.police_with_matter('cases_routing', inserts => 'visible_to && (SELECT mash.principals())');

CALL mash.disposed_of('cases_case', $$title = '', worker_id = NULL$$);
CALL mash.disposed_of('cases_clock', 'keep');
CALL mash.disposed_of('cases_rating', $$rationale = '', by_name = ''$$);
CALL mash.disposed_of('cases_historyview', 'delete');
CALL mash.disposed_of('cases_presence', 'delete');
CALL mash.disposed_of('cases_note', 'delete');
CALL mash.disposed_of('cases_routing', $$rationale = '', by_name = ''$$);
CALL mash.disposed_of('cases_deviation', $$reason = '', by_name = ''$$);
CALL mash.disposed_of('cases_decision', $$rationale = '', considered = '{}', indicators = '[]', by_name = '', by_registration = '',
  confirmed_by_name = ''$$);
CALL mash.keeps_open('cases_case', 'case', 'closed_at IS NULL');
CALL mash.keeps_open('cases_case', 'attention', $$attention <> ''$$);

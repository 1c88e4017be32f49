-- Drafts: only their holder. The services that check a code or purge see what their work needs.

CALL mash.police('intake_draft',
  sees => 'public_id = (SELECT mash.draft()) OR mash.holds(''user'', user_id) OR mash.is_service(''drafts'')',
  inserts => 'mash.is_service(''drafts'')',
  updates => 'public_id = (SELECT mash.draft()) OR mash.is_service(''drafts'') OR mash.is_service(''intake'')',
  deletes => 'mash.is_service(''drafts'')');
CALL mash.police('intake_onetimecode',
  sees => 'mash.is_service(''drafts'') OR mash.is_service(''feedback'')',
  inserts => 'mash.is_service(''drafts'') OR mash.is_service(''feedback'')',
  updates => 'mash.is_service(''drafts'') OR mash.is_service(''feedback'')',
  deletes => 'mash.is_service(''drafts'')');

-- What arrived: the hub's; and the answer to it, for the service that hands it to whoever proves to be the referrer.
CALL mash.police_with_matter('intake_contact',
  inserts => 'mash.is_service(''intake'')',
  updates => 'mash.is_service(''intake'') OR visible_to && (SELECT mash.principals())',
  also => '(SELECT mash.is_service(''intake'')) OR (SELECT mash.is_service(''feedback''))');
CALL mash.police_with_matter('intake_classification',
  inserts => 'mash.is_service(''intake'') OR visible_to && (SELECT mash.principals())');
CALL mash.police_with_matter('intake_referrer',
  inserts => 'mash.is_service(''intake'')',
  also => '(SELECT mash.is_service(''intake'')) OR (SELECT mash.is_service(''feedback''))');
CALL mash.police_with_matter('intake_feedback',
  inserts => 'visible_to && (SELECT mash.principals())',
  updates => 'mash.is_service(''feedback'')',
  also => '(SELECT mash.is_service(''feedback''))');

-- What was said goes; that something came, when, by which way and of which kinds is a figure.
CALL mash.disposed_of('intake_draft', 'delete',
  'contact_ref IN (SELECT c.ref FROM public.intake_contact c WHERE c.matter_id = $1)');
CALL mash.disposed_of('intake_onetimecode', 'delete',
  $$split_part(about, '#', 1) IN (SELECT 'contact:' || c.ref FROM public.intake_contact c WHERE c.matter_id = $1)$$);
CALL mash.disposed_of('intake_contact', $$worry = '', content = '{}'$$);
CALL mash.disposed_of('intake_classification', $$rationale = '', by_name = ''$$);
CALL mash.disposed_of('intake_referrer', $$name = '', role = '', agency = '', relationship = '', phone = '', email = '',
  safe_to_contact = '', passphrase = '', user_id = NULL$$);
CALL mash.disposed_of('intake_feedback', $$outcome = '', reason = '', withheld_reason = '', by_name = ''$$);

-- A question to a national register is seen with its matter. Whoever asks writes it; what comes back is the service's.

CALL mash.police_with_matter('national_question',
  inserts => 'visible_to && (SELECT mash.principals())',
  updates => 'mash.is_service(''national'')',
  also => '(SELECT mash.is_service(''national''))');

CALL mash.disposed_of('national_question', $$matches = '[]', reason = ''$$);
CALL mash.keeps_open('national_question', 'question', $$state = 'waiting'$$);

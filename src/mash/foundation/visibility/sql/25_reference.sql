-- Opening hours, standards and code lists: everyone reads, set-up and administrators write.

CALL mash.police_reference('clocks_calendar');
CALL mash.police_reference('clocks_openinghours');
CALL mash.police_reference('clocks_closure');
CALL mash.police_reference('standards_practicestandard');
CALL mash.police_reference('standards_timescale');
CALL mash.police_reference('standards_minimumcontent');
CALL mash.police_reference('standards_decisionrole');
CALL mash.police_reference('standards_codelist');
CALL mash.police_reference('standards_code');

-- Which version of a register a process may hold: whoever writes one of the registers says that it has changed.
CALL mash.police('clocks_registerversion',
  sees => 'true',
  inserts => 'mash.is_service(''setup'') OR mash.holds(''everywhere'', 2) OR mash.leads_governance()',
  updates => 'mash.is_service(''setup'') OR mash.holds(''everywhere'', 2) OR mash.leads_governance()',
  deletes => 'mash.is_service(''setup'')');

-- Opening hours and code lists: everyone reads, set-up and administrators write.

CALL mash.police_reference('clocks_calendar');
CALL mash.police_reference('clocks_openinghours');
CALL mash.police_reference('clocks_closure');
CALL mash.police_reference('standards_codelist');
CALL mash.police_reference('standards_code');

-- Which version of a register a process may hold: whoever writes one of the registers says that it has changed.
CALL mash.police('clocks_registerversion',
  sees => 'true',
  inserts => 'mash.is_service(''setup'') OR mash.holds(''everywhere'', 2) OR mash.leads_governance() OR mash.holds(''everywhere'', 5)',
  updates => 'mash.is_service(''setup'') OR mash.holds(''everywhere'', 2) OR mash.leads_governance() OR mash.holds(''everywhere'', 5)',
  deletes => 'mash.is_service(''setup'')');

-- Opening hours, standards and code lists: everyone reads, set-up and administrators write.

CALL mash.police_reference('clocks_calendar');
CALL mash.police_reference('clocks_openinghours');
CALL mash.police_reference('clocks_closure');
CALL mash.police_reference('clocks_registerversion');
CALL mash.police_reference('standards_practicestandard');
CALL mash.police_reference('standards_timescale');
CALL mash.police_reference('standards_minimumcontent');
CALL mash.police_reference('standards_decisionrole');
CALL mash.police_reference('standards_codelist');
CALL mash.police_reference('standards_code');

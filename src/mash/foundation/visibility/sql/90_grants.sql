-- PostgreSQL lets every role run a new function. Ours look past the walls for a reason each: the application's alone.

REVOKE EXECUTE ON ALL ROUTINES IN SCHEMA mash FROM PUBLIC;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA mash TO mash_app;
REVOKE EXECUTE ON FUNCTION mash.dispose_again(jsonb) FROM mash_app;

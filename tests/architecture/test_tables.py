"""Every table is policed or says why not, and the application's role can do nothing that a policy does not allow."""

import pytest

pytestmark = pytest.mark.django_db


def rows(connection, query):
    return connection.execute(query).fetchall()


def test_every_table_has_forced_policies_or_a_written_exemption(owner_connection):
    bare = rows(
        owner_connection,
        """
        SELECT c.relname FROM pg_class c
         WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
           AND NOT (c.relrowsecurity AND c.relforcerowsecurity
                    AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polcmd = 'r'))
           AND coalesce(obj_description(c.oid), '') NOT LIKE 'no policy: %'""",
    )
    assert bare == []


def test_no_policed_table_claims_an_exemption(owner_connection):
    both = rows(
        owner_connection,
        """
        SELECT c.relname FROM pg_class c
         WHERE c.relnamespace = 'public'::regnamespace AND c.relforcerowsecurity
           AND obj_description(c.oid) LIKE 'no policy: %'""",
    )
    assert both == []


def test_roles_are_apart_and_bound(superuser_connection):
    found = {
        name: rest
        for name, *rest in rows(
            superuser_connection,
            """
        SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles
         WHERE rolname IN ('mash_owner', 'mash_app')""",
        )
    }
    assert found == {"mash_owner": [False] * 4, "mash_app": [False] * 4}
    members = rows(
        superuser_connection,
        """
        SELECT 1 FROM pg_auth_members m JOIN pg_roles r ON r.oid IN (m.member, m.roleid)
         WHERE r.rolname IN ('mash_owner', 'mash_app')""",
    )
    assert members == []


def test_the_application_owns_nothing_and_may_not_truncate(owner_connection):
    owned = rows(
        owner_connection,
        """
        SELECT c.relname FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname = 'mash_app'""",
    )
    assert owned == []
    granted = rows(
        owner_connection,
        """
        SELECT table_name, privilege_type FROM information_schema.role_table_grants
         WHERE grantee = 'mash_app' AND privilege_type IN ('TRUNCATE', 'TRIGGER', 'REFERENCES')""",
    )
    assert granted == []


def test_functions_that_look_past_policies_pin_their_search_path(owner_connection):
    loose = rows(
        owner_connection,
        """
        SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
         WHERE n.nspname = 'mash' AND p.prosecdef
           AND NOT EXISTS (SELECT FROM unnest(p.proconfig) AS s WHERE s LIKE 'search_path=%')""",
    )
    assert loose == []


def test_what_is_never_changed_has_no_right_to_be(owner_connection):
    """Records, answers, items, ratings, classifications and the ledger: a correction is a new row."""
    changeable = rows(
        owner_connection,
        """
        SELECT table_name FROM information_schema.role_table_grants
         WHERE grantee = 'mash_app' AND privilege_type IN ('UPDATE', 'DELETE')
           AND table_name IN ('ledger_entry', 'ledger_mention', 'people_record', 'sharing_answer', 'sharing_item',
                              'sharing_openness', 'sharing_sealedanswer', 'sharing_sealeditem', 'cases_sealedannex', 'cases_sealedreliance', 'cases_sealedinstruction',
                              'cases_rating', 'cases_deviation', 'cases_historyview', 'cases_note', 'joining_mark', 'cases_routing',
                              'intake_classification', 'intake_referrer',
                              'consultations_asker', 'consultations_personasked', 'consultations_advice', 'consultations_step',
                              'disagreements_step', 'disagreements_view', 'roundtables_step', 'roundtables_view', 'roundtables_minutes',
                              'pathways_step', 'pathways_considered', 'roundtables_former', 'roundtables_outcome', 'roundtables_correction', 'roundtables_shown', 'updates_newconcern', 'calls_step', 'allocation_giving', 'allocation_wish',
                              'joining_statement', 'families_considered', 'families_outcome')""",
    )
    assert changeable == []


def test_every_table_of_a_case_or_a_person_says_how_it_is_disposed_of(owner_connection):
    """What belongs to a matter, to who is in it, or to a record that came in with it."""
    silent = rows(
        owner_connection,
        """
        SELECT DISTINCT c.conrelid::regclass::text FROM pg_constraint c
         WHERE c.contype = 'f' AND c.confrelid IN (
           'matters_matter'::regclass, 'matters_subject'::regclass, 'people_record'::regclass, 'people_person'::regclass,
           'intake_contact'::regclass, 'sharing_request'::regclass)
           AND c.conrelid::regclass::text NOT IN (SELECT tab FROM mash.disposal_of)""",
    )
    assert silent == []
    owner_connection.execute("SET mash.projecting = 'on'")
    for tab, how, chosen in rows(owner_connection, "SELECT tab, how, chosen FROM mash.disposal_of"):
        # Each rule is a statement that the database understands; a column that was renamed is found here.
        text = (
            f"DELETE FROM {tab} t WHERE {chosen}"
            if how in {"delete", "keep"}
            else f"UPDATE {tab} t SET {how} WHERE {chosen}"
        )
        kinds = ("bigint", "text", "bigint[]", "bigint[]")
        owner_connection.execute(f"PREPARE it ({', '.join(kinds)}) AS {text}")
        owner_connection.execute("DEALLOCATE it")

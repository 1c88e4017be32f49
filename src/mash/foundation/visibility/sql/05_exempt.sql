-- Tables without a policy, each with its reason: sign-in comes before any actor, and jobs hold ids only.

CALL mash.exempt('django_session', 'sign-in: signed session data, ids only');
CALL mash.exempt('django_content_type', 'names of models only');
CALL mash.exempt('auth_permission', 'names of model permissions; unused, empty of people');
CALL mash.exempt('auth_group', 'unused');
CALL mash.exempt('auth_group_permissions', 'unused');
CALL mash.exempt('django_cache', 'rate-limit counters keyed by hashes');
CALL mash.exempt('accounts_user', 'sign-in: staff identities are read before there is an actor');
CALL mash.exempt('account_emailaddress', 'sign-in: staff addresses');
CALL mash.exempt('account_emailconfirmation', 'sign-in: confirmation keys');
CALL mash.exempt('mfa_authenticator', 'sign-in: encrypted second factors');
CALL mash.exempt('socialaccount_socialaccount', 'sign-in: identities from providers');
CALL mash.exempt('socialaccount_socialapp', 'sign-in: providers, configured in settings');
CALL mash.exempt('socialaccount_socialtoken', 'sign-in: not stored');

DO $$
DECLARE found record;
BEGIN
  FOR found IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE 'procrastinate\_%' LOOP
    CALL mash.exempt(found.tablename, 'job queue: task names and ids');
  END LOOP;
  FOR found IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' AND sequencename LIKE 'procrastinate\_%' LOOP
    EXECUTE format('GRANT USAGE ON SEQUENCE public.%I TO mash_app', found.sequencename);
  END LOOP;
END $$;

-- Set-up writes django_migrations as its owner; the application only asks whether it is up to date.
COMMENT ON TABLE public.django_migrations IS 'no policy: names of migrations; read-only to the application';
GRANT SELECT ON public.django_migrations TO mash_app;

-- Looks at the model: counts and no person, for whoever sees the models themselves. Answered once, never changed else.

CALL mash.police('watch_look',
  sees => '(SELECT mash.is_service(''matching'')) OR mash.holds(''everywhere'', 1) OR mash.holds(''everywhere'', 2)',
  inserts => 'mash.is_service(''matching'')');
CREATE POLICY answered_once ON public.watch_look FOR UPDATE
  USING (mash.is_service('matching') AND asks AND answered_at IS NULL) WITH CHECK (mash.is_service('matching'));
GRANT UPDATE (answer, answered_by, answered_at) ON public.watch_look TO mash_app;

-- Every statement verifies who speaks, in sessions that plan each statement anew: the few lines of the verification are the
-- same for everybody, so their plans are kept.
alter function control.verified_context() set plan_cache_mode = force_generic_plan;

-- Every request asks for the roles of who speaks, in a session that plans each question anew: planning this one takes
-- three times what reading a person's few grants does. It is the same for everybody, so its plan is kept.
alter function control.my_roles() set plan_cache_mode = force_generic_plan;

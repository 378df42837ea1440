-- A version of the tag rules that is in force while the registry is still being brought in line with it: the last subject
-- that was, by id. Null once all are.
ALTER TABLE registry_tag_rules ADD COLUMN settled_to INTEGER;

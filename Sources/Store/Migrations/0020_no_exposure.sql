-- No draw tells a class any more (decision 0004): a freeze settles whose lots are shared so that none can.
ALTER TABLE draw_ceremony DROP COLUMN exposed_subjects;
ALTER TABLE draw_ceremony DROP COLUMN exposed_groups;

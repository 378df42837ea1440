-- An import that is taken in portions: the last row of the file that is in, while the job runs; NULL before its first portion,
-- and for kinds that are one transaction.
ALTER TABLE registry_import_job ADD COLUMN reached INTEGER;

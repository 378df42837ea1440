-- What a campaign draws, and whom: by number as well as by ratio (2.3.1), within a condition of its own (2.3.6), in rounds over the year
-- (频次, 2.3.1, 2.3.3), and whether it is a special check (2.3.9).

-- A Selector as JSON; NULL where the items alone say whom it reaches.
ALTER TABLE plan_campaign ADD COLUMN within TEXT;
-- The first round's campaign, the place of this one, from 1, and how many there are; NULL where it is drawn once.
ALTER TABLE plan_campaign ADD COLUMN series_id INTEGER REFERENCES plan_campaign (id);
ALTER TABLE plan_campaign ADD COLUMN round INTEGER;
ALTER TABLE plan_campaign ADD COLUMN rounds INTEGER;
-- 专项检查: why it is needed where random checks cover the field already; '' where they do not. NULL: no special check.
ALTER TABLE plan_campaign ADD COLUMN special_reason TEXT;

CREATE INDEX plan_campaign_series ON plan_campaign (series_id);

-- How many are drawn of the class; NULL where basis_points tell it.
ALTER TABLE plan_campaign_quota ADD COLUMN number INTEGER;
ALTER TABLE draw_stratum ADD COLUMN number INTEGER;

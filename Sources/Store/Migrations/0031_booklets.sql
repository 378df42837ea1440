-- 一业一册 (5.1.2): the notice booklets of trades, every edition as it was published. Part of the projection: nothing of a
-- subject stands here.
CREATE TABLE publication_booklet (
    code TEXT NOT NULL,
    edition INTEGER NOT NULL,
    trade TEXT NOT NULL,
    published_on TEXT NOT NULL,
    -- Of the body; stands in the log.
    sha256 TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (code, edition)
);

-- Checkpoints that were shown to witnesses, with the cosignatures that came back. The newest is what /log/checkpoint serves.
CREATE TABLE log_checkpoint (
    size INTEGER PRIMARY KEY,
    root BLOB NOT NULL,
    note TEXT NOT NULL,
    at TEXT NOT NULL
);

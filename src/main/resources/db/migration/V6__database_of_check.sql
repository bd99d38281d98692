-- Which checks a pattern stands for is not known while its database is away: those of that database are spared then.
ALTER TABLE assay.check_state ADD COLUMN database text NOT NULL DEFAULT '';

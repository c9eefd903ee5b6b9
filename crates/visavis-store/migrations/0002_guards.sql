-- Two guards of the foundation that attack tests found wanting.

-- Those who book one host's time stand in one line. The exclusion constraint alone is right but slow
-- under a race: each insert waits for the other, and only a deadlock timeout parts them.
@PG CREATE FUNCTION session_in_line() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
@PG   PERFORM pg_advisory_xact_lock(hashtextextended(NEW.host_id::text, 1)); RETURN NEW; END $$;
@PG CREATE TRIGGER session_in_line BEFORE INSERT OR UPDATE OF host_id, starts_at, ends_at, phase ON session FOR EACH ROW
@PG   WHEN (NEW.starts_at IS NOT NULL) EXECUTE FUNCTION session_in_line();

-- The sums of an account move only while a transfer is being applied. (To compare with the last
-- transfer's amount let somebody add that amount once more.) PostgreSQL knows by the trigger's depth.
@LITE CREATE TABLE ledger_applying (n INTEGER PRIMARY KEY) STRICT;
@LITE DROP TRIGGER ledger_apply;
@LITE CREATE TRIGGER ledger_apply AFTER INSERT ON transfer BEGIN
@LITE   INSERT INTO ledger_applying (n) VALUES (1);
@LITE   UPDATE ledger_account SET debits = debits + NEW.amount_minor WHERE id = NEW.debit;
@LITE   UPDATE ledger_account SET credits = credits + NEW.amount_minor WHERE id = NEW.credit;
@LITE   DELETE FROM ledger_applying; END;
@LITE DROP TRIGGER ledger_account_frozen;
@LITE CREATE TRIGGER ledger_account_frozen BEFORE UPDATE ON ledger_account
@LITE   WHEN NOT EXISTS (SELECT 1 FROM ledger_applying)
@LITE     OR NEW.id <> OLD.id OR NEW.realm <> OLD.realm OR NEW.code <> OLD.code OR NEW.owner <> OLD.owner
@LITE     OR NEW.currency <> OLD.currency OR NEW.normal <> OLD.normal OR NEW.floor_zero <> OLD.floor_zero
@LITE   BEGIN SELECT RAISE(ABORT, 'ledger_frozen'); END;
-- An account begins at nothing.
@LITE CREATE TRIGGER ledger_account_empty BEFORE INSERT ON ledger_account WHEN NEW.debits <> 0 OR NEW.credits <> 0
@LITE   BEGIN SELECT RAISE(ABORT, 'ledger_frozen'); END;
@PG CREATE TRIGGER ledger_account_empty BEFORE INSERT ON ledger_account FOR EACH ROW
@PG   WHEN (NEW.debits <> 0 OR NEW.credits <> 0) EXECUTE FUNCTION refuse('ledger_frozen');

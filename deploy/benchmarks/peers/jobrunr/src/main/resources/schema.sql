CREATE TABLE IF NOT EXISTS download (
    id uuid PRIMARY KEY,
    owner uuid NOT NULL,
    export text NOT NULL,
    rows bigint NOT NULL,
    duration bigint NOT NULL,
    state text NOT NULL,
    version bigint NOT NULL,
    attempt integer NOT NULL,
    worker text,
    done bigint NOT NULL,
    bytes bigint,
    sha256 text
);

CREATE INDEX IF NOT EXISTS download_owner ON download (owner);

CREATE OR REPLACE FUNCTION tell() RETURNS trigger AS $$
BEGIN
    PERFORM pg_notify('download', row_to_json(NEW)::text);
    RETURN NEW;
END
$$ LANGUAGE plpgsql;

CREATE OR REPLACE TRIGGER download_changed AFTER INSERT OR UPDATE ON download FOR EACH ROW EXECUTE FUNCTION tell();

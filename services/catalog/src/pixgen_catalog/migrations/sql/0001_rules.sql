-- The view and the functions through which the application's role reads and writes the index.
-- That role has no right on catalog.images itself. Functions marked SECURITY DEFINER run as the owner:
-- each does one narrow thing, and none returns what the view would hide.

-- No security_barrier: it would keep array conditions from the index. The rule guards against a forgotten
-- condition in our own queries; nobody else writes queries.
CREATE VIEW catalog.visible_images AS
SELECT * FROM catalog.images
WHERE catalog.may_see(
    audience, account_id,
    current_setting('pixgen.viewer_id', true), current_setting('pixgen.viewer_roles', true)
);

-- What the decisions make of a picture. Register, review, withdrawal and reindex all ask this.
CREATE FUNCTION catalog.decided(
    p_image_id text, p_uploaded_at timestamptz, p_hold_reason text, p_consent_id text, p_parents text[]
) RETURNS TABLE (status text, status_reason text, consent_status text, revision integer)
LANGUAGE plpgsql STABLE SET search_path = catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    tombstone boolean;
    no_consent boolean;
    last reviews;
BEGIN
    -- A parent's tombstone counts: what is made from a withdrawn picture is withdrawn with it.
    SELECT count(*) > 0, coalesce(bool_or(cause <> 'deleted'), false) INTO tombstone, no_consent
    FROM tombstones WHERE image_id = p_image_id OR image_id = ANY (p_parents);
    -- A consent that was given anew does not bring back what was uploaded before its withdrawal.
    IF EXISTS (
        SELECT FROM consents WHERE consent_id = p_consent_id
        AND (consents.status = 'withdrawn' OR withdrawn_at >= p_uploaded_at)
    ) THEN
        tombstone := true;
        no_consent := true;
    END IF;
    SELECT * INTO last FROM reviews WHERE image_id = p_image_id ORDER BY review_id DESC LIMIT 1;
    status := catalog.status_of(tombstone, last.decision);
    status_reason := CASE WHEN tombstone THEN NULL WHEN last.decision IS NULL THEN p_hold_reason ELSE last.reason END;
    consent_status := CASE WHEN no_consent THEN 'withdrawn' ELSE 'active' END;
    revision := (SELECT count(*) FROM reviews WHERE image_id = p_image_id)
        + (SELECT count(*) FROM edits WHERE image_id = p_image_id);
    RETURN NEXT;
END
$$;

-- The columns of the index that are written (generated ones are not), for statements over all of them.
CREATE FUNCTION catalog.image_columns() RETURNS text LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_catalog.pg_attribute
    WHERE attrelid = 'catalog.images'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '';
END;

-- The edits of a picture, folded: the last value of each field.
CREATE FUNCTION catalog.edited(p_image_id text) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = catalog, pg_temp
AS $$
BEGIN
    RETURN coalesce((
        SELECT jsonb_object_agg(key, value) FROM (
            SELECT DISTINCT ON (key) key, value FROM edits, jsonb_each(changes)
            WHERE image_id = p_image_id ORDER BY key, edit_id DESC
        ) newest
    ), '{}');
END
$$;

-- Puts pictures into the index, given their records as rows; decisions are applied at once.
-- same is false when a picture with this id but other bytes or another owner is there already.
CREATE FUNCTION catalog.put_images(p_rows jsonb, p_replace boolean)
RETURNS TABLE (image_id text, status text, created boolean, same boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    columns text := catalog.image_columns();
    fresh text[];
BEGIN
    -- Consents first, then parents, always in this order and by id: withdrawals take the same locks, so
    -- neither can slip past the other.
    INSERT INTO consents AS c (consent_id, contributor_id, patient_id, scopes, given_at)
    SELECT consent_id, min(account_id), min(patient_id), array_agg(DISTINCT scope), min(uploaded_at)
    FROM jsonb_to_recordset(p_rows) AS r (consent_id text, account_id text, patient_id text,
        consent_scopes text[], uploaded_at timestamptz), unnest(r.consent_scopes) AS scope
    WHERE consent_id IS NOT NULL
    GROUP BY consent_id ORDER BY consent_id
    ON CONFLICT (consent_id) DO UPDATE
    SET scopes = ARRAY(SELECT DISTINCT s FROM unnest(c.scopes || excluded.scopes) AS s ORDER BY s);
    PERFORM 1 FROM images i WHERE i.image_id IN (
        SELECT jsonb_array_elements_text(r -> 'parents') FROM jsonb_array_elements(p_rows) AS r
    ) ORDER BY i.image_id FOR SHARE;

    EXECUTE format($q$
        WITH put AS (
            INSERT INTO catalog.images AS here (%1$s)
            SELECT %2$s FROM jsonb_array_elements($1) AS r,
            -- In the FROM list each is worked out once a row; in the SELECT list, once a column.
            catalog.edited(r ->> 'image_id') AS e,
            catalog.decided(r ->> 'image_id', (r ->> 'uploaded_at')::timestamptz, r ->> 'hold_reason',
                r ->> 'consent_id', ARRAY(SELECT jsonb_array_elements_text(r -> 'parents'))) AS d,
            jsonb_populate_record(NULL::catalog.images, r || e || to_jsonb(d)) AS i
            ORDER BY i.image_id
            ON CONFLICT (image_id) %3$s
            RETURNING here.image_id, here.xmax = 0 AS created
        ) SELECT coalesce(array_agg(put.image_id) FILTER (WHERE put.created), '{}') FROM put
        $q$,
        columns, 'i.' || replace(columns, ', ', ', i.'),
        CASE WHEN p_replace THEN format(
            'DO UPDATE SET (%1$s) = ROW (%2$s) WHERE (%3$s) IS DISTINCT FROM (%2$s)',
            columns, 'excluded.' || replace(columns, ', ', ', excluded.'), 'here.' || replace(columns, ', ', ', here.')
        ) ELSE 'DO NOTHING' END
    ) INTO fresh USING p_rows;

    INSERT INTO events (image_id, at, event, actor_id, actor_role)
    SELECT i.image_id, i.uploaded_at, 'registered', i.account_id,
        CASE WHEN i.account_id LIKE 'svc:%' THEN 'service' ELSE 'contributor' END
    FROM images i WHERE i.image_id = ANY (fresh)
    ON CONFLICT (image_id) WHERE event = 'registered' DO NOTHING;

    -- A record that lies in the bucket although its picture is gone (stored late, or back from a restored
    -- backup) must be erased, whatever was confirmed before. Register rolls this back with the row.
    INSERT INTO erasures AS e (image_id)
    SELECT i.image_id FROM images i JOIN jsonb_array_elements(p_rows) AS r ON i.image_id = r ->> 'image_id'
    WHERE i.status = 'withdrawn' ORDER BY i.image_id
    ON CONFLICT (image_id) DO UPDATE SET requested_at = now(), confirmed_at = NULL
    WHERE e.confirmed_at IS NOT NULL;

    RETURN QUERY
    SELECT i.image_id, i.status, i.image_id = ANY (fresh),
        (i.account_id, i.sha256, i.source_sha256) = (g.account_id, g.sha256, g.source_sha256)
    FROM jsonb_to_recordset(p_rows) AS g (image_id text, account_id text, sha256 text, source_sha256 text)
    JOIN images i ON i.image_id = g.image_id;
END
$$;

-- Works the decided columns out anew. Rows are locked first and read after: two decisions made at the same
-- moment both count.
CREATE FUNCTION catalog.refresh_images(p_ids text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = catalog, pg_temp
AS $$
BEGIN
    PERFORM 1 FROM images WHERE image_id = ANY (p_ids) ORDER BY image_id FOR UPDATE;
    UPDATE images i
    SET status = s.status, status_reason = s.status_reason,
        consent_status = s.consent_status, revision = s.revision
    FROM (
        SELECT x.image_id, d.* FROM images x, catalog.decided(
            x.image_id, x.uploaded_at, x.hold_reason, x.consent_id, x.parents) AS d
        WHERE x.image_id = ANY (p_ids)
    ) s
    WHERE i.image_id = s.image_id
      AND (i.status, i.status_reason, i.consent_status, i.revision)
          IS DISTINCT FROM (s.status, s.status_reason, s.consent_status, s.revision);
END
$$;

CREATE FUNCTION catalog.after_decision() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = catalog, pg_temp
AS $$
BEGIN
    PERFORM catalog.refresh_images(ARRAY(SELECT DISTINCT image_id FROM added));
    RETURN NULL;
END
$$;
CREATE TRIGGER reviews_decide AFTER INSERT ON catalog.reviews REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION catalog.after_decision();
CREATE TRIGGER tombstones_decide AFTER INSERT ON catalog.tombstones REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION catalog.after_decision();

-- Changes fields of a picture and remembers it as a decision. False: somebody changed it meanwhile.
CREATE FUNCTION catalog.edit_image(
    p_image_id text, p_revision integer, p_changes jsonb, p_editor text, p_role text
) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = catalog, pg_temp
AS $$
DECLARE
    current images;
    columns text := catalog.image_columns();
BEGIN
    SELECT * INTO current FROM images WHERE image_id = p_image_id FOR UPDATE;
    IF current.revision IS DISTINCT FROM p_revision THEN
        RETURN false;
    END IF;
    INSERT INTO edits (image_id, editor_id, changes) VALUES (p_image_id, p_editor, p_changes);
    EXECUTE format(
        'UPDATE catalog.images SET (%s) = (SELECT %s FROM jsonb_populate_record($1, $2) AS i) WHERE image_id = $3',
        columns, 'i.' || replace(columns, ', ', ', i.')
    ) USING current, p_changes, p_image_id;
    PERFORM catalog.refresh_images(ARRAY[p_image_id]);
    INSERT INTO events (image_id, event, actor_id, actor_role, detail)
    SELECT p_image_id, 'edited', p_editor, p_role, string_agg(key, ', ' ORDER BY key)
    FROM jsonb_object_keys(p_changes) AS key;
    RETURN true;
END
$$;

-- An owner takes back a picture that nobody has decided on. Returns what it is now; null: not theirs.
CREATE FUNCTION catalog.delete_image(p_image_id text, p_owner text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = catalog, pg_temp
AS $$
DECLARE
    found text;
BEGIN
    SELECT status INTO found FROM images WHERE image_id = p_image_id AND account_id = p_owner FOR UPDATE;
    IF found IS DISTINCT FROM 'pending' THEN
        RETURN found;
    END IF;
    INSERT INTO tombstones (image_id, cause, actor_id) VALUES (p_image_id, 'deleted', p_owner);
    PERFORM catalog.bury_children(p_owner, NULL, ARRAY[p_image_id]);
    RETURN 'withdrawn';
END
$$;

-- Tombstones for everything made from these pictures, then erasures and history for all of it.
-- Each round is a statement of its own: it sees children that were registered while it waited for a lock.
CREATE FUNCTION catalog.bury_children(p_actor text, p_consent_id text, p_roots text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = catalog, pg_temp
AS $$
DECLARE
    gone text[] := p_roots;
    added text[];
    -- An owner deletes; a consent is withdrawn by its contributor, or by a curator who was asked to.
    role text := CASE WHEN p_consent_id IS NULL OR EXISTS (
        SELECT FROM consents WHERE consent_id = p_consent_id AND contributor_id = p_actor
    ) THEN 'contributor' ELSE 'curator' END;
BEGIN
    LOOP
        WITH fresh AS (
            INSERT INTO tombstones (image_id, cause, consent_id, actor_id)
            SELECT image_id, CASE WHEN p_consent_id IS NULL THEN 'deleted' ELSE 'parent' END, p_consent_id, p_actor
            FROM images WHERE parents && gone AND NOT image_id = ANY (gone) ORDER BY image_id
            ON CONFLICT DO NOTHING RETURNING image_id
        ) SELECT coalesce(array_agg(image_id), '{}') INTO added FROM fresh;
        EXIT WHEN cardinality(added) = 0;
        gone := gone || added;
    END LOOP;
    INSERT INTO erasures (image_id) SELECT unnest(gone) ON CONFLICT DO NOTHING;
    INSERT INTO events (image_id, event, actor_id, actor_role)
    SELECT id, CASE WHEN p_consent_id IS NULL THEN 'deleted' ELSE 'withdrawn' END, p_actor, role
    FROM unnest(gone) AS id;
    UPDATE models SET affected_at = coalesce(affected_at, now()) WHERE snapshot_id IN (
        SELECT snapshot_id FROM snapshot_items WHERE image_id = ANY (gone)
    );
END
$$;

-- Withdraws a consent with all its pictures and what was made from them. Doing it twice changes nothing.
CREATE FUNCTION catalog.withdraw_consent(p_consent_id text, p_reason text, p_actor text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = catalog, pg_temp
AS $$
DECLARE
    roots text[];
BEGIN
    PERFORM 1 FROM consents WHERE consent_id = p_consent_id AND status = 'active' FOR UPDATE;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    UPDATE consents SET status = 'withdrawn', withdrawn_at = clock_timestamp(), withdrawal_reason = p_reason
    WHERE consent_id = p_consent_id;
    WITH fresh AS (
        INSERT INTO tombstones (image_id, cause, consent_id, actor_id)
        SELECT image_id, 'consent', p_consent_id, p_actor FROM images
        WHERE consent_id = p_consent_id ORDER BY image_id
        ON CONFLICT DO NOTHING RETURNING image_id
    ) SELECT coalesce(array_agg(image_id), '{}') INTO roots FROM fresh;
    PERFORM catalog.bury_children(p_actor, p_consent_id, roots);
END
$$;

-- The bytes are gone: the row goes too. Tombstone and history stay.
CREATE FUNCTION catalog.confirm_erasures(p_ids text[]) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = catalog, pg_temp
AS $$
DECLARE
    confirmed text[];
BEGIN
    WITH done AS (
        UPDATE erasures SET confirmed_at = now() WHERE image_id = ANY (p_ids) AND confirmed_at IS NULL
        RETURNING image_id
    ) SELECT coalesce(array_agg(image_id), '{}') INTO confirmed FROM done;
    DELETE FROM images WHERE image_id = ANY (confirmed);
    INSERT INTO events (image_id, event, actor_id, actor_role)
    SELECT id, 'erased', 'svc:upload', 'service' FROM unnest(confirmed) AS id;
    RETURN cardinality(confirmed);
END
$$;

-- Takes pictures out of the index when the bucket no longer has them (reindex); decisions stay.
CREATE FUNCTION catalog.drop_from_index(p_ids text[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = catalog, pg_temp
BEGIN ATOMIC
    DELETE FROM catalog.images WHERE image_id = ANY (p_ids);
END;

-- Ids in the index after one, in order: what reindex compares with the bucket. Ids alone, no content.
CREATE FUNCTION catalog.indexed_ids(p_after text, p_limit integer) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = catalog, pg_temp
BEGIN ATOMIC
    SELECT image_id FROM catalog.images WHERE image_id > p_after ORDER BY image_id LIMIT p_limit;
END;

-- Patients, lesions and ancestors that pictures have in common, whoever may see those: splits need them all.
CREATE FUNCTION catalog.kin(p_ids text[]) RETURNS TABLE (image_id text, kin text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = catalog, pg_temp
BEGIN ATOMIC
    WITH RECURSIVE line (image_id, ancestor) AS (
        SELECT id, id FROM unnest(p_ids) AS id
        UNION
        SELECT line.image_id, p FROM line
        JOIN catalog.images i ON i.image_id = line.ancestor, unnest(i.parents) AS p
    )
    SELECT line.image_id, k FROM line LEFT JOIN catalog.images i ON i.image_id = line.ancestor,
        unnest(ARRAY[line.ancestor, i.patient_id, i.lesion_id]) AS k
    WHERE k IS NOT NULL AND k <> line.image_id;
END;

-- The coverage matrix is kept, not counted: a million rows take too long to count for each visitor.
CREATE FUNCTION catalog.covered(p_terms text[], p_rows text[], p_cols text[])
RETURNS TABLE (row_kind text, row_value text, col_kind text, col_value text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT 'all', '', 'all', ''
    UNION ALL
    SELECT split_part(r, ':', 1), substr(r, strpos(r, ':') + 1), split_part(c, ':', 1), substr(c, strpos(c, ':') + 1)
    FROM unnest(p_terms) AS r, unnest(p_terms) AS c
    WHERE split_part(r, ':', 1) = ANY (p_rows) AND split_part(c, ':', 1) = ANY (p_cols);
END;

-- Adds what a statement changed to the matrix, in one order, so that two of them cannot deadlock.
-- Only what people can find is counted.
CREATE FUNCTION catalog.count_coverage() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = catalog, pg_temp
AS $$
DECLARE
    plus text := 'SELECT terms, audience, image_manipulation, 1 AS n FROM added';
    minus text := 'SELECT terms, audience, image_manipulation, -1 AS n FROM removed';
BEGIN
    -- Most statements change nothing that people can find: they need not wait for a plan.
    IF TG_OP = 'INSERT' THEN
        IF NOT EXISTS (SELECT FROM added WHERE audience IN ('members', 'everyone')) THEN
            RETURN NULL;
        END IF;
    END IF;
    EXECUTE format($q$
        INSERT INTO catalog.coverage_cells AS cells
        SELECT c.row_kind, c.row_value, c.col_kind, c.col_value, i.image_manipulation, sum(i.n) AS n
        FROM (%s) AS i, catalog.covered(
            i.terms, ARRAY['condition', 'site', 'image_type'], ARRAY['tone_group', 'fitzpatrick', 'monk']) AS c
        WHERE i.audience IN ('members', 'everyone')
        GROUP BY 1, 2, 3, 4, 5 HAVING sum(i.n) <> 0 ORDER BY 1, 2, 3, 4, 5
        ON CONFLICT (row_kind, row_value, col_kind, col_value, image_manipulation)
        DO UPDATE SET n = cells.n + excluded.n
        $q$,
        CASE TG_OP WHEN 'INSERT' THEN plus WHEN 'DELETE' THEN minus ELSE plus || ' UNION ALL ' || minus END);
    RETURN NULL;
END
$$;
CREATE TRIGGER images_count_insert AFTER INSERT ON catalog.images REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION catalog.count_coverage();
CREATE TRIGGER images_count_update AFTER UPDATE ON catalog.images
REFERENCING OLD TABLE AS removed NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION catalog.count_coverage();
CREATE TRIGGER images_count_delete AFTER DELETE ON catalog.images REFERENCING OLD TABLE AS removed
FOR EACH STATEMENT EXECUTE FUNCTION catalog.count_coverage();

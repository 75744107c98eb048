-- Pure functions: what a row of the index works out for itself.
-- Those that are one expression are SQL, which the planner writes into the query itself. Those with a query
-- in them are PL/pgSQL, which keeps its plans: an insert calls them often.

-- Who may find a picture in this state: nobody, owner (and curators), members (anyone signed in), everyone.
CREATE FUNCTION catalog.audience(
    status text, consent_status text, consent_scopes text[], access text, recognizable text
) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN status = 'withdrawn' THEN 'nobody'
    WHEN status <> 'published' OR consent_status <> 'active' OR NOT 'share' = ANY (consent_scopes) THEN 'owner'
    WHEN access = 'open' AND recognizable = 'NO' THEN 'everyone'
    ELSE 'members'
END;

-- THE VISIBILITY RULE. Every read of a picture, by whatever way, passes here (view visible_images).
-- viewer is empty when nobody is signed in; roles are the viewer's, with commas between.
CREATE FUNCTION catalog.may_see(audience text, owner text, viewer text, roles text)
RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN audience <> 'nobody' AND (
    audience = 'everyone'
    OR (audience = 'members' AND viewer <> '')
    OR owner = viewer
    OR string_to_array(roles, ',') && ARRAY['curator', 'admin', 'service']
);

-- The values that objects in a JSON array have under a key.
CREATE FUNCTION catalog.plucked(objects jsonb, key text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $$
BEGIN
    IF objects = '[]'::jsonb THEN
        RETURN '{}'::text[];
    END IF;
    RETURN ARRAY(SELECT DISTINCT o ->> key FROM jsonb_array_elements(objects) AS o WHERE o ->> key IS NOT NULL);
END
$$;

-- Every value that a filter or a facet asks for, as facet:value.
CREATE FUNCTION catalog.terms(
    tone_group text, fitzpatrick jsonb, monk jsonb, diagnosis jsonb, site text,
    image_type text, manipulation text, status text, license text
) RETURNS text[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $$
DECLARE
    made text[] := array_remove(ARRAY[
        'tone_group:' || tone_group, 'site:' || site, 'image_type:' || image_type,
        'manipulation:' || manipulation, 'status:' || status, 'license:' || license
    ], NULL);
    word text;
BEGIN
    FOREACH word IN ARRAY catalog.plucked(fitzpatrick, 'value') LOOP
        made := made || ('fitzpatrick:' || word);
    END LOOP;
    FOREACH word IN ARRAY catalog.plucked(monk, 'value') LOOP
        made := made || ('monk:' || word);
    END LOOP;
    FOREACH word IN ARRAY catalog.plucked(diagnosis, 'condition_id') LOOP
        made := made || ('condition:' || word);
    END LOOP;
    RETURN made;
END
$$;

-- The four 16-bit parts of a 64-bit hash, told apart by their place. Two hashes that differ in at most 7
-- bits have a part that differs in at most one: the search asks for each part and its 16 neighbours.
CREATE FUNCTION catalog.bands(phash bigint) RETURNS integer[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ARRAY[
    (phash & 65535)::integer,
    65536 + ((phash >> 16) & 65535)::integer,
    131072 + ((phash >> 32) & 65535)::integer,
    196608 + ((phash >> 48) & 65535)::integer
];

-- THE STATUS RULE: what a picture's state is, from what was recorded and decided.
CREATE FUNCTION catalog.status_of(gone boolean, decision text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN gone THEN 'withdrawn'
    WHEN decision = 'publish' THEN 'published'
    WHEN decision = 'reject' THEN 'rejected'
    ELSE 'pending'
END;

-- Written once from the tables as they were at revision 0001.
CREATE TABLE catalog.accounts (
    account_id TEXT NOT NULL,
    email TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    display_name TEXT,
    affiliation TEXT,
    roles TEXT[] NOT NULL,
    version INTEGER DEFAULT '1' NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    password_changed_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    disabled_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT accounts_pkey PRIMARY KEY (account_id),
    CONSTRAINT accounts_account_id_form CHECK (account_id ~ '^acc_[a-z2-7]{16}$'),
    CONSTRAINT accounts_email_form CHECK (email = lower(email) AND char_length(email) BETWEEN 3 AND 254),
    CONSTRAINT accounts_display_name_length CHECK (char_length(display_name) BETWEEN 1 AND 100),
    CONSTRAINT accounts_affiliation_length CHECK (char_length(affiliation) BETWEEN 1 AND 200),
    CONSTRAINT accounts_roles_known CHECK (cardinality(roles) > 0 AND roles <@ ARRAY['contributor', 'researcher', 'curator', 'admin']),
    CONSTRAINT accounts_email_key UNIQUE (email)
);
CREATE INDEX accounts_created_at_account_id_idx ON catalog.accounts (created_at, account_id);
CREATE TABLE catalog.consents (
    consent_id TEXT NOT NULL,
    contributor_id TEXT NOT NULL,
    patient_id TEXT,
    scopes TEXT[] NOT NULL,
    status TEXT DEFAULT 'active' NOT NULL,
    given_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    withdrawn_at TIMESTAMP WITH TIME ZONE,
    withdrawal_reason TEXT,
    CONSTRAINT consents_pkey PRIMARY KEY (consent_id),
    CONSTRAINT consents_consent_id_form CHECK (consent_id ~ '^con_[a-z2-7]{16}$'),
    CONSTRAINT consents_contributor_id_length CHECK (char_length(contributor_id) BETWEEN 1 AND 255),
    CONSTRAINT consents_patient_id_form CHECK (patient_id ~ '^pat_[a-z2-7]{16}$'),
    CONSTRAINT consents_scopes_some CHECK (cardinality(scopes) > 0),
    CONSTRAINT consents_scopes_known CHECK (scopes <@ ARRAY['share'::text, 'ml_training'::text, 'generative'::text, 'commercial'::text]),
    CONSTRAINT consents_status_known CHECK (status IN ('active'::text, 'withdrawn'::text)),
    CONSTRAINT consents_withdrawn_has_time CHECK (status <> 'withdrawn' OR withdrawn_at IS NOT NULL),
    CONSTRAINT consents_withdrawal_reason_length CHECK (char_length(withdrawal_reason) BETWEEN 1 AND 1000)
);
CREATE INDEX consents_contributor_id_given_at_consent_id_idx ON catalog.consents (contributor_id, given_at, consent_id);
CREATE TABLE catalog.coverage_cells (
    row_kind TEXT NOT NULL,
    row_value TEXT NOT NULL,
    col_kind TEXT NOT NULL,
    col_value TEXT NOT NULL,
    image_manipulation TEXT NOT NULL,
    n BIGINT NOT NULL,
    CONSTRAINT coverage_cells_pkey PRIMARY KEY (row_kind, row_value, col_kind, col_value, image_manipulation),
    CONSTRAINT coverage_cells_row_kind_known CHECK (row_kind IN ('all'::text, 'condition'::text, 'site'::text, 'image_type'::text)),
    CONSTRAINT coverage_cells_col_kind_known CHECK (col_kind IN ('all'::text, 'tone_group'::text, 'fitzpatrick'::text, 'monk'::text)),
    CONSTRAINT coverage_cells_image_manipulation_known CHECK (image_manipulation IN ('instrument only'::text, 'altered'::text, 'synthetic'::text))
);
CREATE TABLE catalog.edits (
    edit_id BIGINT GENERATED ALWAYS AS IDENTITY,
    image_id TEXT NOT NULL,
    editor_id TEXT NOT NULL,
    changes JSONB NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT edits_pkey PRIMARY KEY (edit_id),
    CONSTRAINT edits_image_id_form CHECK (image_id ~ '^img_[a-z2-7]{16}$'),
    CONSTRAINT edits_changes_allowed CHECK (changes <> '{}'::jsonb AND changes - ARRAY['acquisition_day', 'access', 'age_approx', 'anatom_site_general', 'attribution', 'case_id', 'condition_duration', 'condition_symptoms', 'copyright_license', 'country', 'diagnosis', 'fitzpatrick_skin_type', 'image_type', 'monk_skin_tone', 'notes', 'recognizable_visual_features', 'sex', 'shot_type', 'textures'] = '{}'::jsonb)
);
CREATE INDEX edits_image_id_edit_id_idx ON catalog.edits (image_id, edit_id);
CREATE TABLE catalog.erasures (
    image_id TEXT NOT NULL,
    requested_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    confirmed_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT erasures_pkey PRIMARY KEY (image_id),
    CONSTRAINT erasures_image_id_form CHECK (image_id ~ '^img_[a-z2-7]{16}$')
);
CREATE INDEX erasures_open_idx ON catalog.erasures (requested_at, image_id) WHERE confirmed_at IS NULL;
CREATE TABLE catalog.events (
    event_id BIGINT GENERATED ALWAYS AS IDENTITY,
    image_id TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    event TEXT NOT NULL,
    actor_id TEXT NOT NULL,
    actor_role TEXT NOT NULL,
    detail TEXT,
    CONSTRAINT events_pkey PRIMARY KEY (event_id),
    CONSTRAINT events_image_id_form CHECK (image_id ~ '^img_[a-z2-7]{16}$'),
    CONSTRAINT events_event_known CHECK (event IN ('registered'::text, 'edited'::text, 'published'::text, 'rejected'::text, 'held'::text, 'withdrawn'::text, 'deleted'::text, 'erased'::text)),
    CONSTRAINT events_actor_role_known CHECK (actor_role IN ('contributor'::text, 'curator'::text, 'service'::text, 'system'::text))
);
CREATE INDEX events_image_id_event_id_idx ON catalog.events (image_id, event_id);
CREATE UNIQUE INDEX events_registered_once ON catalog.events (image_id) WHERE event = 'registered';
CREATE TABLE catalog.idempotency_keys (
    account_id TEXT NOT NULL,
    key TEXT NOT NULL,
    request_sha256 TEXT NOT NULL,
    status INTEGER,
    answer JSONB,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT idempotency_keys_pkey PRIMARY KEY (account_id, key),
    CONSTRAINT idempotency_keys_account_id_length CHECK (char_length(account_id) BETWEEN 1 AND 255),
    CONSTRAINT idempotency_keys_key_length CHECK (char_length(key) BETWEEN 1 AND 200),
    CONSTRAINT idempotency_keys_request_sha256_form CHECK (request_sha256 ~ '^[0-9a-f]{64}$')
);
CREATE INDEX idempotency_keys_created_at_idx ON catalog.idempotency_keys (created_at);
CREATE TABLE catalog.images (
    image_id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    uploaded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    sha256 TEXT NOT NULL,
    source_sha256 TEXT NOT NULL,
    phash BIGINT NOT NULL,
    pixels_x INTEGER NOT NULL,
    pixels_y INTEGER NOT NULL,
    format TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    thumbnail_edges INTEGER[] DEFAULT '{}' NOT NULL,
    removed TEXT[] DEFAULT '{}' NOT NULL,
    patient_id TEXT,
    lesion_id TEXT,
    case_id TEXT,
    shot_type TEXT,
    image_type TEXT NOT NULL,
    age_approx SMALLINT,
    sex TEXT,
    anatom_site_general TEXT,
    diagnosis JSONB DEFAULT '[]'::jsonb NOT NULL,
    fitzpatrick_skin_type JSONB DEFAULT '[]'::jsonb NOT NULL,
    monk_skin_tone JSONB DEFAULT '[]'::jsonb NOT NULL,
    condition_duration TEXT,
    condition_symptoms TEXT[] DEFAULT '{}' NOT NULL,
    textures TEXT[] DEFAULT '{}' NOT NULL,
    acquisition_day INTEGER,
    country TEXT,
    recognizable_visual_features TEXT DEFAULT 'UNKNOWN' NOT NULL,
    notes TEXT,
    ita_deg DOUBLE PRECISION,
    ita_quality TEXT,
    ita_reason TEXT,
    ita_method TEXT,
    tone_group TEXT,
    consent_id TEXT,
    consent_scopes TEXT[] DEFAULT '{}' NOT NULL,
    copyright_license TEXT NOT NULL,
    attribution TEXT,
    access TEXT DEFAULT 'controlled' NOT NULL,
    image_manipulation TEXT NOT NULL,
    digital_source_type TEXT,
    parents TEXT[] DEFAULT '{}' NOT NULL,
    generator JSONB,
    hold_reason TEXT,
    status TEXT NOT NULL,
    status_reason TEXT,
    consent_status TEXT NOT NULL,
    revision INTEGER DEFAULT '0' NOT NULL,
    audience TEXT GENERATED ALWAYS AS (catalog.audience(status, consent_status, consent_scopes, access, recognizable_visual_features)) STORED,
    terms TEXT[] GENERATED ALWAYS AS (catalog.terms(tone_group, fitzpatrick_skin_type, monk_skin_tone, diagnosis, anatom_site_general, image_type, image_manipulation, status, copyright_license)) STORED,
    phash_bands INTEGER[] GENERATED ALWAYS AS (catalog.bands(phash)) STORED,
    CONSTRAINT images_pkey PRIMARY KEY (image_id),
    CONSTRAINT images_image_id_form CHECK (image_id ~ '^img_[a-z2-7]{16}$'),
    CONSTRAINT images_account_id_length CHECK (char_length(account_id) BETWEEN 1 AND 255),
    CONSTRAINT images_sha256_form CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    CONSTRAINT images_source_sha256_form CHECK (source_sha256 ~ '^[0-9a-f]{64}$'),
    CONSTRAINT images_sizes_positive CHECK (pixels_x > 0 AND pixels_y > 0 AND size_bytes > 0),
    CONSTRAINT images_format_known CHECK (format IN ('JPEG'::text, 'PNG'::text)),
    CONSTRAINT images_patient_id_form CHECK (patient_id ~ '^pat_[a-z2-7]{16}$'),
    CONSTRAINT images_lesion_id_form CHECK (lesion_id ~ '^les_[a-z2-7]{16}$'),
    CONSTRAINT images_case_id_length CHECK (char_length(case_id) BETWEEN 1 AND 64),
    CONSTRAINT images_shot_type_known CHECK (shot_type IN ('CLOSE_UP'::text, 'AT_AN_ANGLE'::text, 'AT_DISTANCE'::text)),
    CONSTRAINT images_image_type_known CHECK (image_type IN ('dermoscopic'::text, 'clinical: overview'::text, 'clinical: close-up'::text)),
    CONSTRAINT images_age_approx_coarse CHECK (age_approx BETWEEN 0 AND 85 AND mod(age_approx, 5) = 0),
    CONSTRAINT images_sex_known CHECK (sex IN ('male'::text, 'female'::text, 'other_or_unspecified'::text)),
    CONSTRAINT images_anatom_site_general_known CHECK (anatom_site_general IN ('head/neck'::text, 'upper extremity'::text, 'lower extremity'::text, 'anterior torso'::text, 'posterior torso'::text, 'lateral torso'::text, 'palms/soles'::text, 'oral/genital'::text)),
    CONSTRAINT images_diagnosis_confirm_type_known CHECK (catalog.plucked(diagnosis, 'confirm_type') <@ ARRAY['histopathology'::text, 'confocal microscopy'::text, 'serial imaging'::text, 'single image expert consensus'::text, 'clinical'::text]),
    CONSTRAINT images_diagnosis_confidence_known CHECK (catalog.plucked(diagnosis, 'confidence') <@ ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text]),
    CONSTRAINT images_fitzpatrick_skin_type_value_known CHECK (catalog.plucked(fitzpatrick_skin_type, 'value') <@ ARRAY['I'::text, 'II'::text, 'III'::text, 'IV'::text, 'V'::text, 'VI'::text]),
    CONSTRAINT images_fitzpatrick_skin_type_source_known CHECK (catalog.plucked(fitzpatrick_skin_type, 'source') <@ ARRAY['patient'::text, 'contributor'::text, 'reviewer'::text]),
    CONSTRAINT images_monk_skin_tone_value_known CHECK (catalog.plucked(monk_skin_tone, 'value') <@ ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text, '6'::text, '7'::text, '8'::text, '9'::text, '10'::text]),
    CONSTRAINT images_condition_duration_known CHECK (condition_duration IN ('UNKNOWN'::text, 'ONE_DAY'::text, 'LESS_THAN_ONE_WEEK'::text, 'ONE_TO_FOUR_WEEKS'::text, 'ONE_TO_THREE_MONTHS'::text, 'THREE_TO_TWELVE_MONTHS'::text, 'MORE_THAN_ONE_YEAR'::text, 'MORE_THAN_FIVE_YEARS'::text, 'SINCE_CHILDHOOD'::text)),
    CONSTRAINT images_condition_symptoms_known CHECK (condition_symptoms <@ ARRAY['BOTHERSOME_APPEARANCE'::text, 'BLEEDING'::text, 'INCREASING_SIZE'::text, 'DARKENING'::text, 'ITCHING'::text, 'BURNING'::text, 'PAIN'::text, 'FEVER'::text, 'CHILLS'::text, 'FATIGUE'::text, 'JOINT_PAIN'::text, 'MOUTH_SORES'::text, 'SHORTNESS_OF_BREATH'::text, 'NO_RELEVANT_EXPERIENCE'::text]),
    CONSTRAINT images_textures_known CHECK (textures <@ ARRAY['RAISED_OR_BUMPY'::text, 'FLAT'::text, 'ROUGH_OR_FLAKY'::text, 'FLUID_FILLED'::text]),
    CONSTRAINT images_country_form CHECK (country ~ '^[A-Z]{2}$'),
    CONSTRAINT images_recognizable_visual_features_known CHECK (recognizable_visual_features IN ('YES'::text, 'NO'::text, 'UNKNOWN'::text)),
    CONSTRAINT images_notes_length CHECK (char_length(notes) BETWEEN 1 AND 5000),
    CONSTRAINT images_ita_deg_range CHECK (ita_deg BETWEEN -180 AND 180),
    CONSTRAINT images_ita_quality_known CHECK (ita_quality IN ('ok'::text, 'unreliable'::text)),
    CONSTRAINT images_unreliable_has_reason CHECK (ita_quality <> 'unreliable' OR ita_reason IS NOT NULL),
    CONSTRAINT images_tone_group_known CHECK (tone_group IN ('light'::text, 'intermediate'::text, 'tan'::text, 'brown'::text, 'dark'::text)),
    CONSTRAINT images_tone_group_is_measured CHECK (tone_group IS NULL OR (ita_quality IS NOT DISTINCT FROM 'ok' AND ita_deg IS NOT NULL)),
    CONSTRAINT images_consent_id_form CHECK (consent_id ~ '^con_[a-z2-7]{16}$'),
    CONSTRAINT images_capture_has_consent CHECK (consent_id IS NOT NULL OR image_manipulation <> 'instrument only'),
    CONSTRAINT images_consent_scopes_known CHECK (consent_scopes <@ ARRAY['share'::text, 'ml_training'::text, 'generative'::text, 'commercial'::text]),
    CONSTRAINT images_copyright_license_known CHECK (copyright_license IN ('CC-0'::text, 'CC-BY'::text, 'CC-BY-NC'::text)),
    CONSTRAINT images_attribution_length CHECK (char_length(attribution) BETWEEN 1 AND 500),
    CONSTRAINT images_access_known CHECK (access IN ('open'::text, 'controlled'::text)),
    CONSTRAINT images_image_manipulation_known CHECK (image_manipulation IN ('instrument only'::text, 'altered'::text, 'synthetic'::text)),
    CONSTRAINT images_digital_source_type_known CHECK (digital_source_type IN ('digitalCapture'::text, 'algorithmicallyEnhanced'::text, 'compositeWithTrainedAlgorithmicMedia'::text, 'trainedAlgorithmicMedia'::text, 'algorithmicMedia'::text)),
    CONSTRAINT images_synthetic_has_generator CHECK (image_manipulation <> 'synthetic' OR generator IS NOT NULL),
    CONSTRAINT images_capture_has_no_generator CHECK (image_manipulation <> 'instrument only' OR generator IS NULL),
    CONSTRAINT images_not_its_own_parent CHECK (NOT image_id = ANY (parents)),
    CONSTRAINT images_status_known CHECK (status IN ('pending'::text, 'published'::text, 'rejected'::text, 'withdrawn'::text)),
    CONSTRAINT images_rejected_has_reason CHECK (status <> 'rejected' OR status_reason IS NOT NULL),
    CONSTRAINT images_consent_status_known CHECK (consent_status IN ('active'::text, 'withdrawn'::text))
);
CREATE INDEX images_account_newest_idx ON catalog.images (account_id, uploaded_at, image_id);
CREATE INDEX images_audience_newest_idx ON catalog.images (audience, uploaded_at, image_id);
CREATE INDEX images_consent_idx ON catalog.images (consent_id);
CREATE INDEX images_ita_asc_idx ON catalog.images (coalesce(ita_deg, 'Infinity'::float8), image_id);
CREATE INDEX images_ita_desc_idx ON catalog.images (coalesce(ita_deg, '-Infinity'::float8), image_id);
CREATE INDEX images_lesion_idx ON catalog.images (lesion_id);
CREATE INDEX images_newest_idx ON catalog.images (uploaded_at, image_id);
CREATE INDEX images_parents_idx ON catalog.images USING gin (parents);
CREATE INDEX images_patient_idx ON catalog.images (patient_id);
CREATE INDEX images_phash_bands_idx ON catalog.images USING gin (phash_bands) WITH (fastupdate = off);
CREATE INDEX images_queue_idx ON catalog.images ((status_reason IS NULL), uploaded_at, image_id) WHERE status = 'pending';
CREATE INDEX images_terms_idx ON catalog.images USING gin (terms);
CREATE TABLE catalog.login_attempts (
    subject BYTEA NOT NULL,
    attempts INTEGER NOT NULL,
    window_ends_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT login_attempts_pkey PRIMARY KEY (subject),
    CONSTRAINT login_attempts_subject_length CHECK (octet_length(subject) = 32),
    CONSTRAINT login_attempts_attempts_positive CHECK (attempts >= 0)
);
CREATE INDEX login_attempts_window_ends_at_idx ON catalog.login_attempts (window_ends_at);
CREATE TABLE catalog.reviews (
    review_id BIGINT GENERATED ALWAYS AS IDENTITY,
    image_id TEXT NOT NULL,
    reviewer_id TEXT NOT NULL,
    decision TEXT NOT NULL,
    reason TEXT,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT reviews_pkey PRIMARY KEY (review_id),
    CONSTRAINT reviews_image_id_form CHECK (image_id ~ '^img_[a-z2-7]{16}$'),
    CONSTRAINT reviews_decision_known CHECK (decision IN ('publish'::text, 'reject'::text, 'hold'::text)),
    CONSTRAINT reviews_refusal_has_reason CHECK (decision = 'publish' OR reason IS NOT NULL),
    CONSTRAINT reviews_reason_length CHECK (char_length(reason) BETWEEN 1 AND 1000)
);
CREATE INDEX reviews_image_id_review_id_idx ON catalog.reviews (image_id, review_id);
CREATE TABLE catalog.signing_keys (
    kid TEXT NOT NULL,
    algorithm TEXT NOT NULL,
    public_jwk JSONB NOT NULL,
    private_jwe TEXT,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    not_before TIMESTAMP WITH TIME ZONE NOT NULL,
    retired_at TIMESTAMP WITH TIME ZONE,
    revoked_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT signing_keys_pkey PRIMARY KEY (kid),
    CONSTRAINT signing_keys_algorithm_known CHECK (algorithm = 'EdDSA'),
    CONSTRAINT signing_keys_public_is_public CHECK (NOT jsonb_exists(public_jwk, 'd')),
    CONSTRAINT signing_keys_signer_has_private CHECK (private_jwe IS NOT NULL OR retired_at IS NOT NULL),
    CONSTRAINT signing_keys_revoked_is_retired CHECK (revoked_at IS NULL OR retired_at IS NOT NULL)
);
CREATE TABLE catalog.snapshots (
    snapshot_id TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    idempotency_key TEXT,
    request_sha256 TEXT NOT NULL,
    request JSONB NOT NULL,
    purpose TEXT,
    image_count INTEGER NOT NULL,
    manifest_sha256 TEXT NOT NULL,
    CONSTRAINT snapshots_pkey PRIMARY KEY (snapshot_id),
    CONSTRAINT snapshots_snapshot_id_form CHECK (snapshot_id ~ '^snp_[a-z2-7]{16}$'),
    CONSTRAINT snapshots_idempotency_key_length CHECK (char_length(idempotency_key) BETWEEN 1 AND 200),
    CONSTRAINT snapshots_purpose_length CHECK (char_length(purpose) BETWEEN 1 AND 1000),
    CONSTRAINT snapshots_request_sha256_form CHECK (request_sha256 ~ '^[0-9a-f]{64}$'),
    CONSTRAINT snapshots_manifest_sha256_form CHECK (manifest_sha256 ~ '^[0-9a-f]{64}$')
);
CREATE UNIQUE INDEX snapshots_idempotency_idx ON catalog.snapshots (created_by, idempotency_key);
CREATE TABLE catalog.tombstones (
    image_id TEXT NOT NULL,
    cause TEXT NOT NULL,
    consent_id TEXT,
    actor_id TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT tombstones_pkey PRIMARY KEY (image_id),
    CONSTRAINT tombstones_image_id_form CHECK (image_id ~ '^img_[a-z2-7]{16}$'),
    CONSTRAINT tombstones_cause_known CHECK (cause IN ('consent'::text, 'parent'::text, 'deleted'::text)),
    CONSTRAINT tombstones_withdrawn_by_consent CHECK ((cause = 'deleted') = (consent_id IS NULL))
);
CREATE INDEX tombstones_consent_id_idx ON catalog.tombstones (consent_id);
CREATE TABLE catalog.models (
    model TEXT NOT NULL,
    version TEXT NOT NULL,
    snapshot_id TEXT NOT NULL,
    manifest_sha256 TEXT NOT NULL,
    measures JSONB NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    affected_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT models_pkey PRIMARY KEY (model, version),
    CONSTRAINT models_model_form CHECK (model ~ '^[a-z][a-z0-9_-]{0,63}$'),
    CONSTRAINT models_version_length CHECK (char_length(version) BETWEEN 1 AND 64),
    CONSTRAINT models_manifest_sha256_form CHECK (manifest_sha256 ~ '^[0-9a-f]{64}$'),
    CONSTRAINT models_snapshot_id_fkey FOREIGN KEY(snapshot_id) REFERENCES catalog.snapshots (snapshot_id)
);
CREATE INDEX models_snapshot_id_idx ON catalog.models (snapshot_id);
CREATE TABLE catalog.sessions (
    session_id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    label TEXT,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    last_used_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    revoked_at TIMESTAMP WITH TIME ZONE,
    revoked_reason TEXT,
    CONSTRAINT sessions_pkey PRIMARY KEY (session_id),
    CONSTRAINT sessions_session_id_form CHECK (session_id ~ '^ses_[a-z2-7]{16}$'),
    CONSTRAINT sessions_label_length CHECK (char_length(label) <= 100),
    CONSTRAINT sessions_revoked_has_reason CHECK ((revoked_at IS NULL) = (revoked_reason IS NULL) AND revoked_reason IN ('signed_out', 'ended', 'password_changed', 'reused', 'disabled')),
    CONSTRAINT sessions_account_id_fkey FOREIGN KEY(account_id) REFERENCES catalog.accounts (account_id) ON DELETE CASCADE
);
CREATE INDEX sessions_account_id_idx ON catalog.sessions (account_id);
CREATE INDEX sessions_expires_at_idx ON catalog.sessions (expires_at);
CREATE TABLE catalog.snapshot_items (
    snapshot_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    image_id TEXT NOT NULL,
    split TEXT NOT NULL,
    CONSTRAINT snapshot_items_pkey PRIMARY KEY (snapshot_id, position),
    CONSTRAINT snapshot_items_image_id_form CHECK (image_id ~ '^img_[a-z2-7]{16}$'),
    CONSTRAINT snapshot_items_split_form CHECK (split ~ '^[a-z][a-z0-9_-]{0,31}$'),
    CONSTRAINT snapshot_items_snapshot_id_fkey FOREIGN KEY(snapshot_id) REFERENCES catalog.snapshots (snapshot_id)
);
CREATE INDEX snapshot_items_image_id_idx ON catalog.snapshot_items (image_id);
CREATE UNIQUE INDEX snapshot_items_snapshot_id_image_id_idx ON catalog.snapshot_items (snapshot_id, image_id);
CREATE TABLE catalog.refresh_tokens (
    token_hash BYTEA NOT NULL,
    session_id TEXT NOT NULL,
    issued_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    used_at TIMESTAMP WITH TIME ZONE,
    successor_salt BYTEA,
    CONSTRAINT refresh_tokens_pkey PRIMARY KEY (token_hash),
    CONSTRAINT refresh_tokens_token_hash_length CHECK (octet_length(token_hash) = 32),
    CONSTRAINT refresh_tokens_used_has_salt CHECK ((used_at IS NULL) = (successor_salt IS NULL)),
    CONSTRAINT refresh_tokens_session_id_fkey FOREIGN KEY(session_id) REFERENCES catalog.sessions (session_id) ON DELETE CASCADE
);
CREATE INDEX refresh_tokens_session_id_idx ON catalog.refresh_tokens (session_id);

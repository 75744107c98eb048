/* The shapes of the REST interface that the pages use. */

export type Manipulation = "instrument only" | "altered" | "synthetic";
export type Status = "pending" | "published" | "rejected" | "withdrawn";

export interface Diagnosis {
  condition_id: string;
  confidence?: number | null;
  rater?: string | null;
  confirm_type?: string | null;
}
export interface Fitzpatrick {
  value: string;
  source: string;
}
export interface Monk {
  value: number;
  rater?: string | null;
  gradable?: boolean | null;
}
export interface Generator {
  kind: string;
  model?: string | null;
  version?: string | null;
  method?: string | null;
  seed?: number | string | null;
  parameters?: Record<string, unknown> | null;
  measures?: Record<string, unknown> | null;
}

export interface Picture {
  image_id: string;
  pixels_x: number;
  pixels_y: number;
  format: string;
  size_bytes: number;
  sha256: string;
  image_type: string;
  shot_type: string | null;
  patient_id: string | null;
  lesion_id: string | null;
  case_id: string | null;
  age_approx: number | null;
  sex: string | null;
  anatom_site_general: string | null;
  diagnosis: Diagnosis[];
  fitzpatrick_skin_type: Fitzpatrick[];
  monk_skin_tone: Monk[];
  ita_deg: number | null;
  ita_quality: string | null;
  ita_reason?: string | null;
  ita_method: string | null;
  tone_group: string | null;
  condition_duration: string | null;
  condition_symptoms: string[];
  textures: string[];
  acquisition_day: number | null;
  country: string | null;
  recognizable_visual_features: string;
  consent_id: string | null;
  consent_scopes: string[];
  consent_status: string | null;
  copyright_license: string;
  attribution: string | null;
  image_manipulation: Manipulation;
  digital_source_type: string | null;
  access: string;
  parents: string[];
  generator: Generator | null;
  status: Status;
  status_reason: string | null;
  uploaded_at: string;
  mine: boolean;
  notes?: string | null;
  removed?: string[] | null;
  links: { content: string; thumbnail_256: string; thumbnail_1024: string };
}

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
  count?: { value: number; is_exact: boolean } | null;
}
export interface FacetValue {
  value: string;
  count: number;
  label?: string | null;
}
export type Facets = Record<string, FacetValue[]>;

export interface VocabularyItem {
  value: string;
  label: string;
  synonyms?: string[] | null;
  parent?: string | null;
}
export interface Coverage {
  rows: { value: string; label: string }[];
  cols: { value: string; label: string }[];
  cells: CoverageCell[];
}
export interface CoverageCell {
  row: string;
  col: string;
  real: number | null;
  altered: number | null;
  synthetic: number | null;
  masked: boolean;
}

export interface Account {
  account_id: string;
  email: string;
  display_name: string | null;
  roles: string[];
  created_at: string;
}
export interface Session {
  session_id: string;
  created_at: string;
  last_used_at: string | null;
  expires_at: string;
  label: string | null;
  current?: boolean;
}
export interface Warning {
  code: string;
  message: string;
  image_ids?: string[] | null;
}
export interface Upload {
  image_id: string;
  state: string;
  status: string | null;
  created: boolean;
  removed: string[];
  warnings: Warning[];
  record: Picture;
}
export interface Consent {
  consent_id: string;
  scopes: string[];
  status: string;
  given_at: string;
  withdrawn_at: string | null;
  image_count: number;
}
export interface Impact {
  images: number;
  derivatives: number;
  snapshots: string[];
  models: unknown[];
}
export interface Event {
  at: string;
  event: string;
  actor: string | null;
  detail: unknown;
}
export interface Lineage {
  nodes: {
    image_id: string;
    image_manipulation: Manipulation;
    status: string;
    generator?: Generator | null;
  }[];
  edges: { parent: string; child: string; method: string | null }[];
}

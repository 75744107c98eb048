/* The shapes of the REST interfaces, by the names that the pages use. Made from openapi/*.json. */
import type { components as CatalogParts } from "../api/catalog";
import type { components as SynthesisParts } from "../api/synthesis";
import type { components as UploadParts } from "../api/upload";

type Catalog = CatalogParts["schemas"];
type Uploads = UploadParts["schemas"];
type Synthesis = SynthesisParts["schemas"];

export type Picture = Catalog["ImageOut"];
export type PicturePage = Catalog["ImageList"];
export type Lineage = Catalog["Lineage"];
export type Event = Catalog["History.EventOut"];
export type FacetValue = Catalog["FacetsOut.FacetValue"];
export type Coverage = Catalog["CoverageOut"];
export type CoverageCell = Catalog["CoverageOut.CellOut"];
export type VocabularyItem = Catalog["Vocabulary.EntryOut"];
export type Consent = Catalog["ConsentList.ConsentOut"];
export type Impact = Catalog["Withdrawn.ImpactOut"];
export type Account = Catalog["AccountOut"];
export type Session = Catalog["SessionList.SessionOut"];
// The upload service answers with the record in the catalog's shape, but describes it as an open object.
export type Upload = Omit<Uploads["Upload"], "record"> & { record: Picture };
export type Order = Synthesis["OrderOut"];
export type OrderPage = Synthesis["OrderPage"];
export type OrderWish = Synthesis["OrderIn"];
export type Preview = Synthesis["PreviewOut"];
export type OrderItem = Synthesis["OrderPage.ItemOut"];
export type Generation = Synthesis["GenerationPage"];
export type GenerationItem = Synthesis["GenerationPage.GenerationItemOut"];
export type GenerationWish = Synthesis["GenerationIn"];
export type DrawWish = Synthesis["GenerationPreviewIn"];
export type Drawn = Synthesis["GenerationPreviewOut"];
export type Run = Synthesis["RunOut"];
export type RunWish = Synthesis["RunIn"];
export type Model = Synthesis["ModelList.ModelOut"];
export type SnapshotWish = Catalog["SnapshotIn"];

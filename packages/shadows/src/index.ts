export type { NamedShadowDocument, ShadowDocuments } from './documents.js'
export type { ShadowReports } from './reports.js'
export { createShadows, type Shadows, type ShadowsDeps, type ShadowsOptions } from './shadows.js'

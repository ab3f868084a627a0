export { createShadows } from './shadows.js'
export type { NamedShadowDocument, ShadowDocuments, Shadows, ShadowsDeps, ShadowsOptions } from './shadows.js'

/** The largest request that is read at all, in bytes: the limit of an MQTT message (SHD-092). What counts for the quota is the merged document. */
export const MAX_REQUEST_BYTES = 131_072

/** UTF-8 bytes of a `clientToken` (SHD-018). */
export const MAX_CLIENT_TOKEN_BYTES = 64

/** Default of the adjustable quota on a document, in bytes (SHD-091). */
export const DEFAULT_MAX_DOCUMENT_BYTES = 8_192

/** Default number of object levels below a section (SHD-090). */
export const DEFAULT_MAX_NESTING_LEVELS = 8

/** Arrays around a value, between it and its section. No documented limit: it bounds recursion, which {@link DEFAULT_MAX_NESTING_LEVELS} does for objects. */
export const MAX_ARRAY_LEVELS = 64

/** How long the version counter of a deleted shadow is remembered (SHD-076). */
export const TOMBSTONE_LIFETIME_MS = 48 * 60 * 60 * 1_000

/** Names on a page of ListNamedShadowsForThing when the request does not say (SHD-122, unconfirmed). */
export const DEFAULT_PAGE_SIZE = 25

/* Quotas of the General Reference page "AWS IoT Core endpoints and quotas" (registry.md section 16). */

export const MAX_ATTRIBUTES_UNTYPED_THING = 3
export const MAX_ATTRIBUTES_TYPED_THING = 50
/** 47 kilobytes, counted as UTF-8 bytes of names and values. */
export const MAX_THING_ATTRIBUTES_BYTES = 47 * 1024
export const MAX_ATTRIBUTES_PER_GROUP = 50
export const MAX_PROPAGATING_ATTRIBUTES = 20
/** The root is level 1 (REG-232). */
export const MAX_GROUP_DEPTH = 7
export const MAX_CHILD_GROUPS = 100
/** Static and dynamic together (REG-241). */
export const MAX_GROUPS_PER_THING = 10
export const MAX_DYNAMIC_GROUPS = 100
export const MAX_BILLING_GROUPS = 20_000
export const MAX_TAGS_PER_RESOURCE = 50

/** Page size of lists that take `maxResults` (REG-022). */
export const DEFAULT_PAGE_SIZE = 100

/** REG-155. */
export const DEFAULT_THING_TYPE_DELETION_DELAY_MS = 300_000

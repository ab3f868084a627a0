/** Bytes of a payload, and of what a template becomes (CMD-001). */
export const MAX_PAYLOAD_BYTES = 32_768
/** What a payload is when nobody says (CMD-001). */
export const DEFAULT_CONTENT_TYPE = 'application/octet-stream'
/** Seconds that a device has to finish an execution (CMD-008). */
export const DEFAULT_TIMEOUT_SECONDS = 10
export const MAX_TIMEOUT_SECONDS = 43_200
/** How long a command must have been deprecated to go at once, and how long another stays pending: the longest timeout (CMD section 15). */
export const DELETION_DELAY_MS = MAX_TIMEOUT_SECONDS * 1_000
/** Months that an execution is kept (CMD-012). */
export const RETENTION_MONTHS = 6
/** Items on a page: the model's bound, which is also taken when the caller names none (unconfirmed). */
export const MAX_PAGE_SIZE = 100
/** Rows that one stretch of background work handles unless the options say otherwise. */
export const DEFAULT_SLICE_SIZE = 50
/** Characters of a response's parts (CMD-005). */
export const MAX_REASON_CODE_LENGTH = 64
export const MAX_REASON_DESCRIPTION_LENGTH = 1_024
export const MAX_RESULT_NAME_LENGTH = 32

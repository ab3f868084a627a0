/** PRV-513. */
export const MAX_TEMPLATES = 256
export const MAX_TEMPLATE_VERSIONS = 5
/** PRV-612: the ownership token of a certificate made over MQTT. */
export const TOKEN_LIFETIME_MS = 3_600_000
/** PRV-621: the certificate of a provisioning claim. */
export const CLAIM_LIFETIME_MS = 300_000
/** PRV-621, in any second. */
export const MAX_CLAIMS_PER_SECOND = 10
/** PRV-631, PRV-641: how long a function may take to answer. */
export const FUNCTION_TIMEOUT_MS = 5_000
/** Items on a page: the model's bound, and what is taken when the caller names none. */
export const MAX_PAGE_SIZE = 250
export const DEFAULT_PAGE_SIZE = 100
/** PRV-704: a task that is not finished by then is ended, and the data of a finished one is deleted then. */
export const TASK_LIFETIME_MS = 30 * 86_400_000
/** Characters of an input line (PRV-701). */
export const MAX_LINE_LENGTH = 256_000

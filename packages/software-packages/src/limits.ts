/** UTF-8 bytes of all attributes of a version, names and values together: 3 KB (developer guide, "Version attributes"). */
export const MAX_ATTRIBUTES_BYTES = 3_072
/** Items on a page: the model's bound, which is also taken when the caller names none (unconfirmed). */
export const MAX_PAGE_SIZE = 100
/** How long a client token stands for its request (unconfirmed: AWS names no time). */
export const TOKEN_LIFETIME_MS = 24 * 3_600_000
/** How many tokens past their time go with each new one, so that they are not many at once. */
export const TOKENS_FORGOTTEN_AT_ONCE = 10

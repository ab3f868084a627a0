/* Patterns of the API model that validation messages quote (REG-030). */

/** Things, thing types, thing groups, billing groups. */
export const REGISTRY_NAME = '[a-zA-Z0-9:_-]+'
export const POLICY_NAME = '[\\w+=,.@-]+'
export const POLICY_VERSION_ID = '[0-9]+'
export const ROLE_ALIAS = '[\\w=,@-]+'
export const CERTIFICATE_PROVIDER = ROLE_ALIAS
export const DOMAIN_CONFIGURATION = '[\\w.-]+'
/** Where built-in domain configurations may be named too. */
export const RESERVED_DOMAIN_CONFIGURATION = '[\\w.:-]+'
export const CERTIFICATE_ID = '(0x)?[a-fA-F0-9]+'

/** As long as a certificate id, and nothing but the length is right. */
export const NO_CERTIFICATE_ID = 'z'.repeat(64)
/** The id of a certificate that nobody has. */
export const UNKNOWN_CERTIFICATE_ID = '0'.repeat(64)

import { type IotOperations, serviceModels } from '@iot-core-local/core'

/** The name of an operation of the service `iot`. */
export type OperationName = keyof IotOperations

/**
 * The areas of the run by the first segments of their operations' paths, each with the number of operations that the API surface lists for it
 * (sections 8.1 to 8.8, 8.15, 8.18, 8.19, 8.21, 8.22 and 8.24, of 8.9 what registers things, of 8.25 the providers, and of fleet indexing what connections are known by). A new operation on such a path fails the run until it has cases.
 */
export const AREAS = {
  things: { count: 11, path: /^\/(things(\/\{thingName\}(\/principals(-v2)?)?)?|principals\/.*)$/ },
  'thing-types': { count: 6, path: /^\/thing-types(\/.*)?$/ },
  'thing-groups': { count: 13, path: /^\/(thing-groups(\/.*)?|dynamic-thing-groups\/.*|things\/\{thingName\}\/thing-groups)$/ },
  'billing-groups': { count: 8, path: /^\/billing-groups(\/.*)?$/ },
  certificates: { count: 8, path: /^\/(certificates(\/\{certificateId\})?|certificate\/.*|keys-and-certificate)$/ },
  'ca-certificates': { count: 8, path: /^\/(cacertificates?(\/.*)?|certificates-by-ca\/.*|registrationcode)$/ },
  policies: {
    count: 19,
    path: /^\/(policies|target-policies|principal-policies|policy-principals|attached-policies|policy-targets|effective-policies|test-authorization)(\/.*)?$/,
  },
  'tags-events-endpoints': { count: 6, path: /^\/(tags|untag|event-configurations|endpoint)$/ },
  jobs: { count: 19, path: /^\/(jobs|job-templates|managed-job-templates)(\/.*)?$|^\/things\/\{thingName\}\/jobs(\/.*)?$/ },
  commands: { count: 8, path: /^\/(commands|command-executions)(\/.*)?$/ },
  // Without the three about bills of materials, which nobody answers.
  'software-packages': { count: 12, path: /^\/(packages(\/\{packageName\}(\/versions(\/\{versionName\})?)?)?|package-configuration)$/ },
  'connectivity-data': { count: 1, path: /^\/things\/\{thingName\}\/connectivity-data$/ },
  'role-aliases': { count: 5, path: /^\/role-aliases(\/.*)?$/ },
  'domain-configurations': { count: 5, path: /^\/domainConfigurations(\/.*)?$/ },
  'certificate-providers': { count: 5, path: /^\/certificate-providers(\/.*)?$/ },
  'thing-registration': { count: 6, path: /^\/thing-registration-tasks(\/.*)?$/ },
  'certificate-transfer': { count: 5, path: /^\/([a-z]+-certificate-transfer\/.*|transfer-certificate\/.*|certificates-out-going)$/ },
} as const

export type AreaName = keyof typeof AREAS

/** Operations whose paths lie among those of an area, and that belong to another one. */
const ELSEWHERE: ReadonlyMap<string, AreaName> = new Map([['RegisterThing', 'thing-registration']])

const OPERATIONS = serviceModels.iot.operations

/** The operations of an area, as the API model has them. */
export function operationsOf(area: AreaName): readonly string[] {
  return Object.entries(OPERATIONS)
    .filter(([name, { path }]) => (ELSEWHERE.has(name) ? ELSEWHERE.get(name) === area : AREAS[area].path.test(path)))
    .map(([name]) => name)
}

/** Exceptions that a caller cannot bring about in a healthy emulator: it neither throttles nor fails, and its front end answers what is not authorized. */
const NEVER_IN_HEALTH: ReadonlySet<string> = new Set([
  'ThrottlingException',
  'ServiceUnavailableException',
  'InternalFailureException',
  'InternalServerException',
  'UnauthorizedException',
])

/** The exceptions that the API model declares for an operation and that a caller can bring about. */
export function modeledErrorsOf(operation: string): readonly string[] {
  return (OPERATIONS[operation]?.errors ?? []).filter((error) => !NEVER_IN_HEALTH.has(error))
}

export function isPaginated(operation: string): boolean {
  return OPERATIONS[operation]?.paginator !== undefined
}

import {
  CreateAuthorizerCommand,
  CreateDomainConfigurationCommand,
  type CreateDomainConfigurationCommandInput,
  type IoTClient,
  TestInvokeAuthorizerCommand,
} from '@aws-sdk/client-iot'
import { vectors } from './parity-vectors.js'

const POLICY_EVALUATION = [...vectors.values()].filter((vector) => 'kind' in vector && vector.kind === 'policy-eval').map(({ id }) => id)
const numbered = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `RV-${String(from + index).padStart(3, '0')}`)

/** What other tests run: their file, and what in it shows that it does. */
export const ELSEWHERE: readonly { readonly file: string; readonly cites: string; readonly ids: readonly string[] }[] = [
  { file: 'packages/security/test/policy-vectors.test.ts', cites: "kind === 'policy-eval'", ids: POLICY_EVALUATION },
  ...['SECV-062', 'SECV-063', 'SECV-084', 'SECV-088'].map((id) => ({
    file: 'packages/security/test/security-vectors.test.ts',
    cites: id,
    ids: [id],
  })),
  {
    file: 'packages/registry/test/vectors.test.ts',
    cites: 'length: 28',
    ids: [...numbered(1, 11), ...numbered(13, 28), ...numbered(47, 48), ...numbered(60, 63)],
  },
  ...['SECV-057', 'SECV-059', 'SECV-061'].map((id) => ({
    file: 'packages/security/test/domain-configurations.test.ts',
    cites: "kind === 'domain-configuration'",
    ids: [id],
  })),
  ...[...numbered(29, 37), ...numbered(40, 46)].map((id) => ({
    file: 'packages/security/test/registry-vectors.test.ts',
    cites: id,
    ids: [id],
  })),
  { file: 'packages/provisioning/test/bulk.test.ts', cites: 'CertificatePem: expect.stringContaining', ids: ['RV-049'] },
  // They wait for an hour and for a missed keep-alive: the broker's tests have a clock of their own for sockets.
  { file: 'packages/broker/test/listeners-and-deadlines.test.ts', cites: 'WEBSOCKET_TTL_EXPIRATION', ids: ['SECV-071'] },
  { file: 'packages/broker/test/listeners-and-deadlines.test.ts', cites: 'MQTT_KEEP_ALIVE_TIMEOUT', ids: ['RV-066'] },
  // mqtt.js has no way to close the WebSocket without a DISCONNECT before it.
  { file: 'packages/broker/test/listeners-and-deadlines.test.ts', cites: 'a WebSocket Close frame is a goodbye', ids: ['RV-069'] },
]

/** What is about operations that are not built. */
export const NOT_BUILT: readonly {
  readonly reason: string
  readonly ids: readonly string[]
  readonly call: (control: IoTClient) => Promise<unknown>
}[] = [
  {
    reason: 'custom authorizers: CreateAuthorizer',
    ids: ['SECV-052', 'SECV-074', 'SECV-075', 'SECV-076', 'SECV-077', 'SECV-078'],
    call: (control) =>
      control.send(new CreateAuthorizerCommand({ authorizerName: 'a', authorizerFunctionArn: 'arn:aws:lambda:us-west-2:1:function:a' })),
  },
  {
    reason: 'custom authorizers: TestInvokeAuthorizer',
    ids: ['SECV-073'],
    call: (control) => control.send(new TestInvokeAuthorizerCommand({ authorizerName: 'a' })),
  },
  {
    reason: 'custom authorizers: CreateDomainConfiguration for them and certificates',
    ids: ['SECV-058'],
    call: (control) => control.send(new CreateDomainConfigurationCommand({ domainConfigurationName: 'd', ...pairOf('SECV-058') })),
  },
  {
    reason: 'custom authorizers: CreateDomainConfiguration for them alone',
    ids: ['SECV-060'],
    call: (control) => control.send(new CreateDomainConfigurationCommand({ domainConfigurationName: 'd', ...pairOf('SECV-060') })),
  },
]

/** The authentication and protocol that a vector combines. */
function pairOf(id: string): Pick<CreateDomainConfigurationCommandInput, 'authenticationType' | 'applicationProtocol'> {
  return vectors.get(id)?.when ?? {}
}

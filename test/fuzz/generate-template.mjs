/* Provisioning templates that are nearly right: what a valid one may hold, with a few things bent. */

/** A small generator of numbers in [0, 1): the same for the same seed on every machine (mulberry32). */
export function numbersOf(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const FUNCTIONS = ['Ref', 'Fn::Join', 'Fn::Select', 'Fn::FindInMap', 'Fn::Split', 'Fn::Sub', 'Fn::GetAtt', 'Fn::']
const NAMES = [
  'SerialNumber',
  'ThingName',
  'AWS::IoT::Certificate::Id',
  'AWS::IoT::Certificate::CommonName',
  'Parameters',
  'Mappings',
  'Resources',
  'DeviceConfiguration',
  'Properties',
  'Type',
  'OverrideSettings',
  'DependsOn',
  'AttributePayload',
  'ThingGroups',
  'ThingTypeName',
  'BillingGroup',
  'CertificateId',
  'CertificatePem',
  'CertificateSigningRequest',
  'CACertificatePem',
  'ThingPrincipalType',
  'PolicyName',
  'PolicyDocument',
  'Status',
  'Default',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '',
]
const TEXTS = [
  '',
  ' ',
  'x',
  'a'.repeat(129),
  'é漢字🚀',
  '\ud800',
  '\u0000',
  '${SerialNumber}',
  '${',
  '${!x}',
  '${${SerialNumber}}',
  '$aws/things',
  '../..',
  'ACTIVE',
  'Inactive',
  'FAIL',
  'MERGE',
  'REPLACE',
  'DO_NOTHING',
  'AWS::IoT::Thing',
  'AWS::IoT::Certificate',
  'AWS::IoT::Policy',
  'AWS::IoT::Nothing',
  'String',
  '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----',
  '-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----',
  '{"Version":"2012-10-17","Statement":[]}',
]
const NUMBERS = [0, -1, 1, 1.5, 1e308, 2 ** 53, -0]

/**
 * @param random numbers in [0, 1)
 * @param csrs signing requests that are in order
 */
export function createGenerator(random, csrs) {
  const below = (count) => Math.floor(random() * count)
  const pick = (list) => list[below(list.length)]
  const chance = (of) => random() < of

  const leaf = () =>
    pick([() => pick(TEXTS), () => pick(TEXTS), () => pick(NUMBERS), () => chance(0.5), () => null, () => [], () => ({})])()

  const expression = (depth) => {
    if (depth <= 0 || chance(0.3)) return chance(0.7) ? { Ref: pick(NAMES) } : leaf()
    const inner = () => expression(depth - 1)
    return pick([
      () => ({ 'Fn::Join': [pick(TEXTS), Array.from({ length: below(5) }, inner)] }),
      () => ({ 'Fn::Select': [pick([0, '0', 1, 99, -1, inner()]), pick([[inner(), inner()], inner()])] }),
      () => ({ 'Fn::Split': [pick(['-', '', inner()]), inner()] }),
      () => ({ 'Fn::FindInMap': ['M', pick(['a', inner()]), pick(['b', inner()])] }),
      () => ({ 'Fn::Sub': chance(0.5) ? pick(TEXTS) : [pick(TEXTS), { x: inner() }] }),
      () => ({ [pick(FUNCTIONS)]: inner() }),
      () => ({ [pick(FUNCTIONS)]: inner(), [pick(FUNCTIONS)]: inner() }),
    ])()
  }

  /** An expression that every consumer takes, with a value that can be part of a name. */
  const sound = (depth) => {
    if (depth <= 0 || chance(0.3)) return pick([{ Ref: 'SerialNumber' }, 'part', { 'Fn::FindInMap': ['M', 'a', 'b'] }])
    const inner = () => sound(depth - 1)
    return pick([
      () => ({ 'Fn::Join': [pick(['', '-']), [inner(), inner()]] }),
      () => ({ 'Fn::Select': [pick([0, '1']), [inner(), inner()]] }),
      () => ({ 'Fn::Select': [0, { 'Fn::Split': ['-', inner()] }] }),
      () => ({ 'Fn::Sub': ['${x}-${SerialNumber}', { x: inner() }] }),
    ])()
  }

  /** What CreateProvisioningTemplate takes for the type, or RegisterThing without one. */
  const valid = (index, type) => ({
    Parameters: { SerialNumber: { Type: 'String' }, ThingName: { Type: 'String', Default: `fuzz-${index % 50}` } },
    Mappings: { M: { a: { b: 'c' } } },
    Resources: {
      thing: {
        Type: 'AWS::IoT::Thing',
        Properties: {
          ThingName: { 'Fn::Join': ['-', [{ Ref: 'ThingName' }, sound(3)]] },
          AttributePayload: { serial: sound(2), version: { 'Fn::FindInMap': ['M', 'a', 'b'] } },
        },
        OverrideSettings: { AttributePayload: pick(['MERGE', 'REPLACE', 'DO_NOTHING', 'FAIL']) },
      },
      certificate: {
        Type: 'AWS::IoT::Certificate',
        Properties:
          type === undefined
            ? { CertificateSigningRequest: { Ref: 'CSR' }, Status: pick(['ACTIVE', 'INACTIVE']) }
            : { CertificateId: { Ref: 'AWS::IoT::Certificate::Id' }, Status: 'ACTIVE' },
      },
      policy: {
        Type: 'AWS::IoT::Policy',
        Properties: pick([
          { PolicyName: 'fuzz' },
          { PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'iot:Connect', Resource: '*' }] } },
        ]),
      },
    },
    ...(type === 'FLEET_PROVISIONING' ? { DeviceConfiguration: { url: { 'Fn::Sub': 'https://${SerialNumber}.example.com' } } } : {}),
  })

  /** Every place in a template where something else could stand. */
  const placesOf = (value, places = []) => {
    if (typeof value !== 'object' || value === null) return places
    for (const key of Object.keys(value)) {
      places.push([value, key])
      placesOf(value[key], places)
    }
    return places
  }

  const deep = (levels) => {
    let value = { Ref: 'SerialNumber' }
    for (let level = 0; level < levels; level++) value = chance(0.5) ? { 'Fn::Join': ['', [value]] } : [value]
    return value
  }

  const bend = (template) => {
    const [holder, key] = pick(placesOf(template)) ?? [template, 'Resources']
    pick([
      () => (holder[key] = leaf()),
      () => (holder[key] = expression(4)),
      () => delete holder[key],
      () => Object.defineProperty(holder, pick(NAMES), { value: leaf(), enumerable: true, configurable: true, writable: true }),
      () => (holder[key] = deep(below(chance(0.1) ? 800 : 20))),
      () => (holder[key] = pick(TEXTS).repeat(below(300))),
      () => (holder[key] = structuredClone(pick(placesOf(template))?.[0] ?? {})),
    ])()
  }

  const scratch = (text) => {
    const at = below(text.length + 1)
    return pick([
      () => text.slice(0, at),
      () => text.slice(0, at) + pick(['"', '{', '}', ',', '\\', '\u0000', '[', 'null']) + text.slice(at),
      () => text.slice(0, at) + text.slice(at + 1 + below(10)),
      () => text + text,
      () => ' '.repeat(below(11_000)) + text,
    ])()
  }

  return {
    /** The text of a template; about one in ten is no JSON, some are larger than a template may be, a third has nothing bent. */
    template(index, type) {
      const template = valid(index, type)
      for (let bends = chance(0.33) ? 0 : 1 + below(4); bends > 0; bends--) bend(template)
      const text = JSON.stringify(template) ?? 'null'
      return chance(0.1) ? scratch(text) : text
    },
    parameters(index) {
      if (chance(0.05)) return leaf()
      const parameters = { SerialNumber: chance(0.7) ? `s${index}` : pick(TEXTS), CSR: chance(0.8) ? pick(csrs) : pick(TEXTS) }
      for (let more = chance(0.6) ? 0 : below(3); more > 0; more--) parameters[pick(NAMES) || 'x'] = chance(0.9) ? pick(TEXTS) : leaf()
      return parameters
    },
    /** Undefined for a template of RegisterThing. */
    type: () => pick(['FLEET_PROVISIONING', 'JITP', undefined]),
  }
}

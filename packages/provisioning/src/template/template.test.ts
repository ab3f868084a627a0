import { expect, test } from 'vitest'
import { evaluateTemplate } from './evaluate-template.js'
import { MAX_TEMPLATE_LENGTH, parseTemplate } from './parse-template.js'
import type { TemplateUse } from './template.js'

const THING = { Type: 'AWS::IoT::Thing', Properties: { ThingName: 'lamp-1' } }
const CERTIFICATE = { Type: 'AWS::IoT::Certificate', Properties: { CertificateId: 'a'.repeat(64) } }

function evaluate(document: object, parameters: Record<string, string> = {}, use: TemplateUse = 'registration') {
  return evaluateTemplate(parseTemplate(JSON.stringify(document), use), new Map(Object.entries(parameters)))
}

/** What an attribute of a thing becomes. */
function valueOf(value: unknown, parameters: Record<string, string> = {}, more: object = {}, use: TemplateUse = 'registration') {
  const thing = { Type: 'AWS::IoT::Thing', Properties: { ThingName: 'lamp-1', AttributePayload: { value } } }
  return evaluate({ Resources: { thing, certificate: CERTIFICATE }, ...more }, parameters, use).thing?.attributes?.['value']
}

test.each([
  ['a string', 'text', 'text'],
  ['Ref', { Ref: 'P' }, 'pea'],
  ['a default', { Ref: 'D' }, 'dee'],
  ['Fn::Join', { 'Fn::Join': ['-', ['a', { Ref: 'P' }]] }, 'a-pea'],
  ['Fn::Join of Fn::Split', { 'Fn::Join': ['_', { 'Fn::Split': [',', { Ref: 'L' }] }] }, 'x_y_z'],
  ['Fn::Select by number', { 'Fn::Select': [1, ['a', 'b']] }, 'b'],
  ['Fn::Select by text', { 'Fn::Select': ['0', { 'Fn::Split': [',', { Ref: 'L' }] }] }, 'x'],
  ['Fn::FindInMap', { 'Fn::FindInMap': ['M', { Ref: 'P' }, 'url'] }, 'here'],
  ['Fn::Sub', { 'Fn::Sub': 'a ${P} ${!P}' }, 'a pea ${P}'],
  ['Fn::Sub with variables', { 'Fn::Sub': ['${x}/${P}', { x: { 'Fn::Select': [0, ['one']] } }] }, 'one/pea'],
])('[PRV-408] %s is evaluated', (_name, value, expected) => {
  const more = { Parameters: { P: { Type: 'String' }, D: { Type: 'String', Default: 'dee' } }, Mappings: { M: { pea: { url: 'here' } } } }
  const thing = evaluate(
    {
      ...more,
      Resources: { thing: THING, certificate: CERTIFICATE },
      DeviceConfiguration: { value },
    },
    { P: 'pea', L: 'x,y,z' },
    'fleet',
  )
  expect(thing.deviceConfiguration).toEqual({ value: expected })
})

test('[PRV-402] a parameter without a value stays as it is written for RegisterThing, and fails in a fleet', () => {
  const policy = { Type: 'AWS::IoT::Policy', Properties: { PolicyDocument: { 'Fn::Sub': '{"${P}"}' } } }
  expect(evaluate({ Resources: { certificate: CERTIFICATE, policy } }).policies).toEqual([
    { logicalId: 'policy', policyDocument: '{"${P}"}' },
  ])
  expect(() => valueOf({ Ref: 'P' }, {}, {}, 'fleet')).toThrow(
    'Resources.thing.Properties.AttributePayload.value: the parameter P has no value',
  )
  expect(() => valueOf({ Ref: 'P' })).toThrow(/'\{"Ref":"P"\}' does not match/)
})

test('[PRV-303] a declared parameter without a value fails just in time, used or not', () => {
  const document = { Parameters: { Unused: { Type: 'String' } }, Resources: { certificate: CERTIFICATE } }
  expect(() => evaluate(document, {}, 'jitp')).toThrow('Parameters.Unused: the parameter Unused has no value')
  expect(evaluate(document, {}, 'registration').certificate?.status).toBe('ACTIVE')
})

test.each<[string, unknown, string]>([
  ['Fn::Select out of range', { 'Fn::Select': [5, ['a']] }, 'Fn::Select has no element 5 in a list of 1'],
  ['Fn::Select of no number', { 'Fn::Select': ['x', ['a']] }, 'Fn::Select has no element x'],
  ['Fn::FindInMap of an unknown key', { 'Fn::FindInMap': ['M', 'a', 'b'] }, 'Mappings has no M.a.b'],
  [
    'an empty delimiter from a parameter',
    { 'Fn::Join': ['', { 'Fn::Split': [{ Ref: 'E' }, 'abc'] }] },
    'the delimiter of Fn::Split is empty',
  ],
])('[PRV-408] %s is an error at its place', (_name, value, message) => {
  expect(() => valueOf(value, { E: '' })).toThrow(`Resources.thing.Properties.AttributePayload.value`)
  expect(() => valueOf(value, { E: '' })).toThrow(message)
})

test('[PRV-408] nested substitutions cannot grow without bound', () => {
  const twice = (inner: unknown): object => ({ 'Fn::Sub': ['${x}${x}${x}${x}${x}${x}${x}${x}', { x: inner }] })
  let value: unknown = { Ref: 'P' }
  for (let depth = 0; depth < 12; depth++) value = twice(value)
  expect(() => valueOf(value, { P: 'p'.repeat(4096) })).toThrow('yields more than 65536 characters')
})

test.each<[string, object, string]>([
  ['an unknown section', { Resources: { THING }, Conditions: {} }, 'Conditions: is not known here'],
  ['no resources', {}, 'Resources: must be an object, not absent'],
  ['a parameter of another type', { Parameters: { P: { Type: 'Number' } }, Resources: { THING } }, 'Parameters.P.Type: must be "String"'],
  [
    'a default that is no string',
    { Parameters: { P: { Type: 'String', Default: 1 } }, Resources: { THING } },
    'Parameters.P.Default: must be a string, not a number',
  ],
  [
    'an unknown type',
    { Resources: { x: { Type: 'AWS::IoT::TopicRule', Properties: {} } } },
    "Resources.x.Type: 'AWS::IoT::TopicRule' is not a type",
  ],
  ['a second thing', { Resources: { a: THING, b: THING } }, 'Resources.b: is a second thing'],
  ['a second certificate', { Resources: { a: CERTIFICATE, b: CERTIFICATE } }, 'Resources.b: is a second certificate'],
  [
    'an unknown property',
    { Resources: { a: { Type: 'AWS::IoT::Thing', Properties: { ThingName: 'x', Name: 'y' } } } },
    'Resources.a.Properties.Name: is not known here',
  ],
  [
    'a thing without a name',
    { Resources: { a: { Type: 'AWS::IoT::Thing', Properties: {} } } },
    'Resources.a.Properties.ThingName: is missing',
  ],
  [
    'a value of the wrong type',
    { Resources: { a: { Type: 'AWS::IoT::Thing', Properties: { ThingName: 7 } } } },
    'Resources.a.Properties.ThingName: must be a string or a function, not a number',
  ],
  [
    'an unknown function',
    { Resources: { a: { Type: 'AWS::IoT::Thing', Properties: { ThingName: { 'Fn::GetAtt': ['x'] } } } } },
    'Resources.a.Properties.ThingName.Fn::GetAtt: is not a function',
  ],
  [
    'a function with a wrong number of arguments',
    { Resources: { a: { Type: 'AWS::IoT::Thing', Properties: { ThingName: { 'Fn::Join': ['x'] } } } } },
    'ThingName.Fn::Join: must be a list of 2 arguments',
  ],
  [
    'an open substitution',
    { Resources: { a: { Type: 'AWS::IoT::Thing', Properties: { ThingName: { 'Fn::Sub': 'a${b' } } } } },
    "has a '${' without its '}' at character 2",
  ],
  [
    'a function inside Mappings',
    { Mappings: { M: { a: { b: { Ref: 'P' } } } }, Resources: { a: THING } },
    'Mappings.M.a.b: must be a string, not an object',
  ],
  [
    'a policy without a certificate',
    { Resources: { a: THING, p: { Type: 'AWS::IoT::Policy', Properties: { PolicyName: 'x' } } } },
    'Resources.p: has nothing to be attached to',
  ],
  [
    'a status that is none',
    { Resources: { c: { ...CERTIFICATE, Properties: { ...CERTIFICATE.Properties, Status: 'REVOKED' } } } },
    "Properties.Status: 'REVOKED' must be ACTIVE or INACTIVE",
  ],
  [
    'an override of nothing',
    { Resources: { a: { ...THING, OverrideSettings: { ThingName: 'REPLACE' } } } },
    'OverrideSettings.ThingName: is not known here',
  ],
  [
    'MERGE of a type',
    { Resources: { a: { ...THING, OverrideSettings: { ThingTypeName: 'MERGE' } } } },
    "OverrideSettings.ThingTypeName: 'MERGE' must be one of",
  ],
  [
    'override settings of a policy',
    {
      Resources: {
        c: CERTIFICATE,
        p: { Type: 'AWS::IoT::Policy', Properties: { PolicyName: 'x' }, OverrideSettings: { PolicyName: 'FAIL' } },
      },
    },
    'policies have no override settings',
  ],
  [
    'a device configuration outside of fleets',
    { Resources: { a: THING }, DeviceConfiguration: {} },
    'DeviceConfiguration: belongs to templates of fleet provisioning only',
  ],
])('%s is refused at its place', (_name, document, message) => {
  expect(() => parseTemplate(JSON.stringify(document), 'registration')).toThrow(message)
})

test('[PRV-401] a template that is too long, or not JSON, is refused', () => {
  expect(() => parseTemplate(' '.repeat(MAX_TEMPLATE_LENGTH + 1), 'fleet')).toThrow('has 10241 characters, more than 10240')
  expect(() => parseTemplate('{"Resources":', 'fleet')).toThrow('the template is not JSON')
  expect(() => parseTemplate('[]', 'fleet')).toThrow('must be a JSON object')
})

test.each<TemplateUse>(['fleet', 'jitp'])('[PRV-405] a %s template must have a certificate, and by id', (use) => {
  expect(() => parseTemplate(JSON.stringify({ Resources: { a: THING } }), use)).toThrow('must have an AWS::IoT::Certificate')
  const certificate = { Type: 'AWS::IoT::Certificate', Properties: { CertificatePem: 'x' } }
  expect(() => parseTemplate(JSON.stringify({ Resources: { certificate } }), use)).toThrow('CertificatePem: is not supported')
})

test('[PRV-403] DependsOn is accepted, and override keys in both spellings', () => {
  const thing = { ...THING, DependsOn: ['certificate'], OverrideSettings: { ATTRIBUTE_PAYLOAD: 'MERGE', ThingGroups: 'REPLACE' } }
  expect(evaluate({ Resources: { thing } }).thing?.overrides).toEqual({
    attributePayload: 'MERGE',
    thingTypeName: 'DO_NOTHING',
    thingGroups: 'REPLACE',
  })
})

test('[PRV-406] a policy document is text, a function, or JSON with functions in it', () => {
  const plan = (PolicyDocument: unknown) =>
    evaluate({ Resources: { certificate: CERTIFICATE, p: { Type: 'AWS::IoT::Policy', Properties: { PolicyDocument } } } }, { P: 'pea' })
      .policies[0]
  expect(plan('{"a":1}')).toMatchObject({ policyDocument: '{"a":1}' })
  expect(plan({ Ref: 'P' })).toMatchObject({ policyDocument: 'pea' })
  expect(plan({ Version: 'v', Statement: [{ Resource: { 'Fn::Sub': 'x/${P}' }, n: 1, b: true }] })).toMatchObject({
    policyDocument: '{"Version":"v","Statement":[{"Resource":"x/pea","n":1,"b":true}]}',
  })
})

test('[PRV-412] the complete example yields what the documentation says', () => {
  const plan = evaluate(
    {
      Parameters: {
        SerialNumber: { Type: 'String' },
        Site: { Type: 'String', Default: 'lab' },
        'AWS::IoT::Certificate::Id': { Type: 'String' },
      },
      Mappings: { SiteTable: { lab: { Url: 'https://lab.example.com', Group: 'lab-devices' } } },
      Resources: {
        thing: {
          Type: 'AWS::IoT::Thing',
          Properties: {
            ThingName: { 'Fn::Join': ['-', ['sensor', { Ref: 'SerialNumber' }]] },
            ThingGroups: [{ 'Fn::FindInMap': ['SiteTable', { Ref: 'Site' }, 'Group'] }],
            BillingGroup: 'sensors',
          },
        },
        certificate: {
          Type: 'AWS::IoT::Certificate',
          Properties: { CertificateId: { Ref: 'AWS::IoT::Certificate::Id' }, ThingPrincipalType: 'EXCLUSIVE_THING' },
        },
      },
      DeviceConfiguration: {
        Url: { 'Fn::FindInMap': ['SiteTable', { Ref: 'Site' }, 'Url'] },
        Prefix: { 'Fn::Select': [0, { 'Fn::Split': ['-', { Ref: 'SerialNumber' }] }] },
      },
    },
    { SerialNumber: 'A7-001', 'AWS::IoT::Certificate::Id': 'c'.repeat(64) },
    'fleet',
  )
  expect(plan.thing).toMatchObject({ thingName: 'sensor-A7-001', thingGroups: ['lab-devices'], billingGroup: 'sensors' })
  expect(plan.certificate).toMatchObject({ thingPrincipalType: 'EXCLUSIVE_THING', source: { by: 'id', certificateId: 'c'.repeat(64) } })
  expect(plan.deviceConfiguration).toEqual({ Url: 'https://lab.example.com', Prefix: 'A7' })
})

import { expect, test } from 'vitest'
import { createArns, parseArn } from './arn.js'

test('ARNs carry account, Region and the partition of the Region', () => {
  expect(createArns('123456789012', 'eu-west-1').thing('lamp-1')).toBe('arn:aws:iot:eu-west-1:123456789012:thing/lamp-1')
  expect(createArns('123456789012', 'cn-north-1').policy('p')).toBe('arn:aws-cn:iot:cn-north-1:123456789012:policy/p')
  expect(createArns('123456789012', 'us-gov-west-1').job('j')).toBe('arn:aws-us-gov:iot:us-gov-west-1:123456789012:job/j')
})

test('an ARN comes apart at its first five colons and its first slash', () => {
  expect(parseArn('arn:aws:iot:eu-west-1:123456789012:topic/a/b:c/d')).toEqual({
    partition: 'aws',
    service: 'iot',
    region: 'eu-west-1',
    accountId: '123456789012',
    resource: 'topic/a/b:c/d',
    resourceType: 'topic',
    resourceId: 'a/b:c/d',
  })
})

test.each(['', 'arn', 'arn:aws:iot:eu-west-1:123456789012', 'arn:aws:iot:eu-west-1:123456789012:', 'urn:aws:iot:r:a:thing/x'])(
  '%j is no ARN',
  (text) => {
    expect(parseArn(text)).toBeUndefined()
  },
)

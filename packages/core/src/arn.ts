/** Writes the ARNs of one account and Region. */
export interface Arns {
  readonly partition: string
  readonly region: string
  readonly accountId: string
  /** `arn:aws:iot:<region>:<account>:<resource>`, where resource is for example `thing/lamp-1`. */
  readonly iot: (resource: string) => string
  readonly thing: (thingName: string) => string
  readonly thingType: (thingTypeName: string) => string
  readonly thingGroup: (thingGroupName: string) => string
  readonly billingGroup: (billingGroupName: string) => string
  readonly certificate: (certificateId: string) => string
  readonly caCertificate: (certificateId: string) => string
  readonly policy: (policyName: string) => string
  readonly job: (jobId: string) => string
  readonly rule: (ruleName: string) => string
  readonly client: (clientId: string) => string
  readonly topic: (topic: string) => string
  readonly topicFilter: (topicFilter: string) => string
}

export interface ParsedArn {
  readonly partition: string
  readonly service: string
  readonly region: string
  readonly accountId: string
  /** All after the fifth colon, such as `cert/ab12` or `topic/a/b`. */
  readonly resource: string
  /** The part of `resource` before its first slash, such as `cert`. */
  readonly resourceType: string
  /** The part of `resource` behind its first slash, such as `ab12` or `a/b`; empty when there is no slash. */
  readonly resourceId: string
}

export function createArns(accountId: string, region: string): Arns {
  const partition = region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws'
  const prefix = `arn:${partition}:iot:${region}:${accountId}:`
  const kind = (type: string) => (id: string) => `${prefix}${type}/${id}`
  return Object.freeze({
    partition,
    region,
    accountId,
    iot: (resource: string) => prefix + resource,
    thing: kind('thing'),
    thingType: kind('thingtype'),
    thingGroup: kind('thinggroup'),
    billingGroup: kind('billinggroup'),
    certificate: kind('cert'),
    caCertificate: kind('cacert'),
    policy: kind('policy'),
    job: kind('job'),
    rule: kind('rule'),
    client: kind('client'),
    topic: kind('topic'),
    topicFilter: kind('topicfilter'),
  })
}

/** Takes an ARN apart; undefined when the text is not one. */
export function parseArn(text: string): ParsedArn | undefined {
  const match = /^arn:([^:]*):([^:]*):([^:]*):([^:]*):([^]+)$/.exec(text)
  if (match === null) return undefined
  const [, partition = '', service = '', region = '', accountId = '', resource = ''] = match
  const slash = resource.indexOf('/')
  return {
    partition,
    service,
    region,
    accountId,
    resource,
    resourceType: slash < 0 ? resource : resource.slice(0, slash),
    resourceId: slash < 0 ? '' : resource.slice(slash + 1),
  }
}

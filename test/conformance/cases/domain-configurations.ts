import { paginateListDomainConfigurations } from '@aws-sdk/client-iot'
import { expect } from 'vitest'
import { answers, type AreaCases, PAGE_SIZE, paginates, refuses, refusesPageSize, refusesPattern } from '../support/conformance-case.js'
import { DOMAIN_CONFIGURATION, RESERVED_DOMAIN_CONFIGURATION } from '../support/patterns.js'
import { expectRefusal } from '../support/refusal-of.js'
import type { World } from '../support/world.js'

const OWN = { member: 'domainConfigurationName', pattern: DOMAIN_CONFIGURATION } as const
const ANY = { member: 'domainConfigurationName', pattern: RESERVED_DOMAIN_CONFIGURATION } as const

const makeDomain = (world: World, domainConfigurationName = 'own') => world.iot.createDomainConfiguration({ domainConfigurationName })

/** A domain of the customer with the certificate in ACM that it needs. */
function customer({ accountId }: World, domainName = 'iot.example.com', region = 'us-east-1') {
  const certificate = `arn:aws:acm:${region}:${accountId}:certificate/7c1f7a3e-0000-4000-8000-000000000000`
  return { domainName, serverCertificateArns: [certificate] }
}

const own = { domainConfigurationName: 'own' } as const

export const domainConfigurationCases: AreaCases = {
  notApplicable: [
    {
      operation: 'UpdateDomainConfiguration',
      error: 'CertificateValidationException',
      reason: 'An update cannot change the certificates of a configuration (REG-565).',
    },
  ],
  cases: [
    answers('REG-560', 'CreateDomainConfiguration', 'a domain that AWS manages', async (world) => {
      const { iot, time } = world
      const { $metadata: _, domainConfigurationArn, ...created } = await makeDomain(world, 'a.b-1')
      expect(created).toEqual({ domainConfigurationName: 'a.b-1' })
      expect(domainConfigurationArn?.replace(/[A-Za-z0-9]{5}$/, '<id>')).toBe(world.arn('domainconfiguration/a.b-1/<id>'))
      const { $metadata: __, domainName, ...described } = await iot.describeDomainConfiguration({ domainConfigurationName: 'a.b-1' })
      expect(domainName).toMatch(/^d[a-z0-9]{19}-ats\.iot\.us-east-1\./)
      expect(described).toEqual({
        domainConfigurationName: 'a.b-1',
        domainConfigurationArn,
        serverCertificates: [],
        domainConfigurationStatus: 'ENABLED',
        serviceType: 'DATA',
        domainType: 'AWS_MANAGED',
        lastStatusChangeDate: time.now(),
      })
    }),
    answers('REG-560', 'CreateDomainConfiguration', 'a domain of the customer', async (world) => {
      const { iot } = world
      const settings = { authenticationType: 'AWS_SIGV4', applicationProtocol: 'MQTT_WSS' } as const
      const { domainName, serverCertificateArns } = customer(world)
      await iot.createDomainConfiguration({ ...own, domainName, serverCertificateArns, ...settings })
      expect(await iot.describeDomainConfiguration(own)).toMatchObject({
        domainName,
        domainType: 'CUSTOMER_MANAGED',
        serverCertificates: [{ serverCertificateArn: serverCertificateArns[0], serverCertificateStatus: 'VALID' }],
        ...settings,
      })
    }),
    answers('REG-531', 'CreateDomainConfiguration', 'tags are taken, and go with it', async ({ iot }) => {
      const { domainConfigurationArn: resourceArn } = await iot.createDomainConfiguration({ ...own, tags: [{ Key: 'team', Value: 'a' }] })
      expect((await iot.listTagsForResource({ resourceArn })).tags).toEqual([{ Key: 'team', Value: 'a' }])
      await iot.updateDomainConfiguration({ ...own, domainConfigurationStatus: 'DISABLED' })
      await iot.deleteDomainConfiguration(own)
      await expectRefusal(iot.listTagsForResource({ resourceArn }), 'ResourceNotFoundException')
    }),
    refuses('REG-565', 'CreateDomainConfiguration', 'ResourceAlreadyExistsException', 'the name is taken', {
      given: (world) => makeDomain(world),
      when: (world) => makeDomain(world),
      members: ({ domainConfigurationArn }) => ({ resourceId: 'own', resourceArn: domainConfigurationArn }),
    }),
    refuses('REG-565', 'CreateDomainConfiguration', 'LimitExceededException', 'there are ten', {
      given: async (world) => {
        for (let count = 0; count < 10; count++) await makeDomain(world, `own-${String(count)}`)
      },
      when: (world) => makeDomain(world),
    }),
    refuses('REG-560', 'CreateDomainConfiguration', 'CertificateValidationException', 'the certificate is in another Region', {
      when: (world) => world.iot.createDomainConfiguration({ ...own, ...customer(world, 'iot.example.com', 'eu-west-1') }),
    }),
    refuses('REG-560', 'CreateDomainConfiguration', 'InvalidRequestException', 'a domain name comes without a certificate', {
      when: ({ iot }) => iot.createDomainConfiguration({ ...own, domainName: 'iot.example.com' }),
      message: 'Cannot provide a custom domain name for an AWS Managed Domain',
    }),
    refuses('REG-561', 'CreateDomainConfiguration', 'InvalidRequestException', 'the service is not DATA', {
      when: ({ iot }) => iot.createDomainConfiguration({ ...own, serviceType: 'JOBS' }),
    }),
    refuses('SEC-110', 'CreateDomainConfiguration', 'InvalidRequestException', 'certificates do not go with WebSockets', {
      when: ({ iot }) => iot.createDomainConfiguration({ ...own, authenticationType: 'AWS_X509', applicationProtocol: 'MQTT_WSS' }),
    }),
    refusesPattern('CreateDomainConfiguration', {
      ...OWN,
      value: 'iot:mine',
      when: ({ iot }, domainConfigurationName) => iot.createDomainConfiguration({ domainConfigurationName }),
    }),

    answers('REG-563', 'DescribeDomainConfiguration', 'a built-in one', async ({ iot, arn }) => {
      const { domainName, ...described } = await iot.describeDomainConfiguration({ domainConfigurationName: 'iot:Data-ATS' })
      expect(domainName).toBe((await iot.describeEndpoint({ endpointType: 'iot:Data-ATS' })).endpointAddress)
      expect(described).toMatchObject({
        domainConfigurationArn: arn('domainconfiguration/iot:Data-ATS'),
        domainConfigurationStatus: 'ENABLED',
        serviceType: 'DATA',
        domainType: 'ENDPOINT',
        serverCertificates: [],
      })
    }),
    refuses('REG-564', 'DescribeDomainConfiguration', 'ResourceNotFoundException', 'there is no such configuration', {
      when: ({ iot }) => iot.describeDomainConfiguration(own),
    }),
    refusesPattern('DescribeDomainConfiguration', {
      ...ANY,
      when: ({ iot }, domainConfigurationName) => iot.describeDomainConfiguration({ domainConfigurationName }),
    }),

    answers('REG-566', 'UpdateDomainConfiguration', 'what is not given stays', async (world) => {
      const { iot, time } = world
      const { domainConfigurationArn } = await makeDomain(world)
      const { lastStatusChangeDate } = await iot.describeDomainConfiguration(own)
      await time.advance({ seconds: 1 })
      const settings = { authenticationType: 'AWS_X509', applicationProtocol: 'HTTPS' } as const
      const { $metadata: _, ...updated } = await iot.updateDomainConfiguration({ ...own, ...settings, removeAuthorizerConfig: true })
      expect(updated).toEqual({ ...own, domainConfigurationArn })
      expect(await iot.describeDomainConfiguration(own)).toMatchObject({ ...settings, lastStatusChangeDate })
      await iot.updateDomainConfiguration({ ...own, domainConfigurationStatus: 'DISABLED' })
      expect(await iot.describeDomainConfiguration(own)).toMatchObject({
        ...settings,
        domainConfigurationStatus: 'DISABLED',
        lastStatusChangeDate: time.now(),
      })
    }),
    refuses('REG-564', 'UpdateDomainConfiguration', 'ResourceNotFoundException', 'there is no such configuration', {
      when: ({ iot }) => iot.updateDomainConfiguration({ ...own, domainConfigurationStatus: 'DISABLED' }),
    }),
    refuses('REG-563', 'UpdateDomainConfiguration', 'InvalidRequestException', 'it is a built-in one', {
      when: ({ iot }) => iot.updateDomainConfiguration({ domainConfigurationName: 'iot:Data-ATS', domainConfigurationStatus: 'DISABLED' }),
    }),
    refusesPattern('UpdateDomainConfiguration', {
      ...ANY,
      when: ({ iot }, domainConfigurationName) => iot.updateDomainConfiguration({ domainConfigurationName }),
    }),

    answers('REG-564', 'DeleteDomainConfiguration', 'a disabled one goes at once', async (world) => {
      const { iot } = world
      await makeDomain(world)
      await iot.updateDomainConfiguration({ ...own, domainConfigurationStatus: 'DISABLED' })
      await iot.deleteDomainConfiguration(own)
      await expectRefusal(iot.describeDomainConfiguration(own), 'ResourceNotFoundException')
    }),
    refuses('REG-564', 'DeleteDomainConfiguration', 'InvalidRequestException', 'it is enabled', {
      given: (world) => makeDomain(world),
      when: ({ iot }) => iot.deleteDomainConfiguration(own),
    }),
    refuses('REG-564', 'DeleteDomainConfiguration', 'ResourceNotFoundException', 'there is no such configuration', {
      when: ({ iot }) => iot.deleteDomainConfiguration(own),
    }),
    refusesPattern('DeleteDomainConfiguration', {
      ...OWN,
      value: 'iot:Data-ATS',
      when: ({ iot }, domainConfigurationName) => iot.deleteDomainConfiguration({ domainConfigurationName }),
    }),

    answers('REG-563', 'ListDomainConfigurations', 'those of a service', async (world) => {
      const { iot, arn } = world
      const { domainConfigurationArn } = await makeDomain(world)
      const data = await iot.listDomainConfigurations({ serviceType: 'DATA' })
      expect(data.domainConfigurations).toEqual([
        {
          domainConfigurationName: 'iot:Data-ATS',
          domainConfigurationArn: arn('domainconfiguration/iot:Data-ATS'),
          serviceType: 'DATA',
        },
        { ...own, domainConfigurationArn, serviceType: 'DATA' },
      ])
      const { domainConfigurations } = await iot.listDomainConfigurations({ serviceType: 'CREDENTIAL_PROVIDER' })
      expect(domainConfigurations?.map(({ domainConfigurationName }) => domainConfigurationName)).toEqual(['iot:CredentialProvider'])
    }),
    refusesPageSize('ListDomainConfigurations', 'pageSize', ({ iot }, pageSize) => iot.listDomainConfigurations({ pageSize })),
    paginates('REG-024', 'ListDomainConfigurations', 'the SDK walks through all pages, by name', {
      given: async (world) => {
        for (const name of ['z', 'a']) await makeDomain(world, name)
        return ['a', 'iot:CredentialProvider', 'iot:Data-ATS', 'iot:Jobs', 'z']
      },
      when: ({ iot }) => paginateListDomainConfigurations({ client: iot, pageSize: PAGE_SIZE }, {}),
      itemsOf: ({ domainConfigurations }) => domainConfigurations?.map(({ domainConfigurationName }) => domainConfigurationName),
    }),
  ],
}

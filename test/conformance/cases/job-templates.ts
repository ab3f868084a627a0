import { paginateListJobTemplates, paginateListManagedJobTemplates } from '@aws-sdk/client-iot'
import { expect } from 'vitest'
import {
  answers,
  type ConformanceCase,
  itemNames,
  PAGE_SIZE,
  paginates,
  refuses,
  refusesPageSize,
  refusesPattern,
} from '../support/conformance-case.js'
import { DOCUMENT, makeJob } from '../support/job-situations.js'
import type { World } from '../support/world.js'

const NAME = '[a-zA-Z0-9_-]+'

const makeTemplate = ({ iot }: World, jobTemplateId = 'reboot') =>
  iot.createJobTemplate({ jobTemplateId, description: 'Reboots', document: DOCUMENT })

const tooManyTags = Array.from({ length: 51 }, (_, index) => ({ Key: `key-${index}`, Value: 'v' }))

export const jobTemplateCases: readonly ConformanceCase[] = [
  answers('JOB-160', 'CreateJobTemplate', 'from a document and from a job', async (world) => {
    const { $metadata: _, ...answer } = await makeTemplate(world)
    expect(answer).toEqual({ jobTemplateId: 'reboot', jobTemplateArn: world.arn('jobtemplate/reboot') })
    await makeJob(world)
    await world.iot.createJobTemplate({ jobTemplateId: 'of-job', description: 'd', jobArn: world.arn('job/update') })
    expect((await world.iot.describeJobTemplate({ jobTemplateId: 'of-job' })).document).toBe(DOCUMENT)
  }),
  refuses('JOB-160', 'CreateJobTemplate', 'InvalidRequestException', 'there is no document', {
    when: ({ iot }) => iot.createJobTemplate({ jobTemplateId: 'reboot', description: 'd' }),
  }),
  refuses('JOB-160', 'CreateJobTemplate', 'ResourceNotFoundException', 'there is no such job', {
    when: ({ iot, arn }) => iot.createJobTemplate({ jobTemplateId: 'reboot', description: 'd', jobArn: arn('job/none') }),
  }),
  refuses('JOB-160', 'CreateJobTemplate', 'ConflictException', 'the id is taken', {
    given: (world) => makeTemplate(world),
    when: (world) => makeTemplate(world),
    members: () => ({ resourceId: 'reboot' }),
  }),
  refuses('JOB-117', 'CreateJobTemplate', 'LimitExceededException', 'there are 51 tags', {
    when: ({ iot }) => iot.createJobTemplate({ jobTemplateId: 'reboot', description: 'd', document: DOCUMENT, tags: tooManyTags }),
  }),

  answers('JOB-161', 'DescribeJobTemplate', 'the template as it was created', async (world) => {
    await makeTemplate(world)
    const { $metadata: _, ...template } = await world.iot.describeJobTemplate({ jobTemplateId: 'reboot' })
    expect(template).toEqual({
      jobTemplateId: 'reboot',
      jobTemplateArn: world.arn('jobtemplate/reboot'),
      description: 'Reboots',
      document: DOCUMENT,
      createdAt: world.time.now(),
    })
  }),
  refusesPattern('DescribeJobTemplate', {
    member: 'jobTemplateId',
    pattern: NAME,
    when: ({ iot }, jobTemplateId) => iot.describeJobTemplate({ jobTemplateId }),
  }),
  refuses('JOB-161', 'DescribeJobTemplate', 'ResourceNotFoundException', 'there is no such template', {
    when: ({ iot }) => iot.describeJobTemplate({ jobTemplateId: 'none' }),
  }),

  answers('JOB-161', 'ListJobTemplates', 'the templates without their documents', async (world) => {
    await makeTemplate(world)
    expect((await world.iot.listJobTemplates({})).jobTemplates).toEqual([
      {
        jobTemplateId: 'reboot',
        jobTemplateArn: world.arn('jobtemplate/reboot'),
        description: 'Reboots',
        createdAt: world.time.now(),
      },
    ])
  }),
  paginates('JOB-103', 'ListJobTemplates', 'by id', {
    given: async (world) => {
      for (const id of itemNames('template-')) await makeTemplate(world, id)
      return itemNames('template-')
    },
    when: ({ iot }) => paginateListJobTemplates({ client: iot, pageSize: PAGE_SIZE }, {}),
    itemsOf: ({ jobTemplates }) => jobTemplates?.map(({ jobTemplateId }) => jobTemplateId),
  }),
  refusesPageSize('ListJobTemplates', 'maxResults', ({ iot }, maxResults) => iot.listJobTemplates({ maxResults })),

  answers('JOB-161', 'DeleteJobTemplate', 'it goes', async (world) => {
    await makeTemplate(world)
    await world.iot.deleteJobTemplate({ jobTemplateId: 'reboot' })
    expect((await world.iot.listJobTemplates({})).jobTemplates).toEqual([])
  }),
  refusesPattern('DeleteJobTemplate', {
    member: 'jobTemplateId',
    pattern: NAME,
    when: ({ iot }, jobTemplateId) => iot.deleteJobTemplate({ jobTemplateId }),
  }),
  refuses('JOB-161', 'DeleteJobTemplate', 'ResourceNotFoundException', 'there is no such template', {
    when: ({ iot }) => iot.deleteJobTemplate({ jobTemplateId: 'none' }),
  }),

  answers('JOB-163', 'DescribeManagedJobTemplate', 'its document and parameters', async ({ iot }) => {
    const template = await iot.describeManagedJobTemplate({ templateName: 'AWS-Reboot' })
    expect(template).toMatchObject({
      templateArn: 'arn:aws:iot:us-east-1::jobtemplate/AWS-Reboot:1.0',
      description: 'A managed job template for rebooting the device.',
      environments: ['LINUX'],
      templateVersion: '1.0',
    })
    expect(template.documentParameters?.map(({ key }) => key).sort()).toEqual(['pathToHandler', 'runAsUser'])
  }),
  refuses('JOB-163', 'DescribeManagedJobTemplate', 'InvalidRequestException', 'the version is no version', {
    when: ({ iot }) => iot.describeManagedJobTemplate({ templateName: 'AWS-Reboot', templateVersion: 'one' }),
  }),
  refuses('JOB-163', 'DescribeManagedJobTemplate', 'ResourceNotFoundException', 'there is no such template', {
    when: ({ iot }) => iot.describeManagedJobTemplate({ templateName: 'AWS-None' }),
  }),

  answers('JOB-163', 'ListManagedJobTemplates', 'the seven templates', async ({ iot }) => {
    expect((await iot.listManagedJobTemplates({})).managedJobTemplates).toHaveLength(7)
  }),
  paginates('JOB-103', 'ListManagedJobTemplates', 'by name', {
    itemCount: 7,
    given: () =>
      Promise.resolve([
        'Download-File',
        'Install-Application',
        'Reboot',
        'Remove-Application',
        'Restart-Application',
        'Start-Application',
        'Stop-Application',
      ]),
    when: ({ iot }) => paginateListManagedJobTemplates({ client: iot, pageSize: PAGE_SIZE }, {}),
    itemsOf: ({ managedJobTemplates }) => managedJobTemplates?.map(({ templateName }) => templateName?.replace('AWS-', '')),
  }),
  refusesPageSize('ListManagedJobTemplates', 'maxResults', ({ iot }, maxResults) => iot.listManagedJobTemplates({ maxResults })),
]

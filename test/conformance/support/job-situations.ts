import type { World } from './world.js'

/* Situations that the cases of jobs start from. */

export const DOCUMENT = '{"operation":"reboot"}'

/** A thing, and a job for it. */
export async function makeJob(world: World, jobId = 'update', thingName = 'lamp', more: object = {}): Promise<void> {
  await world.iot.createThing({ thingName })
  await world.iot.createJob({ jobId, targets: [world.arn(`thing/${thingName}`)], document: DOCUMENT, ...more })
  await settled(world, jobId)
}

/** Waits until nothing works on the job behind its answers. */
export async function settled({ iot }: World, jobId: string): Promise<void> {
  for (;;) {
    const { job } = await iot.describeJob({ jobId })
    if (job?.isConcurrent !== true) return
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

export async function makeContinuous(world: World): Promise<void> {
  await world.iot.createThingGroup({ thingGroupName: 'lamps' })
  await world.iot.createThing({ thingName: 'lamp' })
  await world.iot.createJob({
    jobId: 'update',
    targets: [world.arn('thinggroup/lamps')],
    document: DOCUMENT,
    targetSelection: 'CONTINUOUS',
  })
}

export async function startJob(world: World): Promise<void> {
  await makeJob(world)
  await world.jobsData.startNextPendingJobExecution({ thingName: 'lamp' })
}

export async function finishJob(world: World): Promise<void> {
  await makeJob(world)
  await world.jobsData.updateJobExecution({ thingName: 'lamp', jobId: 'update', status: 'SUCCEEDED' })
}

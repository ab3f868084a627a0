// Runs the AWS SDK's clients in a thread without the resolve conditions of the test runner: under `module` Node picks files of the SDK
// that only bundlers can load.
import * as iot from '@aws-sdk/client-iot'
import * as iotData from '@aws-sdk/client-iot-data-plane'
import * as jobs from '@aws-sdk/client-iot-jobs-data-plane'
import { parentPort, workerData } from 'node:worker_threads'

const clients = {
  iot: { sdk: iot, client: new iot.IoTClient(workerData) },
  iotData: { sdk: iotData, client: new iotData.IoTDataPlaneClient(workerData) },
  jobs: { sdk: jobs, client: new jobs.IoTJobsDataPlaneClient(workerData) },
}

parentPort.on('message', async ({ id, service, operation, input }) => {
  const { sdk, client } = clients[service]
  try {
    const output = await client.send(new sdk[`${operation}Command`](input))
    parentPort.postMessage({ id, output: { ...output } })
  } catch (error) {
    const { name, message, $metadata, resourceId, resourceArn } = error
    parentPort.postMessage({ id, error: { name, message, $metadata, resourceId, resourceArn } })
  }
})

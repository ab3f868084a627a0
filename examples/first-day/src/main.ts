import { IoTClient } from '@aws-sdk/client-iot'
import { IoTDataPlaneClient } from '@aws-sdk/client-iot-data-plane'
import { startIotCoreLocal } from 'iot-core-local'
import { narrator } from './narrator.js'
import { tellFirstDay } from './story.js'

const say = narrator((text) => process.stdout.write(text), process.stdout.isTTY && process.env['NO_COLOR'] === undefined)
const startedMs = performance.now()
const iot = await startIotCoreLocal({ time: 'manual', region: 'eu-central-1' })
try {
  say.tell(
    `iot-core-local runs in this process, in ${String(Math.round(performance.now() - startedMs))} ms: ${iot.httpEndpoint}, mqtts://${iot.host}:${String(iot.mqttsPort)}`,
  )
  await tellFirstDay({ iot, control: new IoTClient(iot.clientConfig()), data: new IoTDataPlaneClient(iot.clientConfig()), say })
  say.tell(`\n   That was a device's first day, in ${((performance.now() - startedMs) / 1_000).toFixed(1)} s.`)
} finally {
  await iot.close()
}

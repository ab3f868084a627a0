import { CreateTopicRuleCommand, IoTClient } from '@aws-sdk/client-iot'
import { expect, test } from 'vitest'
import { useEmulator } from './support/use-emulator.js'

const RULE = {
  ruleName: 'count',
  topicRulePayload: {
    sql: "SELECT reading * 2 AS doubled FROM 'in/+' WHERE reading > 1",
    actions: [{ lambda: { functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:count' } }],
  },
}

test('a function of the host program is invoked by a rule, and stays registered over a reset', async () => {
  const iot = await useEmulator()
  const control = new IoTClient(iot.clientConfig())
  const events: unknown[] = []
  iot.registerFunction('count', (event) => events.push(event))
  for (const reading of [2, 3]) {
    await control.send(new CreateTopicRuleCommand(RULE))
    await iot.publish('in/a', JSON.stringify({ reading: 1 }))
    await iot.publish('in/a', JSON.stringify({ reading }))
    await iot.time.advance({ seconds: 0 })
    await iot.reset()
  }
  expect(events).toEqual([{ doubled: 4 }, { doubled: 6 }])
})

import { type IotCoreLocal, type StartOptions, startIotCoreLocal } from 'iot-core-local'
import { onTestFinished } from 'vitest'

/** An emulator of the test's own, ended with it. */
export async function useEmulator(options: StartOptions = {}): Promise<IotCoreLocal> {
  const iot = await startIotCoreLocal(options)
  onTestFinished(() => iot.close())
  return iot
}

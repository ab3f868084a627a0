import type { LocalFunctionCaller } from '@iot-core-local/provisioning'
import type { LocalFunctionInvoker } from '@iot-core-local/rules'

/** The functions of the host program: rules invoke them without waiting for an answer, provisioning waits for one. */
export function functionsFor(invoker: LocalFunctionInvoker, caller: LocalFunctionCaller): LocalFunctionInvoker {
  return {
    invoke: (functionArn, payload, payloadJson) => invoker.invoke(functionArn, payload, payloadJson),
    register: (nameOrArn, fn) => {
      invoker.register(nameOrArn, fn)
      caller.register(nameOrArn, fn)
    },
    close: () => {
      invoker.close()
      caller.close()
    },
  }
}

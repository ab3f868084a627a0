import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { EmulatorError } from '@iot-core-local/core'

export interface DeviceFiles {
  readonly cert: string
  readonly key: string
  readonly ca: string
}

export interface DeviceFilePaths {
  /** The folder that `device create` wrote. */
  readonly folder: string
  readonly cert: string | undefined
  readonly key: string | undefined
  readonly ca: string | undefined
}

/** Reads certificate, key and CA: those named, the others from the folder. @throws EmulatorError ICL_CONFIG_INVALID when one cannot be read */
export function readDeviceFiles({ folder, cert, key, ca }: DeviceFilePaths): DeviceFiles {
  return {
    cert: read(cert ?? join(folder, 'certificate.pem.crt'), '--cert'),
    key: read(key ?? join(folder, 'private.pem.key'), '--key'),
    ca: read(ca ?? join(folder, 'ca.pem'), '--ca'),
  }
}

function read(path: string, flag: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new EmulatorError('ICL_CONFIG_INVALID', `${path} cannot be read.`, {
      hint: `Make the device with iot-core-local device create, name its folder with --from, or the file with ${flag}.`,
      cause,
    })
  }
}

import { chownSync, lstatSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Container, freePorts, imageConfig } from './container.mjs'
import { connectDevice } from './device-connection.mjs'
import { contentProblems } from './image-content.mjs'

const UID = 1000
const SECOND_NS = 1_000_000_000

/**
 * What the image promises, as sentences with the code that tries it; each throws when it does not hold.
 * They share `folder` and run in this order: the volume that the third fills is the one that the fourth finds.
 */
export function checks({ buildah, image, root, folder, lockFile, labels }) {
  const data = join(folder, 'data')
  const using = async (options, work) => {
    const { httpPort, mqttsPort, tlsPort } = await freePorts()
    const ports = { ICL_HTTP_PORT: httpPort, ICL_MQTTS_PORT: mqttsPort, ICL_TLS_PORT: tlsPort }
    const container = new Container(buildah, image, { ...options, variables: { ...ports, ...options.variables } })
    try {
      return await work(container)
    } finally {
      await container.remove()
    }
  }
  const persistent = { variables: { ICL_DATA_DIR: '/data' }, volumes: [`${data}:/data`] }

  return {
    'its configuration is what the documentation says': () => {
      const config = imageConfig(buildah, image)
      equal('User', config.User, `${String(UID)}:${String(UID)}`)
      equal('Entrypoint', config.Entrypoint, ['node', '/opt/iot-core-local/packages/emulator/bin/iot-core-local.js'])
      equal('Cmd', config.Cmd, ['start'])
      equal('ports', Object.keys(config.ExposedPorts).sort(), ['4567/tcp', '8443/tcp', '8883/tcp'])
      equal('interval of health checks', config.Healthcheck.Interval, 5 * SECOND_NS)
      equal('start period of health checks', config.Healthcheck.StartPeriod, 5 * SECOND_NS)
      equal('ICL_HOST', config.Env.includes('ICL_HOST=0.0.0.0'), true)
      for (const [name, value] of Object.entries(labels)) equal(`label ${name}`, config.Labels[`org.opencontainers.image.${name}`], value)
    },

    'it holds every production dependency, none for development, nothing of the build, and an empty /data': () => {
      const problems = contentProblems(root, lockFile)
      equal('owner of /data', lstatSync(join(root, 'data')).uid, UID)
      equal('content of /data', readdirSync(join(root, 'data')), [])
      if (problems.length > 0) throw new Error(problems.slice(0, 20).join('\n'))
    },

    'it gets ready, is healthy, is not root, lets a device in, and stops at once': async () => {
      mkdirSync(data, { mode: 0o700 })
      chownSync(data, UID, UID)
      await using(persistent, async (container) => {
        const facts = await container.start()
        equal('user ids', container.userIds(), [UID, UID, UID, UID])
        for (const port of [facts.httpPort, facts.mqttsPort, facts.tlsPort])
          equal(`port ${String(port)} on all addresses`, isOpenToAll(port), true)
        equal('exit code of the health command', container.checkHealth().status, 0)
        const made = container.execute('device', 'create', 'lamp-1', '--out', '/data/lamp-1')
        equal(`exit code of device create (${made.stderr.trim()})`, made.status, 0)
        equal('CONNACK', await connectDevice({ folder: join(data, 'lamp-1'), port: facts.mqttsPort, clientId: 'lamp-1' }), 0)
        equal('exit code after SIGTERM', await container.stop(), 0)
        equal('exit code of the health command after the end', container.checkHealth().status, 1)
      })
    },

    'another container with the same volume knows the device, and has the same CA': () =>
      using(persistent, async (container) => {
        const facts = await container.start()
        const ca = await (await fetch(facts.caUrl)).text()
        equal('CA', ca.trim(), readFileSync(join(data, 'lamp-1/ca.pem'), 'utf8').trim())
        equal('thing', (await (await fetch(`${facts.httpEndpoint}/things/lamp-1`)).json()).thingName, 'lamp-1')
        equal('CONNACK', await connectDevice({ folder: join(data, 'lamp-1'), port: facts.mqttsPort, clientId: 'lamp-1' }), 0)
        equal('exit code after SIGTERM', await container.stop(), 0)
      }),

    'nothing is kept unless ICL_DATA_DIR asks for it': async () => {
      const unused = join(folder, 'unused')
      mkdirSync(unused)
      chownSync(unused, UID, UID)
      await using({ volumes: [`${unused}:/data`] }, async (container) => {
        await container.start()
        await container.stop()
      })
      equal('content of the volume', readdirSync(unused), [])
    },

    'a volume that it may not write to ends it with code 4 and a sentence': async () => {
      const foreign = join(folder, 'foreign')
      mkdirSync(foreign, { mode: 0o755 })
      await using({ variables: { ICL_DATA_DIR: '/data' }, volumes: [`${foreign}:/data`] }, (container) => {
        const { status, stderr } = container.execute('start')
        equal('exit code', status, 4)
        equal('sentence with the user id', stderr.includes(`User id ${String(UID)}`), true)
      })
    },
  }
}

function equal(what, actual, expected) {
  if (JSON.stringify(actual) !== JSON.stringify(expected)) {
    throw new Error(`${what}: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`)
  }
}

/** Whether something listens there on 0.0.0.0, by the kernel's table of sockets. */
function isOpenToAll(port) {
  const local = `00000000:${port.toString(16).toUpperCase().padStart(4, '0')}`
  return readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .some((line) => {
      const [, address, , state] = line.trim().split(/\s+/)
      return address === local && state === '0A'
    })
}

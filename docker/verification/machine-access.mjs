import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/**
 * Arguments that lend this machine's own access to packages to the RUN steps of a build, read-only and for as long as they run:
 * npm's and apt's configuration and the certificates that they trust.
 */
export function accessOfThisMachine() {
  const volumes = [
    [npmConfig('userconfig'), '/root/.npmrc'],
    [npmConfig('globalconfig'), '/usr/local/etc/npmrc'],
    ...['/etc/apt', '/usr/share/keyrings', '/etc/ssl/certs', npmConfig('cafile')].map((path) => [path, path]),
  ]
  const targets = new Set()
  return volumes.flatMap(([source, target]) => {
    const isCovered = [...targets].some((other) => target === other || target?.startsWith(`${other}/`))
    if (source === undefined || !existsSync(source) || isCovered) return []
    targets.add(target)
    return ['--volume', `${source}:${target}:ro`]
  })
}

function npmConfig(key) {
  const { stdout } = spawnSync('npm', ['config', 'get', key], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  const value = stdout.trim()
  return value === '' || value === 'null' || value === 'undefined' ? undefined : value
}

import { spawnSync } from 'node:child_process'

const PROGRAMS = ['buildah', 'debootstrap']

/** The usual code of a test that could not be made here. */
export const EXIT_SKIPPED = 77

/** What this machine lacks, as sentences; empty when nothing. With `isInstalling`, missing programs are installed first. */
export function unmetRequirements(isInstalling) {
  if (process.platform !== 'linux') return ['This needs Linux.']
  if (process.getuid() !== 0) return ['This needs root: debootstrap makes a system, and buildah enters it by chroot.']
  const missing = PROGRAMS.filter((program) => !isInstalled(program))
  if (missing.length === 0) return []
  if (!isInstalling) return [`Not installed: ${missing.join(', ')}. Install them, or run docker/verify --install.`]
  console.error(`Installing ${missing.join(', ')}.`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  spawnSync('apt-get', ['update', '-qq'], { env, stdio: ['ignore', 2, 2] })
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], { env, stdio: ['ignore', 2, 2] })
  const still = missing.filter((program) => !isInstalled(program))
  return still.length === 0 ? [] : [`Could not be installed: ${still.join(', ')}.`]
}

function isInstalled(program) {
  return spawnSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' }).status === 0
}

import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'

export const BASE_IMAGE = 'localhost/icl-base'
export const RUNTIME_IMAGE = 'localhost/icl-runtime'

/** What a slim base leaves out. */
const UNUSED = ['var/cache/apt', 'var/lib/apt/lists', 'var/log', 'usr/share/doc', 'usr/share/man', 'usr/share/info', 'usr/share/locale']

/** A minimal Debian of this machine's release, made by debootstrap and kept in `folder`; the path of its root. */
export function minimalDebian(folder) {
  const suite = /^VERSION_CODENAME="?([\w-]+)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1]
  if (suite === undefined) throw new Error('/etc/os-release names no release of Debian.')
  const root = join(folder, `debian-${suite}`)
  if (existsSync(root)) return root
  const unfinished = `${root}.unfinished`
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const { status, stdout } = spawnSync('debootstrap', ['--variant=minbase', suite, unfinished, ...mirrorOf(suite)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (status !== 0) throw new Error(`debootstrap ended with ${String(status)}:\n${stdout.split('\n').slice(-20).join('\n')}`)
  for (const path of UNUSED) {
    rmSync(join(unfinished, path), { recursive: true, force: true })
    mkdirSync(join(unfinished, path), { recursive: true })
  }
  renameSync(unfinished, root)
  return root
}

/** Where this machine's apt has the release from; debootstrap's default when it does not say. */
function mirrorOf(suite) {
  const query = ['indextargets', '--format', '$(RELEASE) $(REPO_URI)', 'Created-By: Packages']
  const { stdout } = spawnSync('apt-get', query, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  const line = stdout.split('\n').find((text) => text.startsWith(`${suite} http`))
  return line === undefined ? [] : [line.slice(suite.length + 1)]
}

/** Two images from one Debian: RUNTIME_IMAGE with this machine's Node, BASE_IMAGE with its npm and headers too, laid out as in the official images. */
export function makeBaseImages(buildah, debian) {
  const container = buildah.run('from', 'scratch')
  const root = buildah.run('mount', container)
  copy(`${debian}/.`, root)
  copy(process.execPath, join(root, 'usr/local/bin/node'))
  const { status, stderr } = spawnSync('chroot', [root, '/usr/local/bin/node', '--version'], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`This machine's Node does not run in a minimal Debian: ${stderr}`)
  buildah.run('config', '--env', 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', '--cmd', 'node', container)
  buildah.run('commit', '--quiet', '--format', 'docker', container, RUNTIME_IMAGE)

  const npm = dirname(dirname(realpathSync(spawnSync('sh', ['-c', 'command -v npm'], { encoding: 'utf8' }).stdout.trim())))
  mkdirSync(join(root, 'usr/local/lib/node_modules'), { recursive: true })
  cpSync(npm, join(root, 'usr/local/lib/node_modules/npm'), { recursive: true, verbatimSymlinks: true })
  symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(root, 'usr/local/bin/npm'))
  const headers = join(dirname(dirname(process.execPath)), 'include/node')
  mkdirSync(join(root, 'usr/local/include'), { recursive: true })
  if (existsSync(headers)) cpSync(headers, join(root, 'usr/local/include/node'), { recursive: true })
  buildah.run('commit', '--quiet', '--format', 'docker', '--rm', container, BASE_IMAGE)
}

/** With owners and links, which cpSync does not keep. */
function copy(from, to) {
  const { status, stderr } = spawnSync('cp', ['-a', '--reflink=auto', from, to], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${from} could not be copied: ${stderr}`)
}

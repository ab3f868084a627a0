// Writes packages/emulator/dist/bundle/: our own modules in a few files, because Node takes longer to load 600 small ones than to start the emulator.
// Dependencies stay outside. Does nothing when no built module is newer than the bundle.
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { rolldown } from 'rolldown'

const packages = new URL('../packages/', import.meta.url).pathname
const built = join(packages, 'emulator/dist')
const bundle = join(built, 'bundle')

if (newestIn(packages) > (existsSync(bundle) ? newestFile(bundle) : 0)) {
  rmSync(bundle, { recursive: true, force: true })
  const isDependency = (id) => !id.startsWith('.') && !id.startsWith('/') && !id.startsWith('@iot-core-local/')
  const build = await rolldown({
    input: { main: join(built, 'cli/main.js'), index: join(built, 'index.js') },
    platform: 'node',
    external: isDependency,
  })
  await build.write({ dir: bundle, format: 'esm', sourcemap: true })
  await build.close()
}

function newestIn(folder) {
  return Math.max(...readdirSync(folder).map((name) => newestFile(join(folder, name, 'dist'))))
}

/** The latest change of a module below a folder, the bundle itself left out; 0 when there is none. */
function newestFile(folder) {
  let newest = 0
  for (const entry of existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : []) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) newest = path === bundle ? newest : Math.max(newest, newestFile(path))
    else if (entry.name.endsWith('.js')) newest = Math.max(newest, statSync(path).mtimeMs)
  }
  return newest
}

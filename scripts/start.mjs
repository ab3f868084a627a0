// npm start [-- options]: installs and builds what is missing, then runs the emulator in this process.
import { ensureBuilt } from './ensure-built.mjs'

ensureBuilt()
process.argv.splice(2, 0, 'start')
await import('../packages/emulator/bin/iot-core-local.js')

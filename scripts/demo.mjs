// npm run demo: a device's first day on the terminal, with real clients.
import { ensureBuilt } from './ensure-built.mjs'

ensureBuilt()
// That the AWS SDK will want a newer Node one day is not part of the story.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'
await import('../examples/first-day/dist/main.js')

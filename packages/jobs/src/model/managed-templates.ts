/** The managed job templates of AWS (JOB-163). */

export interface DocumentParameter {
  readonly key: string
  readonly description: string
  readonly regex: string
  readonly example: string
  readonly optional: boolean
}

export interface ManagedTemplate {
  readonly templateName: string
  readonly description: string
  readonly parameters: readonly DocumentParameter[]
  readonly document: string
}

export const MANAGED_TEMPLATE_VERSION = '1.0'
export const MANAGED_TEMPLATE_ENVIRONMENTS: readonly string[] = ['LINUX']

const RUN_AS_USER: DocumentParameter = {
  key: 'runAsUser',
  description: 'Execute handler as another user. If not specified, then handler is executed as the same user as device client.',
  regex: '(.){0,256}',
  example: 'user1',
  optional: true,
}

const PATH_TO_HANDLER: DocumentParameter = {
  key: 'pathToHandler',
  description: 'Path to handler on the device. If not specified, then device client will use the current working directory.',
  regex: '(.){0,4096}',
  example: '/path/to/handler/script',
  optional: true,
}

const PACKAGES = required('packages', 'Applications, separated by spaces.', 'app1 app2')
const SERVICES = required('services', 'System services, separated by spaces.', 'service1 service2')

/** Descriptions of Install-Application and Start-Application, and of `packages` and `services`, are ours: AWS's texts are unconfirmed. */
export const MANAGED_TEMPLATES: readonly ManagedTemplate[] = [
  template('Download-File', 'download-file.sh', 'A managed job template for downloading a file.', [
    required('downloadUrl', 'URL of file to download.', 'http://www.example.com/index.html'),
    required('filePath', 'Path on the device where downloaded file is written.', '/path/to/file'),
  ]),
  template('Install-Application', 'install-packages.sh', 'A managed job template for installing one or more applications.', [PACKAGES]),
  template('Reboot', 'reboot.sh', 'A managed job template for rebooting the device.', []),
  template('Remove-Application', 'remove-packages.sh', 'A managed job template for uninstalling one or more applications.', [PACKAGES]),
  template('Restart-Application', 'restart-services.sh', 'A managed job template for restarting one or more system services.', [SERVICES]),
  template('Start-Application', 'start-services.sh', 'A managed job template for starting one or more system services.', [SERVICES]),
  template('Stop-Application', 'stop-services.sh', 'A managed job template for stopping one or more system services.', [SERVICES]),
]

function required(key: string, description: string, example: string): DocumentParameter {
  return { key, description, regex: '(.*?)', example, optional: false }
}

function template(action: string, handler: string, description: string, own: readonly DocumentParameter[]): ManagedTemplate {
  const input = {
    handler,
    ...(own.length === 0 ? {} : { args: own.map(({ key }) => placeholder(key)) }),
    path: placeholder(PATH_TO_HANDLER.key),
  }
  const step = { action: { name: action, type: 'runHandler', input, runAsUser: placeholder(RUN_AS_USER.key) } }
  return {
    templateName: `AWS-${action}`,
    description,
    parameters: [...own, RUN_AS_USER, PATH_TO_HANDLER],
    document: JSON.stringify({ version: '1.0', steps: [step] }),
  }
}

function placeholder(key: string): string {
  return `\${aws:iot:parameter:${key}}`
}

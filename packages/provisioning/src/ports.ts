import type { KeyObject } from 'node:crypto'
import type { CertificateStatus, ParsedArn, ThingSnapshot } from '@iot-core-local/core'

/*
 * What provisioning asks of certificates, policies and things. Functions without a promise are one transaction, or a part of the caller's:
 * what provisioning does in one transaction is undone as a whole. They throw the `ServiceError` that the AWS operation behind them throws.
 */

export interface RegisteredCertificate {
  readonly certificateId: string
  readonly certificateArn: string
  readonly certificatePem: string
}

export interface FoundCertificate extends RegisteredCertificate {
  readonly status: CertificateStatus
  readonly caCertificateId: string | undefined
  /** Values of the subject's attributes by the names that policy variables have, such as `CommonName`, in the order of the certificate. */
  readonly subject: Readonly<Record<string, readonly string[]>>
}

export interface CertificateDesk {
  find(certificateId: string): FoundCertificate | undefined
  /** RSA 2048 keys and a certificate in `status`. */
  createKeysAndCertificate(status: CertificateStatus): Promise<RegisteredCertificate & { readonly privateKey: string }>
  /** Signs a certificate for a request, as PEM, and registers nothing. @throws InvalidRequestException for a bad CSR. */
  issueFromCsr(csr: string): Promise<string>
  /** Registers a certificate that is not registered yet, whoever signed it. */
  adopt(certificatePem: string, status: CertificateStatus): RegisteredCertificate
  /** RegisterCertificate: the CA must be registered here; it has to be named when several have the same subject. */
  register(certificatePem: string, caCertificatePem: string | undefined, status: 'ACTIVE' | 'INACTIVE'): { readonly certificateId: string }
  setStatus(certificateId: string, status: 'ACTIVE' | 'INACTIVE'): void
  /** DeleteCertificate. */
  remove(certificateId: string): void
}

export interface PolicyDesk {
  exists(policyName: string): boolean
  create(policyName: string, policyDocument: string): void
  attach(policyName: string, target: string): void
}

export interface ThingDesk {
  find(thingName: string): ThingSnapshot | undefined
  /** Names of the static groups that the thing was added to. */
  groupsOf(thingName: string): readonly string[]
  create(thing: {
    readonly thingName: string
    readonly attributes: Readonly<Record<string, string>> | undefined
    readonly thingTypeName: string | undefined
    readonly billingGroup: string | undefined
  }): void
  /** Attributes replace those there are, unless `isMerge`. */
  update(change: {
    readonly thingName: string
    readonly thingTypeName?: string
    readonly attributes?: Readonly<Record<string, string>>
    readonly isMerge?: boolean
  }): void
  addToGroup(thingName: string, thingGroupName: string): void
  removeFromGroup(thingName: string, thingGroupName: string): void
  attachPrincipal(thingName: string, principalArn: string, type: 'EXCLUSIVE_THING' | 'NON_EXCLUSIVE_THING'): void
}

/** What a CA certificate says about the devices that come with its certificates. */
export interface RegistrationConfig {
  readonly templateName?: string | undefined
  readonly templateBody?: string | undefined
}

export interface CaDirectory {
  /** Undefined when the CA is not registered or has no registration config. */
  registrationConfigOf(caCertificateId: string): RegistrationConfig | undefined
  /** Whether a CA certificate's registration config names the template. */
  isTemplateInUse(templateName: string): boolean
}

/** Keeps the tags of resources. */
export interface TagKeeper {
  /** @throws InvalidRequestException, LimitExceededException for tags that AWS would refuse. */
  add(resourceArn: string, tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[]): void
  removeAll(resourceArn: string): void
}

/** Which resources can be tagged. */
export interface TaggableResources {
  /** Whether there is such a resource; undefined when it is not of a type of this package. */
  exists(arn: ParsedArn): boolean | undefined
}

/** Calls functions and waits for what they return, as an invocation of the type RequestResponse does. */
export interface FunctionCaller {
  /** @param functionArn an ARN, or the URL of an HTTP endpoint. Rejects when there is no such function, or it throws. */
  call(functionArn: string, event: object): Promise<unknown>
}

/** Signs certificates that nobody registers: those of provisioning claims. */
export interface CertificateSigner {
  /** A device certificate for the key, PEM. */
  sign(publicKey: KeyObject): Promise<string>
}

/** Where reports are served. */
export interface ReportLinks {
  /** The URL under which `find` of the service's reports is asked with this token. */
  urlOf(token: string): string
}

export interface BulkInput {
  readonly totalBytes: number
  /** The bytes from the offset on, in chunks of any size. */
  readonly chunks: AsyncIterable<Uint8Array>
}

/** Where the input of bulk registration tasks comes from. */
export interface BulkSource {
  /** Rejects when there is no such object, with a message for people. Who aborts `signal` wants neither the object nor more of its chunks. */
  open(bucket: string, key: string, offsetBytes: number, signal?: AbortSignal): Promise<BulkInput>
}

export { createArns, parseArn, type Arns, type ParsedArn } from './arn.js'
export type {
  Access,
  AccessDecision,
  AccessRequest,
  AccessSession,
  AdmissionOutcome,
  ClientCertificate,
  ConnectAttempt,
  ConnectionView,
  LastWill,
  Peer,
  PolicyAction,
  Transport,
} from './access/access.js'
export { principalIdentifier, type Principal } from './access/principal.js'
export type { CountedDecision, DecisionInput, DecisionKind, DecisionRecord, StatementMatch } from './decisions/decision.js'
export { createDecisionLog, type DecisionFilter, type DecisionLog, type DecisionLogOptions } from './decisions/decision-log.js'
export {
  conflict,
  deleteConflict,
  forbidden,
  internalFailure,
  invalidRequest,
  limitExceeded,
  notImplemented,
  resourceAlreadyExists,
  resourceNotFound,
  unauthorized,
  validationFailed,
  versionConflict,
} from './errors/aws-errors.js'
export { EMULATOR_ERROR_CODES, EmulatorError, type EmulatorErrorCode, type EmulatorErrorOptions } from './errors/emulator-error.js'
export { ServiceError, type ServiceErrorOptions } from './errors/service-error.js'
export type { ConnectionEvent } from './events/connection-events.js'
export type { DomainEvent, DomainEventOf, DomainEventType } from './events/domain-event.js'
export { createEventBus, type EventBus } from './events/event-bus.js'
export type { JobEvent, JobExecutionStatusName } from './events/job-events.js'
export type { RegistryEvent, ThingGroupSnapshot, ThingSnapshot } from './events/registry-events.js'
export type { CertificateStatus, SecurityEvent } from './events/security-events.js'
export type { ShadowEvent, ShadowSnapshot } from './events/shadow-events.js'
export type { IotDataOperations, IotJobsDataOperations, IotOperations } from './generated/operation-types.js'
export { createIdSource, type IdSource } from './ids/id-source.js'
export { silentLogger, type Logger } from './log/logger.js'
export type {
  ListModel,
  MapModel,
  MemberModel,
  NumberModel,
  OperationModel,
  PlainModel,
  ServiceModel,
  ShapeModel,
  StringModel,
  StructureModel,
} from './model/model.js'
export { serviceModels } from './model/service-models.js'
export type { AccountContext } from './service/account-context.js'
export type { Call } from './service/call.js'
export { decodePageToken, encodePageToken } from './service/page-token.js'
export type { MessageProperties, OutgoingMessage, Publisher } from './service/publisher.js'
export type {
  IotDataHandlers,
  IotHandlers,
  IotJobsDataHandlers,
  OperationHandler,
  OperationHandlers,
  Service,
  ServiceId,
} from './service/service.js'
export type { TopicHandler, TopicReply, TopicRequest } from './service/topic-handler.js'
export type { Validated } from './service/validated.js'
export type { Migration } from './store/migrations.js'
export { openStore, type Database, type Statement, type Store, type StoreOptions } from './store/store.js'
export { DueWork, type DueWorkOptions } from './time/due-work.js'
export { EarliestTimer } from './time/earliest-timer.js'
export { nextTurn } from './time/next-turn.js'
export type { ControllableTimers, Clock, Milliseconds, TimerHandle, TimerWork, Timers } from './time/timers.js'
export { createTimers, type VirtualTimersOptions } from './time/virtual-timers.js'
export { isValidTopic, isValidTopicFilter, topicMatches } from './topics/topic-filter.js'
export { TopicRouter, type TopicMatch } from './topics/topic-router.js'

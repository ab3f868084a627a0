/** The API model as the generator writes it: facts of AWS's own service descriptions, nothing of ours. */

export interface ServiceModel {
  readonly service: 'iot' | 'iot-data' | 'iot-jobs-data'
  readonly apiVersion: string
  readonly operations: Readonly<Record<string, OperationModel>>
  readonly shapes: Readonly<Record<string, ShapeModel>>
}

export interface OperationModel {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** As in the model: `/things/{thingName}`, greedy labels as `{arn+}`. */
  readonly path: string
  readonly input?: string
  readonly output?: string
  /** Exception names. */
  readonly errors: readonly string[]
  readonly paginator?: { readonly inputToken: string; readonly outputToken: string; readonly limitKey?: string }
}

export type ShapeModel = StructureModel | ListModel | MapModel | StringModel | NumberModel | PlainModel

export interface StructureModel {
  readonly type: 'structure'
  readonly members: Readonly<Record<string, MemberModel>>
  readonly required?: readonly string[]
  /** The member that is the whole body. */
  readonly payload?: string
  /** For exceptions: the HTTP status. */
  readonly errorStatus?: number
}

export interface MemberModel {
  readonly shape: string
  readonly location?: 'uri' | 'querystring' | 'header' | 'statusCode'
  readonly locationName?: string
}

export interface ListModel {
  readonly type: 'list'
  readonly member: string
  readonly min?: number
  readonly max?: number
}

export interface MapModel {
  readonly type: 'map'
  readonly key: string
  readonly value: string
  readonly min?: number
  readonly max?: number
}

export interface StringModel {
  readonly type: 'string'
  readonly min?: number
  readonly max?: number
  readonly pattern?: string
  readonly enum?: readonly string[]
  /** Never written to a log. */
  readonly isSensitive?: true
}

export interface NumberModel {
  readonly type: 'integer' | 'long' | 'double' | 'float'
  readonly min?: number
  readonly max?: number
}

export interface PlainModel {
  readonly type: 'boolean' | 'timestamp' | 'blob'
  readonly min?: number
  readonly max?: number
}

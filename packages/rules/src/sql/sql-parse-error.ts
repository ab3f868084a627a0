/** SQL that is not understood. `position` counts characters from 0. */
export class SqlParseError extends Error {
  readonly position: number

  constructor(message: string, position: number) {
    super(message)
    this.name = 'SqlParseError'
    this.position = position
  }
}

/** Well-formed SQL with a documented function that the engine does not have. */
export class SqlFunctionNotCovered extends Error {
  readonly functionName: string

  constructor(functionName: string) {
    super(`The SQL function ${functionName}`)
    this.name = 'SqlFunctionNotCovered'
    this.functionName = functionName
  }
}

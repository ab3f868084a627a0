/**
 * An SDK input after validation against the API model: what the model requires is there.
 * The SDK's types write a required member as `name: T | undefined` and an optional one as `name?: T | undefined`.
 */
export type Validated<T> = T extends string | number | boolean | Date | Uint8Array | ArrayBuffer | undefined | null
  ? T
  : T extends readonly (infer Item)[]
    ? Validated<Item>[]
    : T extends object
      ? { [Key in keyof T]: object extends Pick<T, Key> ? Validated<T[Key]> : Exclude<Validated<T[Key]>, undefined> }
      : T

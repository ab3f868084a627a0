/** A template, or what its parameters made of it, that cannot be used. The message begins with the place, such as `Resources.thing.Properties.ThingName`. */
export class TemplateError extends Error {
  readonly place: string

  constructor(place: string, problem: string) {
    super(place === '' ? problem : `${place}: ${problem}`)
    this.name = 'TemplateError'
    this.place = place
  }
}

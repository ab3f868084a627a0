import { invalidRequest } from '@iot-core-local/core'
import { destinationOf, isPackage, packagesIn, packageValue, readPackagePlaceholder } from './package-placeholders.js'
import type { DestinationVersion } from './package-versions.js'
import { findPlaceholders, type Placeholder } from './placeholders.js'
import { type DocumentPart, isPresigned, type PresignTemplate, readPresigned } from './presigned-urls.js'

/** What the placeholders of a document are filled from. */
export interface DocumentFilling {
  readonly region: string
  readonly packages: readonly DestinationVersion[]
}

export interface CutDocument {
  /** With the contents of packages in place; presigned URLs are still placeholders (JOB-136, JOB-137). */
  readonly text: string
  /** The same, cut at the presigned URLs; one part when there are none. */
  readonly parts: readonly DocumentPart[]
}

/** Fills and cuts a document that was checked. */
export function cutDocument(source: string, filling: DocumentFilling): CutDocument {
  const cut = new Cutting()
  let from = 0
  for (const placeholder of findPlaceholders(source)) {
    if (!isPresigned(placeholder) && !isPackage(placeholder)) continue
    cut.add(source.slice(from, placeholder.start))
    from = placeholder.end
    if (isPresigned(placeholder)) {
      cut.addPresigned(withPackages(source.slice(placeholder.start, placeholder.end), placeholder, filling.packages), filling.region)
      continue
    }
    const value = valueOf(placeholder, filling.packages)
    if (value.kind === 'text') cut.add(inString(value.text))
    else if (value.kind === 'artifact') {
      const { bucket, key, version } = value.artifact
      cut.addTemplate(value.shown, { method: 'GET', bucket, key, versionId: version, region: undefined })
    } else {
      cut.addObject(value.attributes)
      from++
    }
  }
  cut.add(source.slice(from))
  return cut.finish()
}

/**
 * A placeholder of a presigned URL with the attributes of packages in its place, to be read anew.
 * @throws InvalidRequestException, InvalidJobDocumentException when it is no such placeholder any more
 */
export function withPackages(
  text: string,
  placeholder: Placeholder,
  packages: readonly DestinationVersion[],
): Placeholder & { readonly text: string } {
  if (packagesIn(placeholder).length === 0) return { ...placeholder, text }
  const { kind, argument } = placeholder
  let filled = ''
  let from = 0
  for (const nested of findPlaceholders(argument)) {
    if (!isPackage(nested)) continue
    const value = valueOf(nested, packages)
    filled += argument.slice(from, nested.start) + (value.kind === 'text' ? inString(value.text) : '')
    from = nested.end
  }
  const filledText = `\${aws:iot:${kind}:${filled}${argument.slice(from)}}`
  const [again] = findPlaceholders(filledText)
  if (again?.end !== filledText.length) throw invalidRequest('Provided argument for presigned url is invalid')
  return { ...again, text: filledText }
}

function valueOf(placeholder: Placeholder, packages: readonly DestinationVersion[]) {
  const read = readPackagePlaceholder(placeholder)
  return packageValue(read, destinationOf(read, packages))
}

/** Text as it stands inside a JSON string. */
function inString(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}

/** Both forms of a document, as they grow. */
class Cutting {
  readonly #parts: DocumentPart[] = []
  #open = ''
  #text = ''

  add(text: string): void {
    this.#open += text
    this.#text += text
  }

  /** In place of the string whose opening quote was added last. */
  addObject(value: object): void {
    this.#open = this.#open.slice(0, -1) + JSON.stringify(value)
    this.#text = this.#text.slice(0, -1) + JSON.stringify(value)
  }

  addPresigned(placeholder: Placeholder & { readonly text: string }, region: string): void {
    this.addTemplate(placeholder.text, readPresigned(placeholder, region))
  }

  addTemplate(shown: string, template: PresignTemplate): void {
    this.#parts.push(this.#open, template)
    this.#open = ''
    this.#text += shown
  }

  finish(): CutDocument {
    return { text: this.#text, parts: [...this.#parts, this.#open] }
  }
}

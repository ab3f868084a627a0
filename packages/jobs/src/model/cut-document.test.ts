import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cutDocument } from './cut-document.js'
import { checkDocument } from './document.js'
import type { DestinationVersion } from './package-versions.js'

const REGION = 'us-east-1'

const version = (attributes: Readonly<Record<string, string>>): DestinationVersion => ({
  packageName: 'app',
  versionName: '$default',
  found: { versionName: '1.0', content: { attributes, artifact: { bucket: 'files', key: 'app.bin', version: undefined } } },
})

/** Pieces of documents that the grammar cares about, and any other text. */
const texts = fc.string({
  unit: fc.oneof(fc.constantFrom('"', '\\', '${', '}', '{', ':', '${aws:iot:', 'package', 'ä', '\u2028'), fc.string()),
})

test('[JOB-209] whatever an attribute holds, a device reads it as it is, and what stands around it', () => {
  fc.assert(
    fc.property(
      texts,
      texts.filter((text) => !text.includes('${aws:iot:')),
      (value, around) => {
        const one = '${aws:iot:package:app:version:$default:attributes:a}'
        const all = '${aws:iot:package::version::attributes}'
        const source = JSON.stringify({ one: `${around} ${one} ${around}`, all, list: [all, one] })
        const packages = [version({ a: value })]
        checkDocument(source, { hasPresignRole: false, region: REGION, packages })
        const { text, parts } = cutDocument(source, { region: REGION, packages })
        expect(parts).toEqual([text])
        expect(JSON.parse(text)).toEqual({ one: `${around} ${value} ${around}`, all: { a: value }, list: [{ a: value }, value] })
      },
    ),
    { seed: 20_261_124, numRuns: 500 },
  )
})

test('[JOB-204] [JOB-209] the parts of a document and its presigned URLs make up the document', () => {
  const source =
    '{"a":"${aws:iot:package:app:version:$default:artifact:s3-presigned-url}","b":["${aws:iot:s3-presigned-url:${aws:iot:package::version::attributes:u}}","${thingName}"]}'
  const packages = [version({ u: 'https://s3.amazonaws.com/files/b' })]
  const { text, parts } = cutDocument(source, { region: REGION, packages })
  expect(text).toBe(
    '{"a":"${aws:iot:package:app:version:1.0:artifact:s3-presigned-url}","b":["${aws:iot:s3-presigned-url:https://s3.amazonaws.com/files/b}","${thingName}"]}',
  )
  expect(parts).toEqual([
    '{"a":"',
    { method: 'GET', bucket: 'files', key: 'app.bin', versionId: undefined, region: undefined },
    '","b":["',
    { method: 'GET', bucket: 'files', key: 'b', versionId: undefined, region: undefined },
    '","${thingName}"]}',
  ])
})

test('a document without placeholders is itself', () => {
  const source = '{ "a" : "${other}" }'
  expect(cutDocument(source, { region: REGION, packages: [] })).toEqual({ text: source, parts: [source] })
})

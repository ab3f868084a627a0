import { type FieldRules, InvalidFieldName } from '../query/field-rules.js'

const FIELDS = new Map([
  ['thingGroupName', 'thingGroupName'],
  ['thingGroupId', 'thingGroupId'],
  ['description', 'description'],
  ['thingGroupDescription', 'description'],
  ['parentGroupNames', 'parentGroupNames'],
])

/** The searchable fields of `AWS_ThingGroups` (QRY-052). */
export const GROUP_FIELD_RULES: FieldRules = {
  resolve: (field) => {
    const name = /^attributes\../u.test(field) ? field : FIELDS.get(field)
    if (name === undefined) throw new InvalidFieldName(field)
    return name
  },
  isGeoTarget: () => false,
  checked: (leaf) => leaf,
}

import type { ThingIndexConfiguration } from './index-configuration.js'

/** `schema` of DescribeIndex for `AWS_Things` (IDX-043). */
export function thingIndexSchema(configuration: ThingIndexConfiguration): string {
  if (configuration.namedShadowIndexingMode === 'ON' || configuration.deviceDefenderIndexingMode === 'VIOLATIONS')
    return 'MULTI_INDEXING_MODE'
  const isShadow = configuration.thingIndexingMode === 'REGISTRY_AND_SHADOW'
  if (configuration.thingConnectivityIndexingMode === 'OFF') return isShadow ? 'REGISTRY_AND_SHADOW' : 'REGISTRY'
  return isShadow ? 'REGISTRY_AND_SHADOW_AND_CONNECTIVITY_STATUS' : 'REGISTRY_AND_CONNECTIVITY_STATUS'
}

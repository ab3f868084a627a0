import { iotDataModel } from '../generated/iot-data.js'
import { iotJobsDataModel } from '../generated/iot-jobs-data.js'
import { iotModel } from '../generated/iot.js'
import type { ServiceModel } from './model.js'

/** The models of the three services, 288 operations in all. */
export const serviceModels: Readonly<Record<ServiceModel['service'], ServiceModel>> = {
  iot: iotModel,
  'iot-data': iotDataModel,
  'iot-jobs-data': iotJobsDataModel,
}

import type { Stock } from '../context.js'

export function jobTemplateArn(stock: Stock, jobTemplateId: string): string {
  return stock.account.arns.iot(`jobtemplate/${jobTemplateId}`)
}
